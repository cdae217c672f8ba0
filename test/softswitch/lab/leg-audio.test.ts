import { describe, expect, it } from 'vitest'
import { createDetector } from '../../../src/amd/detector.ts'
import { legId } from '../../../src/core/ids.ts'
import { NOT_IN_SERVICE_TONE } from '../../../src/lab/sounds.ts'
import { LegAudio } from '../../../src/softswitch/lab/leg-audio.ts'
import type { AudioPath } from '../../../src/softswitch/lab/media/audio-path.ts'
import { FRAME_SAMPLES } from '../../../src/softswitch/lab/media/frame.ts'
import { Playout } from '../../../src/softswitch/lab/media/playout.ts'
import { Listener } from '../../../src/softswitch/listener.ts'

const LEG = legId('00000000-0000-7000-8000-000000000001')
const FRAMES = Math.floor(NOT_IN_SERVICE_TONE.length / FRAME_SAMPLES)
const NOTHING = { onPromptEnded() {}, onLevel() {}, onRecorded() {}, onSilentFor() {} }

/** A leg of which every word is heard, and what analysis has said of it. */
class Ear {
  readonly verdicts: string[] = []
  readonly audio: LegAudio
  readonly #playout = new Playout()

  constructor() {
    const playout = this.#playout
    const path: AudioPath = {
      offer: () => '',
      accept: () => undefined,
      agreed: true,
      expectsAudio: true,
      lastPacketAt: undefined,
      take: (late) => playout.take(late),
      takeMissing: () => playout.takeMissing(),
      rest: () => playout.rest(),
      send: () => undefined,
      sendDigits: () => false,
      close: () => undefined,
    }
    const listener = new Listener(LEG, createDetector, (event) => {
      if (event.kind === 'LegJudged') this.verdicts.push(event.verdict.kind)
    })
    this.audio = new LegAudio(path, listener, NOTHING)
  }

  /** A packet of the tone comes. */
  packet(number: number): void {
    const at = number * FRAME_SAMPLES
    this.#playout.put(at, NOT_IN_SERVICE_TONE.slice(at, at + FRAME_SAMPLES))
  }

  ticks(count: number, late = false): void {
    for (let i = 0; i < count; i++) this.audio.hear(late)
  }
}

describe('the tone of a number that is not in service', () => {
  it.each([0, 5, 12])(
    'is heard where its packets come late by %i ticks, in each of its tones',
    (late) => {
      const ear = new Ear()
      const stops = new Set([0.1, 0.45, 0.8].map((share) => Math.round(share * FRAMES)))
      for (let number = 0; number < FRAMES; number++) {
        if (stops.has(number)) ear.ticks(late)
        ear.packet(number)
        if (!stops.has(number)) ear.ticks(1)
      }
      ear.ticks(20)
      expect(ear.verdicts).toEqual(['special-information-tone'])
    },
  )

  it('is heard where the process stopped and makes up for its ticks before it reads', () => {
    const ear = new Ear()
    const stop = Math.round(0.45 * FRAMES)
    for (let number = 0; number < FRAMES; number++) {
      if (number === stop) ear.ticks(40, true)
      ear.packet(number)
      ear.ticks(1)
    }
    ear.ticks(20)
    expect(ear.verdicts).toEqual(['special-information-tone'])
  })

  it('is heard to its end where the network refuses at once after it', () => {
    const ear = new Ear()
    const thirdTone = Math.round(0.68 * FRAMES)
    for (let number = 0; number < thirdTone + 8; number++) {
      ear.packet(number)
      if (number < thirdTone) ear.ticks(1)
    }
    expect(ear.verdicts).toEqual([])
    ear.audio.hearRest()
    expect(ear.verdicts).toEqual(['special-information-tone'])
  })
})
