import { existsSync } from 'node:fs'
import { describe } from 'vitest'
import { CHROMIUM } from '../support/browser-seat.ts'
import { deskStory } from '../support/desk-story.ts'

if (!existsSync(CHROMIUM)) process.stderr.write(`desk: skipped, there is no ${CHROMIUM}\n`)

describe.skipIf(!existsSync(CHROMIUM))('on the lab switch', () => {
  deskStory(() => Promise.resolve({ settings: {}, close: () => Promise.resolve() }))
})
