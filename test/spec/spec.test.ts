import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { BOOKING, PLACE } from './booking.ts'
import { CALLS_FIRST, CAMPAIGNS, PREFERRED } from './callers.ts'
import { DIALLING } from './dialling.ts'
import { FLOWS } from './flows.ts'
import { HEARING } from './hearing.ts'
import { JOINING } from './joining.ts'
import { PACING } from './pacing.ts'
import { SENTENCES } from './sentences.ts'
import { WORKING } from './working.ts'

const ROWS = [
  ...BOOKING,
  ...PLACE,
  ...PACING,
  ...DIALLING,
  ...HEARING,
  ...JOINING,
  ...WORKING,
  ...FLOWS,
  ...PREFERRED,
  ...CALLS_FIRST,
  ...CAMPAIGNS,
]

/** What Ringfirst does, sentence by sentence; the number is that of the specification. */
describe.each(ROWS)('%s %s', (_, __, scenes) => {
  it.each(Object.entries(scenes))('%s', async (_, play) => {
    await play()
  })
})

describe('the table', () => {
  it('has a row for every sentence, in the order of the specification', () => {
    expect(ROWS.map(([number]) => number)).toEqual(Object.keys(SENTENCES))
  })

  it('quotes each from its first words on, and plays something for it', () => {
    for (const [number, sentence, scenes] of ROWS) {
      expect(sentence.startsWith(SENTENCES[number] ?? 'no such sentence'), number).toBe(true)
      expect(Object.keys(scenes).length, number).toBeGreaterThan(0)
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
