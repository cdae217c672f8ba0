import type { WireDecision, WireNote } from '../../api/protocol.ts'
import { problemOf } from '../../api/protocol/problem.ts'
import { language, wordOf } from './language.ts'
import {
  GERMAN_NOTES,
  GERMAN_PROBLEMS,
  GERMAN_REFUSALS,
  GERMAN_RULES,
  GERMAN_TRIGGERS,
} from './sentences-german.ts'

/** A line of a timeline in the language of the page; English is what the server says. */
export function noteSentence(note: WireNote): string {
  return language.get() === 'de' ? filled(GERMAN_NOTES[note.event], note.detail ?? {}) : note.text
}

/** A decision in the language of the page. */
export function decisionSentence(
  decision: Pick<WireDecision, 'rule' | 'numbers' | 'text'> & {
    readonly agentId?: string | undefined
  },
): string {
  if (language.get() !== 'de') return decision.text
  return filled(GERMAN_RULES[decision.rule], { ...decision.numbers, agentId: decision.agentId })
}

/** What made Ringfirst look, in the language of the page. */
export function triggerSentence({ trigger, because }: WireDecision): string {
  return language.get() === 'de' ? GERMAN_TRIGGERS[trigger] : because
}

/** What is wrong with Ringfirst, in the language of the page. */
export function problemSentence(text: string): string {
  const problem = language.get() === 'de' ? problemOf(text) : undefined
  return problem === undefined ? text : filled(GERMAN_PROBLEMS[problem.kind], problem)
}

/** A refusal in the language of the page; one that it has no words for as the server says it. */
export function refusalSentence(code: string, message: string): string {
  return (language.get() === 'de' ? GERMAN_REFUSALS[code] : undefined) ?? message
}

/** Details that hold a word of the interface, said as people say it. */
const WORDS = /^(?:cause|disposition|mode|role|rule|source|verdict|why)$/

/** A text with its holes filled; what is not known leaves no gap. */
function filled(text: string, values: Readonly<Record<string, unknown>>): string {
  return text
    .replaceAll(/\{([a-zA-Z]+)\}/g, (_, name: string) => said(name, values[name]))
    .replaceAll(/ {2,}/g, ' ')
    .trim()
}

function said(name: string, value: unknown): string {
  if (value === undefined || value === null) return ''
  if (name.endsWith('Ms')) return `${(Number(value) / 1_000).toFixed(1).replace('.', ',')} s`
  return WORDS.test(name) ? wordOf(String(value)) : String(value)
}
