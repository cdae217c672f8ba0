import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BOOKING } from './booking.ts'
import { CALLS_FIRST } from './calls-first.ts'
import { CAMPAIGNS } from './campaigns.ts'
import { PREFERRED } from './preferred.ts'
import { DIALLING } from './dialling.ts'
import { FLOWS } from './flows.ts'
import { HEARING } from './hearing.ts'
import { JOINING } from './joining.ts'
import { LOOKS } from './looks.ts'
import { OUTCOMES } from './outcomes.ts'
import { PACING } from './pacing.ts'
import { PLACE } from './place.ts'
import { SENTENCES } from './sentences.ts'
import { TALKING } from './talking.ts'
import { UTILIZATION } from './utilization.ts'
import { WRAP_UP } from './wrap-up.ts'
import { AGENT_FIRST } from './agent-first.ts'

const ROWS = [
  ...BOOKING,
  ...PLACE,
  ...LOOKS,
  ...PACING,
  ...DIALLING,
  ...HEARING,
  ...OUTCOMES,
  ...JOINING,
  ...TALKING,
  ...AGENT_FIRST,
  ...UTILIZATION,
  ...WRAP_UP,
  ...FLOWS,
  ...PREFERRED,
  ...CALLS_FIRST,
  ...CAMPAIGNS,
]

/** What may stand between two parts of a sentence: no word that says what is done. */
const BETWEEN = /^[\s,;:.()]*(and|or|then)?[\s,;:.()]*$/

/** What Ringfirst does, sentence by sentence; the number is that of the specification. */
describe.each(ROWS)('%s %s', (_, __, scenes) => {
  it.each(Object.entries(scenes))('%s', async (_, play) => {
    expect.hasAssertions()
    await play()
  })
})

describe('the table', () => {
  it.each(Object.entries(SENTENCES))('has every word of sentence %s: %s', (number, sentence) => {
    const rows = ROWS.filter(([one]) => one.replace(/[a-z]$/, '') === number)
    let rest = sentence
    for (const [one, words] of rows) {
      const at = rest.indexOf(words)
      expect(at, `${one} quotes: ${words}`).toBeGreaterThanOrEqual(0)
      expect(rest.slice(0, at), `before ${one}`).toMatch(BETWEEN)
      rest = rest.slice(at + words.length)
    }
    expect(rest).toMatch(BETWEEN)
  })

  it('stands in the order of the specification, each row once, the parts of a sentence by letters', () => {
    const letters = 'abcdefghijklmnopqrstuvwxyz'
    const numbers = Object.keys(SENTENCES).flatMap((number) => {
      const parts = ROWS.filter(([one]) => one.replace(/[a-z]$/, '') === number)
      return parts.length === 1 ? [number] : parts.map((_, i) => `${number}${letters[i] ?? ''}`)
    })
    expect(ROWS.map(([number]) => number)).toEqual(numbers)
  })

  it('plays something of its own for every row, beside what is shown elsewhere', () => {
    for (const [number, , scenes] of ROWS) {
      const own = Object.keys(scenes).filter((name) => !name.startsWith('also '))
      expect(own.length, number).toBeGreaterThan(0)
    }
  })

  it('is what the callback questions refer to', () => {
    const text = readFileSync('docs/callback-faq.md', 'utf8')
    const referred = [...text.matchAll(/\b(\d{1,2}\.\d{1,2})\b(?=[,)])/g)].map(
      ([, number]) => number,
    )
    expect(referred.length).toBeGreaterThan(30)
    expect(referred.filter((number) => !((number ?? '') in SENTENCES))).toEqual([])
  })
})
