import { OperatingError } from '../../errors.ts'

/**
 * What may stand in each kind of argument that reaches the switch. The event socket ends a command
 * at a newline and FreeSWITCH gives a meaning to `{ } [ ] < > , ' | & ^ $` and to blanks, so an
 * argument is let through for what it is known to hold, never cleaned of what it may not.
 */
const ALLOWED = {
  leg: /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/,
  number: /^\+?[0-9]{1,20}$/,
  host: /^[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$/,
  codec: /^[A-Z0-9]{1,10}$/,
  digits: /^[0-9A-D*#w]{1,64}$/,
  file: /^(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+)+$/,
  credential: /^(?!.*:_:)[A-Za-z0-9._~+=@:;?!/*-]{1,128}$/,
  contact:
    /^sips?:(?:[A-Za-z0-9._~%+!*=-]{1,128}@)?[A-Za-z0-9.-]{1,253}(?::(?:[1-9][0-9]{0,3}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5]))?(?:;[A-Za-z0-9._~%+-]{1,64}(?:=[A-Za-z0-9._~%:+-]{1,128})?){0,10}$/,
} as const

/** The kinds of argument that the switch and the edge are given. */
export type ArgumentKind = keyof typeof ALLOWED

/**
 * The text, where it holds only what its kind allows. Throws `unsafe-argument` with the field's
 * name and never the text. Pure.
 */
export function safe(kind: ArgumentKind, field: string, text: string): string {
  if (!isSafe(kind, text)) throw new OperatingError('unsafe-argument', { field })
  return text
}

/** Whether a text holds only what its kind allows. Pure. */
export function isSafe(kind: ArgumentKind, text: string): boolean {
  return ALLOWED[kind].test(text)
}

/** A port number as text. Throws `unsafe-argument` outside 1 to 65535. Pure. */
export function safePort(field: string, port: number): string {
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new OperatingError('unsafe-argument', { field })
  }
  return String(port)
}

/**
 * A person's or a company's name as a telephone may show it: letters, digits, dots, hyphens and
 * single blanks, at most 40 characters. A name is for reading, so what is not allowed becomes a
 * blank instead of an error. Pure.
 */
export function displayName(name: string): string {
  return name
    .normalize('NFC')
    .replace(/[^\p{L}\p{N}.-]+/gu, ' ')
    .trim()
    .slice(0, 40)
    .trim()
}
