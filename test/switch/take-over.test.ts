import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { recordingIdOf, type CallbackId } from '../../src/core/ids.ts'
import { eventually } from '../support/eventually.ts'
import { chord, interrupted, tone } from '../support/peer-audio.ts'
import { readStereoWav } from '../support/stereo-wav.ts'
import { shareAt } from '../support/tone-share.ts'
import { toneWav } from '../support/tone-wav.ts'
import { openStage, serversOrSkip, type Stage } from './stage.ts'

const ALICE_HZ = 523
const PROMPT_HZ = 941
const BUSY = interrupted(chord(480, 620), 500, 500)

const found = serversOrSkip('what the next process takes over (2 tests)')

describe.skipIf(found === undefined)('the next process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-take-over-'))
  const prompt = join(folder, 'prompt.wav')
  const recordingsFolder = join(folder, 'recordings')
  let stage: Stage

  beforeAll(async () => {
    writeFileSync(prompt, toneWav(PROMPT_HZ, 5_000))
    const changes = { prompts: { prompt }, recordingsFolder }
    stage = await openStage(found as NonNullable<typeof found>, changes)
  })

  afterAll(async () => {
    await stage?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('goes on with a recording, with what is played from then on, and tells its end', async () => {
    const { legId, call } = await stage.talk()
    const recording = recordingIdOf(`${legId.slice(0, -4)}0000` as CallbackId, legId, 1)
    call.audio.say(tone(ALICE_HZ))
    stage.softswitch.perform({ kind: 'StartRecording', legId, recording })
    await eventually(() => call.audio.packets > 50, 5_000)
    await stage.restart()
    const play = { prompt: 'prompt', loop: true, underAnalysis: true }
    stage.softswitch.perform({ kind: 'PlayPrompt', legId, ...play })
    await eventually(() => call.audio.shareAt(PROMPT_HZ) > 0.7, 3_000)
    const heard = call.audio.packets
    await eventually(() => call.audio.packets > heard + 50, 5_000)
    stage.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    await stage.told.released(legId)
    const ended = await stage.told.sees(legId, 'RecordingEnded')
    expect(ended).toMatchObject({ recording, whole: true })
    const { left, right } = readStereoWav(join(recordingsFolder, ended.file))
    expect(shareAt(left.slice(-2_000, -400), ALICE_HZ)).toBeGreaterThan(0.8)
    expect(shareAt(right.slice(-2_000, -400), PROMPT_HZ)).toBeGreaterThan(0.8)
  })

  it('analyses a leg that the one before was listening to', async () => {
    const { legId, call } = await stage.talk()
    await stage.restart()
    expect(await stage.softswitch.survey()).toEqual([{ legId, state: 'answered' }])
    call.audio.say(BUSY)
    const judged = await stage.told.sees(legId, 'LegJudged', 10_000)
    expect(judged.verdict.kind).toBe('busy')
    stage.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    await stage.told.released(legId)
  })
})
