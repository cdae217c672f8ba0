import type { z } from 'zod'

type Issue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of fields',
  record: 'a group of fields',
}

/** What a schema found wrong, as a person reads it after the field's name. Pure. */
export function wordingOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined && issue.message.endsWith('undefined')) return 'is missing'
      return `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'invalid_value':
      return `must be ${oneOf(issue.values.map(String))}`
    case 'too_small':
      return boundary(issue.origin, 'at least', Number(issue.minimum))
    case 'too_big':
      return boundary(issue.origin, 'at most', Number(issue.maximum))
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message
    default:
      return issue.message
  }
}

/** `a, b or c`. Pure. */
export function oneOf(words: readonly string[]): string {
  if (words.length < 2) return words.join('')
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`
}

function boundary(origin: string, side: string, bound: number): string {
  if (origin === 'string') {
    return bound === 1 && side === 'at least'
      ? 'must not be empty'
      : `must have ${side} ${bound} characters`
  }
  if (origin === 'array') return `must have ${side} ${bound} ${bound === 1 ? 'entry' : 'entries'}`
  return `must be ${side} ${bound}`
}
