import { assert } from '../assert.ts'

/**
 * Numbers, telephone numbers and times as names of prompts, in the order in which a language says
 * them. A language that is not listed is spoken as English is. All pure.
 */
interface Grammar {
  readonly number: (value: number) => readonly string[]
  readonly time: (hour: number, minute: number) => readonly string[]
}

const GRAMMARS: Readonly<Record<string, Grammar>> = {
  en: { number: englishNumber, time: englishTime },
  de: { number: germanNumber, time: germanTime },
}

/** The greatest number that is spoken. */
export const LARGEST_SPOKEN = 999_999

/** A whole number, 0 to {@link LARGEST_SPOKEN}. Asserts; pure. */
export function spokenNumber(value: number, language: string | undefined): readonly string[] {
  assert(Number.isInteger(value) && value >= 0 && value <= LARGEST_SPOKEN, 'a number to be spoken')
  return grammarOf(language).number(value)
}

/** A time of day, such as `08:30`; nothing where the text is none. Pure. */
export function spokenTime(text: string, language: string | undefined): readonly string[] {
  const [, hour, minute] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  if (hour === undefined) return []
  return grammarOf(language).time(Number(hour), Number(minute))
}

/** Digits one after the other; what is no digit is left out. Pure. */
export function spokenDigits(text: string): readonly string[] {
  return [...text].filter((each) => /[0-9]/.test(each)).map((digit) => `number-${digit}`)
}

function grammarOf(language: string | undefined): Grammar {
  const own = GRAMMARS[language?.split('-')[0] ?? 'en']
  return own ?? { number: englishNumber, time: englishTime }
}

function englishNumber(value: number): readonly string[] {
  if (value >= 1_000) {
    const rest = value % 1_000
    const thousands = [...englishNumber(Math.floor(value / 1_000)), 'number-thousand']
    return rest === 0 ? thousands : [...thousands, ...englishNumber(rest)]
  }
  if (value >= 100) {
    const rest = value % 100
    const hundreds = [`number-${Math.floor(value / 100)}`, 'number-hundred']
    return rest === 0 ? hundreds : [...hundreds, ...englishNumber(rest)]
  }
  if (value <= 20 || value % 10 === 0) return [`number-${value}`]
  return [`number-${value - (value % 10)}`, `number-${value % 10}`]
}

function englishTime(hour: number, minute: number): readonly string[] {
  const half = hour < 12 ? 'time-am' : 'time-pm'
  const shown = hour % 12 === 0 ? 12 : hour % 12
  if (minute === 0) return [`number-${shown}`, half]
  const minutes = minute < 10 ? ['time-oh', `number-${minute}`] : englishNumber(minute)
  return [`number-${shown}`, ...minutes, half]
}

/** Units go before tens: `ein und zwanzig`. */
function germanNumber(value: number): readonly string[] {
  if (value >= 1_000) {
    const rest = value % 1_000
    const thousands = [...germanCount(Math.floor(value / 1_000)), 'number-thousand']
    return rest === 0 ? thousands : [...thousands, ...germanNumber(rest)]
  }
  if (value >= 100) {
    const rest = value % 100
    const hundreds = [...germanCount(Math.floor(value / 100)), 'number-hundred']
    return rest === 0 ? hundreds : [...hundreds, ...germanNumber(rest)]
  }
  if (value <= 20 || value % 10 === 0) return [`number-${value}`]
  return [...germanCount(value % 10), 'number-and', `number-${value - (value % 10)}`]
}

/** One is `ein` before what it counts. */
function germanCount(value: number): readonly string[] {
  return value === 1 ? ['number-one-of'] : germanNumber(value)
}

function germanTime(hour: number, minute: number): readonly string[] {
  const hours = [...germanCount(hour), 'time-oclock']
  return minute === 0 ? hours : [...hours, ...germanNumber(minute)]
}
