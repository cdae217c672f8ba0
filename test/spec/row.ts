import { readFileSync } from 'node:fs'
import { expect } from 'vitest'

/** What is played to show that it is so. */
export type Play = () => void | Promise<void>

/** A sentence of the specification by its number, and scenes that show that it is so. */
export type Row = readonly [
  number: string,
  sentence: string,
  scenes: Readonly<Record<string, Play>>,
]

/** What needs real calls, audio or servers is shown by a test elsewhere, which is there. */
export function shownBy(file: string, title: string): Play {
  return () => {
    expect(readFileSync(`test/${file}`, 'utf8')).toContain(title)
  }
}
