import { describe, expect, it } from 'vitest'
import { PLACE } from './spec/place.ts'
import { DIALLING } from './spec/dialling.ts'
import { AGENTS } from './spec/agents.ts'
import { CUSTOMERS } from './spec/customers.ts'

const ROWS = [...PLACE, ...DIALLING, ...AGENTS, ...CUSTOMERS]

/** What Ringfirst does, sentence by sentence; the number is the section of the specification. */
describe('what Ringfirst does', () => {
  it.each(ROWS)('%i. %s', (_, __, play) => {
    play()
  })

  it('is shown for every section about decisions', () => {
    expect([...new Set(ROWS.map(([section]) => section))].sort((a, b) => a - b)).toEqual([
      3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ])
  })
})
