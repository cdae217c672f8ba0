import pino from 'pino'

/** Where the product tells engineers what it does. Every telephone number in it is masked. */
export type Log = pino.Logger

/** E.164, also percent-encoded, and the user part of a SIP or tel URI. */
const NUMBERS = /(\+|%2B|\b(?:sips?|tel):\+?)([1-9][0-9]{6,14})(?![0-9])/gi
const SHOWN_FIRST = 4
const SHOWN_LAST = 2

/** A text in which of each telephone number the first four digits and the last two are left. Pure. */
export function maskNumbers(text: string): string {
  return text.replace(NUMBERS, (_, prefix: string, digits: string) => {
    const hidden = '*'.repeat(digits.length - SHOWN_FIRST - SHOWN_LAST)
    return prefix + digits.slice(0, SHOWN_FIRST) + hidden + digits.slice(-SHOWN_LAST)
  })
}

/** A log of JSON lines; masking is done on the finished line, so that nothing gets past it. */
export function createLog(
  level: pino.LevelWithSilent = 'info',
  destination: pino.DestinationStream = pino.destination({ dest: 1, sync: true }),
): Log {
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    hooks: { streamWrite: maskNumbers },
  }
  return pino(options, destination)
}
