import { describe, expect, it } from 'vitest'
import { PROBLEMS, problemOf, problemText } from '../../src/api/protocol/problem.ts'
import { ENGLISH } from '../../src/desktop/language/english.ts'
import { GERMAN } from '../../src/desktop/language/german.ts'
import {
  GERMAN_NOTES,
  GERMAN_PROBLEMS,
  GERMAN_RULES,
} from '../../src/desktop/language/sentences-german.ts'
import { fill } from '../../src/desktop/language/fill.ts'

describe('the texts of the pages', () => {
  const names = Object.keys(ENGLISH) as (keyof typeof ENGLISH)[]

  it('are all there in German, and none beside them', () => {
    expect(Object.keys(GERMAN).sort()).toEqual([...names].sort())
    expect(names.filter((name) => GERMAN[name].trim() === '')).toEqual([])
  })

  it('have the same holes in both languages', () => {
    const holes = (text: string): string[] => (text.match(/\{[a-zA-Z]+\}/g) ?? []).sort()
    expect(
      names.filter((name) => String(holes(ENGLISH[name])) !== String(holes(GERMAN[name]))),
    ).toEqual([])
  })

  it('leave a hole visible that nobody fills', () => {
    expect(fill('{who} rings {whom}', { who: 'Alice' })).toBe('Alice rings {whom}')
  })
})

describe('the sentences of the server in German', () => {
  it('say each thing that can be wrong, with what it is about', () => {
    const kinds = Object.keys(PROBLEMS) as (keyof typeof PROBLEMS)[]
    expect(kinds.map((kind) => problemOf(problemText(kind, 'a {b} c'))?.kind)).toEqual(kinds)
    expect(problemOf(problemText('trunk', 'carrier-a'))?.said).toBe('carrier-a')
    expect(GERMAN_PROBLEMS.trunk).toContain('{said}')
    expect(problemOf('something new')).toBeUndefined()
  })

  it('have no hole that no event or decision could fill', () => {
    const known =
      /^(?:agent|agentId|agents|agentsIdle|agentsLoggedIn|attempts|by|calls|cause|codes|disposition|fields|idleMs|inFlight|key|limit|mode|modifier|next|number|prompt|queue|role|rule|source|spent|to|trunk|verdict|waitAfterAnswerMs|why)$/
    const holes = Object.values({ ...GERMAN_NOTES, ...GERMAN_RULES }).flatMap((text) =>
      [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name),
    )
    expect(holes.length).toBeGreaterThan(40)
    expect(holes.filter((name) => !known.test(name))).toEqual([])
  })
})
