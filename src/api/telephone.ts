import {
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
} from 'libphonenumber-js'
import { isPhoneNumber, type PhoneNumber } from '../core/ids.ts'

/** A number in E.164 form, or why it is none. */
export type ReadNumber =
  { readonly ok: true; readonly number: PhoneNumber } | { readonly ok: false; readonly why: string }

const WHY: Readonly<Record<string, string>> = {
  TOO_SHORT: 'is too short to be a telephone number',
  TOO_LONG: 'is too long to be a telephone number',
  INVALID_LENGTH: 'does not have the length of a telephone number',
  INVALID_COUNTRY: 'begins with no known country code',
}

/**
 * Reads a number as people of a country write it. Its length must be possible there; whether it is
 * given to anyone only the network knows. Pure.
 */
export function readNumber(text: string, country: string): ReadNumber {
  const trimmed = text.trim()
  if (trimmed.length > 40 || !/^[+(]?[0-9][0-9 ().\-/\u00a0]*$/.test(trimmed)) {
    return { ok: false, why: 'must be a telephone number, such as +12025550100' }
  }
  const parsed = parsePhoneNumberFromString(trimmed, country as CountryCode)
  const wrongLength = validatePhoneNumberLength(trimmed, country as CountryCode)
  if (wrongLength !== undefined || parsed === undefined) {
    return {
      ok: false,
      why: WHY[wrongLength ?? ''] ?? 'must be a telephone number, such as +12025550100',
    }
  }
  if (!parsed.isPossible() || !isPhoneNumber(parsed.number)) {
    return { ok: false, why: 'is not a possible telephone number' }
  }
  return { ok: true, number: parsed.number }
}
