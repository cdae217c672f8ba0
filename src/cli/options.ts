import { parseArgs, type ParseArgsConfig } from 'node:util'
import { didYouMean } from '../config/suggestion.ts'
import { OperatingError } from '../errors.ts'

/** What a command takes after its name. */
export interface CommandOptions {
  readonly flags: NonNullable<ParseArgsConfig['options']>
  /** The names of what stands without a dash, in order; a last one with `…` may repeat. */
  readonly operands: readonly string[]
}

/** What was given. */
export interface Given {
  readonly operands: readonly string[]
  text(flag: string): string | undefined
  isSet(flag: string): boolean
}

/** Reads what stands after the command's name. Throws `usage` with a suggestion. Pure. */
export function readOptions(args: readonly string[], { flags, operands }: CommandOptions): Given {
  const options = { ...flags, help: { type: 'boolean' as const, short: 'h' } }
  const { values, positionals } = parse(args, options)
  if (values['help'] !== true) checkOperands(positionals, operands)
  return {
    operands: positionals,
    text: (flag) => {
      const value = values[flag]
      return typeof value === 'string' ? value : undefined
    },
    isSet: (flag) => values[flag] === true,
  }
}

/** Reads a whole number between two bounds. Throws `usage`. Pure. */
export function wholeNumber(flag: string, text: string | undefined, min: number, max: number) {
  if (text === undefined) return undefined
  const value = Number(text)
  if (/^\d+$/.test(text) && value >= min && value <= max) return value
  throw new OperatingError('usage', {
    why: `--${flag} must be a whole number from ${min} to ${max}, not ${text}`,
  })
}

/** Reads one of a few words. Throws `usage`. Pure. */
export function oneWord<Word extends string>(
  flag: string,
  text: string | undefined,
  words: readonly Word[],
): Word | undefined {
  if (text === undefined) return undefined
  const found = words.find((word) => word === text)
  if (found !== undefined) return found
  throw new OperatingError('usage', { why: `--${flag} must be ${words.join(' or ')}, not ${text}` })
}

function parse(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
  } catch (thrown) {
    throw new OperatingError('usage', { why: complaint(thrown, Object.keys(options)) })
  }
}

function complaint(thrown: unknown, known: readonly string[]): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const unknown = /^Unknown option '(-+)([^']+)'/.exec(message)
  if (unknown === null) return message.split('. ')[0] ?? message
  const [, dashes, word = ''] = unknown
  return `there is no option ${dashes ?? ''}${word}${didYouMean(word, known).replace('mean ', 'mean --')}`
}

function checkOperands(given: readonly string[], wanted: readonly string[]): void {
  const missing = wanted[given.length]
  if (missing !== undefined && !(missing.endsWith('…') && given.length > 0)) {
    throw new OperatingError('usage', { why: `${missing.replace('…', '')} is missing` })
  }
  const repeats = wanted.at(-1)?.endsWith('…') === true
  const extra = given[wanted.length]
  if (extra !== undefined && !repeats) {
    throw new OperatingError('usage', { why: `${extra} is one too many` })
  }
}
