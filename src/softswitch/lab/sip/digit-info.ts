import type { Core } from 'sip.js'

const SIGNAL = /^\s*Signal\s*=\s*([0-9A-D*#])\s*$/im
const BARE = /^\s*([0-9A-D*#])\s*$/i
/** Signals that some phones write as numbers: 10 is the star, 11 the hash. */
const NUMBERED: Readonly<Record<string, string>> = { '10': '*', '11': '#' }

/**
 * The digit in an INFO request; undefined where it carries none. `application/dtmf-relay` names it
 * in a line `Signal=5`, `application/dtmf` is the digit alone (both older than RFC 6086, and what
 * phones send). Pure.
 */
export function digitOf(message: {
  readonly body: string
  getHeader(name: string): string | undefined
}): string | undefined {
  const type = message.getHeader('content-type')?.toLowerCase().split(';')[0]?.trim()
  if (type === 'application/dtmf') return BARE.exec(message.body)?.[1]?.toUpperCase()
  if (type !== 'application/dtmf-relay') return undefined
  const numbered = /^\s*Signal\s*=\s*(1[01])\s*$/im.exec(message.body)?.[1]
  if (numbered !== undefined) return NUMBERED[numbered]
  return SIGNAL.exec(message.body)?.[1]?.toUpperCase()
}

/** Takes an INFO and tells of the digit in it. */
export function takeInfo(info: Core.IncomingInfoRequest, onDigit: (digit: string) => void): void {
  info.accept()
  const digit = digitOf(info.message)
  if (digit !== undefined) onDigit(digit)
}
