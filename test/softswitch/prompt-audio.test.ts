import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { BUILT_IN_PROMPTS, builtInPrompt, createFindPrompt } from '../../src/prompts/built-in.ts'
import { parseWav, readPrompt } from '../../src/softswitch/prompt-audio.ts'
import { toneWav } from '../support/tone-wav.ts'

function changed(at: number, value: number, bytes: 2 | 4): Buffer {
  const wav = toneWav(440, 100)
  if (bytes === 2) wav.writeUInt16LE(value, at)
  else wav.writeUInt32LE(value, at)
  return wav
}

describe('a prompt', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-prompts-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('is read from 16-bit PCM', () => {
    expect(parseWav(toneWav(440, 100))).toMatchObject({ coding: 'pcm16' })
    expect(parseWav(toneWav(440, 100)).data).toHaveLength(1_600)
  })

  it.each(BUILT_IN_PROMPTS)('that comes with Ringfirst can be played: %s', async (name) => {
    const { coding, data } = await readPrompt(builtInPrompt(name))
    expect(coding).toBe('PCMU')
    expect(data.length).toBeGreaterThan(1_000)
  })

  it.each([
    ['no audio at all', Buffer.from('hello'), 'not a WAV file'],
    ['two channels', changed(22, 2, 2), '2 channels instead of one'],
    ['44.1 kHz', changed(24, 44_100, 4), '44100 Hz instead of 8000 Hz'],
    ['24-bit samples', changed(34, 24, 2), 'neither 16-bit PCM nor G.711'],
    ['no data', toneWav(440, 100).subarray(0, 36), 'a WAV file without format or data'],
  ])('with %s is refused by name', async (_, wav, why) => {
    const file = join(folder, 'bad.wav')
    writeFileSync(file, wav)
    await expect(readPrompt(file)).rejects.toThrow(`${file}: ${why}`)
  })

  it('of one’s own comes before the built-in one of the same name', () => {
    const own = join(folder, 'comfort.wav')
    writeFileSync(own, toneWav(440, 100))
    const findPrompt = createFindPrompt(folder)
    expect(findPrompt('comfort')).toBe(own)
    expect(findPrompt('please-hold')).toBe(builtInPrompt('please-hold'))
    expect(findPrompt('no-such-prompt')).toBeUndefined()
  })

  it('is never looked for outside of its folder', () => {
    expect(createFindPrompt(folder)('../../etc/passwd')).toBeUndefined()
  })
})
