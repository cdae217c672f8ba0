import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  legId as toLegId,
  recordingIdOf,
  type CallbackId,
  type RecordingId,
} from '../../../src/core/ids.ts'
import { eventually } from '../../support/eventually.ts'
import { tone } from '../../support/peer-audio.ts'
import { readStereoWav } from '../../support/stereo-wav.ts'
import { shareAt } from '../../support/tone-share.ts'
import { newLegId } from '../../support/switch-recorder.ts'
import { PROMPT_HZ, type Bench, type Ringing } from './bench.ts'

const ALICE_HZ = 523
const BOB_HZ = 784

function newRecording(legId: Ringing['legId']): RecordingId {
  return recordingIdOf(`${newLegId().slice(0, -4)}0000` as CallbackId, legId, 1)
}

/** Alice talks, and is recorded. */
async function recorded(bench: Bench): Promise<Ringing & { readonly recording: RecordingId }> {
  const { legId, call } = await bench.talk()
  const recording = newRecording(legId)
  call.audio.say(tone(ALICE_HZ))
  bench.perform({ kind: 'StartRecording', legId, recording })
  return { legId, call, recording }
}

/** Whether some samples sound at a frequency somewhere, for a tenth of a second. */
function sounds(samples: readonly number[], hz: number): boolean {
  for (let at = 0; at + 800 <= samples.length; at += 400) {
    if (shareAt(samples.slice(at, at + 800), hz) > 0.8) return true
  }
  return false
}

/** MUST 15: what is written of a leg. */
export function describeRecordings(bench: Bench): void {
  const fileOf = (file: string): string => join(bench.recordingsFolder, file)

  describe('records', () => {
    it('both directions apart, through prompts, a join and a split, to the end of the leg', async () => {
      const { legId, call, recording } = await recorded(bench)
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'long', loop: true, underAnalysis: true })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      const bob = await bench.talkToBob()
      bob.call.audio.say(tone(BOB_HZ))
      bench.perform({ kind: 'BridgeLegs', a: legId, b: bob.legId })
      await bench.told.sees(legId, 'LegsBridged')
      call.audio.forget()
      await eventually(() => call.audio.shareAt(BOB_HZ) > 0.9, 3_000)
      bench.perform({ kind: 'SplitLegs', a: legId, b: bob.legId })
      await bench.told.sees(legId, 'LegsSplit')
      call.hangUp()
      await bench.told.released(legId)
      const ended = await bench.told.sees(legId, 'RecordingEnded')
      expect(ended).toMatchObject({ recording, whole: true })
      expect(bench.told.signalling(legId).slice(-2)).toEqual(['RecordingEnded', 'LegReleased'])
      const wav = readStereoWav(fileOf(ended.file))
      expect(sounds(wav.left, ALICE_HZ)).toBe(true)
      expect(sounds(wav.left, BOB_HZ)).toBe(false)
      expect(sounds(wav.right, PROMPT_HZ.long)).toBe(true)
      expect(sounds(wav.right, BOB_HZ)).toBe(true)
      expect(Math.abs(wav.lengthMs - ended.lengthMs)).toBeLessThan(100)
    })

    it('no more once told to stop, while the leg goes on', async () => {
      const { legId, call, recording } = await recorded(bench)
      await eventually(() => call.audio.packets > 50, 3_000)
      bench.perform({ kind: 'StopRecording', legId, recording })
      const ended = await bench.told.sees(legId, 'RecordingEnded')
      expect(ended).toMatchObject({ recording, whole: true })
      expect(sounds(readStereoWav(fileOf(ended.file)).left, ALICE_HZ)).toBe(true)
      expect(bench.told.has(legId, 'LegReleased')).toBe(false)
    })

    it('a leg twice at once, each to its own end', async () => {
      const { legId, recording } = await recorded(bench)
      const other = newRecording(legId)
      bench.perform({ kind: 'StartRecording', legId, recording: other })
      bench.perform({ kind: 'StopRecording', legId, recording: other })
      expect(await bench.told.sees(legId, 'RecordingEnded')).toMatchObject({ recording: other })
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      await bench.told.released(legId)
      const ends = bench.told.of(legId).filter((event) => event.kind === 'RecordingEnded')
      expect(ends.map((end) => end.recording)).toEqual([other, recording])
    })

    it('nothing where the file cannot be written, says so, and lets the call go on', async () => {
      const { legId, call } = await bench.talk()
      const recording = newRecording(legId)
      mkdirSync(fileOf(`${recording}.wav`), { recursive: true })
      bench.perform({ kind: 'StartRecording', legId, recording })
      const ended = await bench.told.sees(legId, 'RecordingEnded')
      expect(ended).toMatchObject({ recording, whole: false, why: 'cannot-record' })
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'long', loop: true, underAnalysis: true })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      expect(bench.told.has(legId, 'LegReleased')).toBe(false)
    })

    it('up to where the disk is full, says so, and lets the call go on', async (context) => {
      const { disk } = bench
      if (disk === undefined) return context.skip('this process may not mount a small file system')
      const giveBack = disk.fill(48 * 1_024)
      try {
        const { legId, call, recording } = await recorded(bench)
        const before = call.audio.packets
        await eventually(() => call.audio.packets - before > 200, 8_000)
        bench.perform({ kind: 'StopRecording', legId, recording })
        const ended = await bench.told.sees(legId, 'RecordingEnded')
        expect(ended).toMatchObject({ recording, whole: false })
        expect(bench.told.has(legId, 'LegReleased')).toBe(false)
      } finally {
        giveBack()
      }
    })

    it('nothing of a leg that is gone', async () => {
      const legId = toLegId(newLegId())
      bench.perform({ kind: 'StartRecording', legId, recording: newRecording(legId) })
      const { legId: next } = await bench.talk()
      expect(bench.told.has(next, 'LegReleased')).toBe(false)
      expect(bench.told.of(legId)).toEqual([])
    })
  })
}
