import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeWav } from '../../src/amd/wav.ts'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { amd } from '../../src/cli/amd.ts'
import { listenTo } from '../../src/cli/amd-listen.ts'
import { PLAIN } from '../../src/cli/paint.ts'
import { sequence, silence, talk, tone } from '../amd/sounds.ts'

const folder = mkdtempSync(join(tmpdir(), 'ringfirst-amd-'))
afterAll(() => rmSync(folder, { recursive: true }))

const announcement = talk(5_000, 3)
const hello = recording('hello.wav', sequence(silence(400), talk(600, 2), silence(2_000)))
const voicemail = recording(
  'voicemail.wav',
  sequence(silence(300), announcement, silence(600), tone(400, [1_000]), silence(1_500)),
)

function recording(name: string, samples: Int16Array): string {
  const file = join(folder, name)
  writeFileSync(file, writeWav(samples))
  return file
}

async function run(...args: string[]): Promise<{ code: number; out: string[]; err: string[] }> {
  const out: string[] = []
  const err: string[] = []
  const code = await amd(args, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    outPaint: PLAIN,
    errPaint: PLAIN,
    isWatched: false,
  })
  return { code, out, err }
}

describe('ringfirst amd', () => {
  it('prints one object a line and file', async () => {
    const { code, out } = await run('--json', hello, voicemail)
    expect(code).toBe(0)
    const [first, second] = out.map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(first).toMatchObject({
      file: hello,
      verdict: 'human',
      firstVerdict: 'human',
      readyAtMs: null,
      beeps: [],
    })
    expect(second).toMatchObject({ file: voicemail, verdict: 'machine' })
    expect(second!['beeps']).toMatchObject([{ hz: 1_000 }])
    expect(Object.keys(first!)).toEqual([
      'file',
      'verdict',
      'confidence',
      'verdictAtMs',
      'firstVerdict',
      'firstVerdictAtMs',
      'readyAtMs',
      'beeps',
    ])
  })

  it('draws level, voice, beep and decisions', async () => {
    const { out } = await run(voicemail)
    const text = out.join('\n')
    expect(text).toContain('machine (voicemail)')
    expect(text).toMatch(/level\s+.*█/)
    expect(text).toMatch(/beep\s+.*●/)
    expect(text).toContain('ready by beep')
  })

  it('tells which file is no recording, hears the others, and fails', async () => {
    const broken = join(folder, 'notes.txt')
    writeFileSync(broken, 'no sound')
    const { code, out, err } = await run('--json', broken, hello, join(folder, 'absent.wav'))
    expect(code).toBe(1)
    expect(out).toHaveLength(1)
    expect(err.join('\n')).toContain('notes.txt: no RIFF WAVE header')
    expect(err.join('\n')).toContain('absent.wav')
  })

  it('writes a page', async () => {
    const page = join(folder, 'page.html')
    expect((await run('--html', page, voicemail)).code).toBe(0)
    const html = readFileSync(page, 'utf8')
    expect(html).toContain('<svg')
    expect(html).toContain('beep of 1000 Hz')
  })

  it('remembers a prompt and recognises it', async () => {
    const store = join(folder, 'prompts.json')
    const prompt = recording('prompt.wav', announcement)
    expect((await run('--remember', 'screening', '--prompts', store, prompt)).code).toBe(0)
    const { out } = await run('--json', '--prompts', store, voicemail)
    expect(JSON.parse(out[0]!)).toMatchObject({ firstVerdict: 'machine' })
    expect((JSON.parse(out[0]!) as { firstVerdictAtMs: number }).firstVerdictAtMs).toBeLessThan(
      2_600,
    )
  })

  it.each([
    [['--remember', 'screening', 'a.wav'], 'needs --prompts'],
    [['--remember', 'dog', 'a.wav'], 'must be voicemail'],
    [[], 'FILE is missing'],
  ])('refuses %j', async (args, why) => {
    await expect(run(...args)).rejects.toThrow(why)
  })
})

describe('ringfirst amd --listen', () => {
  const at = (seconds: number): string => `2026-11-25T12:00:0${seconds}.000Z`
  const timeline = [
    { at: at(0), event: 'dialling', text: 'dialled over trunk lab' },
    { at: at(1), event: 'answered', legId: 'alice', text: 'answers' },
    {
      at: at(5),
      event: 'judged',
      legId: 'alice',
      detail: { verdict: 'machine', confidence: 0.9, atMs: 3_500 },
      text: 'is a machine, 90 % sure',
    },
    { at: at(8), event: 'beep', legId: 'alice', detail: { startMs: 6_100 }, text: 'a beep' },
  ]

  /** What a listener prints who looks while the timeline grows by a line a look. */
  async function listened(asData: boolean): Promise<{ code: number; out: string[] }> {
    const out: string[] = []
    let looks = 0
    const look = (): CallbackResource => {
      looks += 1
      const closed = looks > timeline.length ? { closedAt: at(9) } : {}
      return {
        bookedAt: at(0),
        timeline: timeline.slice(0, looks),
        ...closed,
      } as unknown as CallbackResource
    }
    const instance = { url: 'here', ask: <T>() => Promise.resolve(look() as T) }
    const terminal = {
      out: (line: string) => out.push(line),
      err: () => undefined,
      outPaint: PLAIN,
      errPaint: PLAIN,
      isWatched: false,
    }
    const code = await listenTo('a', instance, asData, terminal, new AbortController().signal)
    return { code, out }
  }

  it('tells once, with its moment in the audio, what is heard and nothing else', async () => {
    const { code, out } = await listened(false)
    expect(code).toBe(0)
    expect(out).toHaveLength(3)
    expect(out[1]).toContain('is a machine, 90 % sure, 3500 ms into the audio')
    expect(out[2]).toContain('a beep, 6100 ms into the audio')
  })

  it('prints an object a line with --json', async () => {
    const { out } = await listened(true)
    expect(JSON.parse(out[1]!)).toMatchObject({
      event: 'judged',
      legId: 'alice',
      verdict: 'machine',
      atMs: 3_500,
    })
  })

  it('says where it looked when no Ringfirst runs there', async () => {
    await expect(run('--listen', 'some-id', '--data', folder)).rejects.toMatchObject({
      code: 'instance-unreachable',
    })
  })

  it('listens to one callback at a time', async () => {
    await expect(run('--listen', 'one', 'two', '--data', folder)).rejects.toThrow(/two/)
  })
})
