import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** What is played to show that it is so. */
export type Play = () => void | Promise<void>

/**
 * A sentence of the specification by its number, or a part of one by its number and a letter, in
 * its own words, and scenes that show that it is so.
 */
export type Row = readonly [number: string, words: string, scenes: Readonly<Record<string, Play>>]

/**
 * What a process alone cannot show, real audio or a real browser, is shown beside the row's own
 * scenes by a test elsewhere, which is there.
 */
export function alsoBy(file: string, title: string): Play {
  return () => {
    expect(readFileSync(`test/${file}`, 'utf8')).toContain(title)
  }
}
