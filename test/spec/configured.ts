import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { Organisation } from '../../src/core/state/organisation.ts'
import { checkText, labProfile, type Loaded } from '../../src/config/load.ts'

const LAB = readFileSync(labProfile(), 'utf8')

/** The lab's configuration with lines put into the section of its queue. */
export function configured(...queueLines: readonly string[]): Loaded {
  const lines = queueLines.map((line) => `    ${line}\n`).join('')
  const text = LAB.replace(/^ {4}ringTimeout: 30 s\n/m, `    ringTimeout: 30 s\n${lines}`)
  expect(text === LAB).toBe(queueLines.length === 0)
  return checkText('ringfirst.yaml', text)
}

/** What the check says of a configuration, as field and words. */
export function saidOf({ problems }: Loaded): string[] {
  return problems.map(({ field, message }) => `${field} ${message}`)
}

/** The same with passages of the lab's configuration replaced. */
export function replaced(...changes: readonly (readonly [passage: string, by: string])[]): Loaded {
  let text = LAB
  for (const [passage, by] of changes) {
    expect(text).toContain(passage)
    text = text.replace(passage, by)
  }
  return checkText('ringfirst.yaml', text)
}

/** The organisation of the lab's configuration, with one passage replaced. */
export function labSettings(passage = 'switch: lab', by = passage): Organisation {
  const { settings } = replaced([passage, by])
  if (settings === undefined) throw new Error('it has errors')
  return settings.organisation
}

const FRONT_DOOR = LAB.slice(LAB.indexOf('  front-door:\n'), LAB.indexOf('\nagents:\n'))
const HOURS = "hours:\n  office: { open: ['Mon-Fri 09:00-17:30'], holidays: ['2026-12-25'] }\n"

/** The lab's configuration with these steps as what callers go through. */
export function withFlow(...steps: readonly string[]): Loaded {
  const lines = steps.map((step) => `    ${step}\n`).join('')
  return replaced(
    [FRONT_DOOR, `  front-door:\n${lines}  elsewhere:\n    - play: welcome\n`],
    ['defaultSite: us\n', `defaultSite: us\n${HOURS}`],
  )
}
