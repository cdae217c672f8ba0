import { describe, expect, it } from 'vitest'
import { ENGLISH } from '../../src/desktop/language/english.ts'
import { GERMAN } from '../../src/desktop/language/german.ts'
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
