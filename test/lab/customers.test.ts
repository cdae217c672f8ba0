import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cause, VerdictKind } from '../../src/core/state/outcome.ts'
import { eventually } from '../support/eventually.ts'
import { LabBench } from '../support/lab-bench.ts'

const TALK_MS = 3_000

describe.each(['tcp', 'udp'] as const)('the lab over %s', (transport) => {
  const bench = new LabBench(transport, TALK_MS)
  beforeAll(() => bench.start())
  afterAll(() => bench.stop())

  const verdicts: readonly (readonly [string, string, VerdictKind])[] = [
    ['0101', 'a business', 'human'],
    ['0103', 'a voicemail without a beep', 'machine'],
    ['0108', 'a fax machine', 'fax'],
    ['0110', 'nothing but silence', 'silence'],
    ['0111', 'call screening', 'machine'],
  ]

  it.concurrent.each(verdicts)('%s answers as %s', async (digits, _, verdict) => {
    const legId = bench.dial(digits)
    const judged = await bench.told.sees(legId, 'LegJudged', 15_000)
    expect(judged.verdict.kind).toBe(verdict)
    bench.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    await bench.told.released(legId)
  })

  const refusals: readonly (readonly [string, string, Cause])[] = [
    ['0104', 'is busy', 'busy'],
    ['0106', 'declines', 'declined'],
    ['0107', 'does not exist', 'invalid-number'],
    ['0114', 'is nobody', 'invalid-number'],
    ['0112', 'hangs up right after answering', 'normal'],
  ]

  it.concurrent.each(refusals)('%s %s', async (digits, _, cause) => {
    const legId = bench.dial(digits)
    expect(await bench.told.released(legId)).toMatchObject({ cause, by: 'far-end' })
  })

  it.concurrent('0105 rings until we give up', async () => {
    const legId = bench.dial('0105')
    await bench.told.sees(legId, 'LegRinging')
    bench.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'no-answer' })
    expect(await bench.told.released(legId)).toMatchObject({ cause: 'no-answer', by: 'us' })
  })

  it.concurrent('0109 plays a special information tone before any answer', async () => {
    const legId = bench.dial('0109')
    const { verdict } = await bench.told.sees(legId, 'LegJudged')
    expect(verdict).toMatchObject({ kind: 'special-information-tone', tone: 'intercept' })
    expect(await bench.told.released(legId, 12_000)).toMatchObject({ sipStatus: 404 })
    expect(bench.told.has(legId, 'LegAnswered')).toBe(false)
  })

  it.concurrent('0113 answers late and says hello', async () => {
    const legId = bench.dial('0113')
    const { verdict } = await bench.told.sees(legId, 'LegJudged', 26_000)
    expect(verdict.kind).toBe('human')
  })

  it.concurrent('0102 takes a message that begins after its beep', async () => {
    const legId = bench.dial('0102')
    const { verdict } = await bench.told.sees(legId, 'LegJudged', 10_000)
    expect(verdict.kind).toBe('machine')
    bench.softswitch.perform({ kind: 'StopPrompt', legId })
    const ready = await bench.told.sees(legId, 'LegReady', 20_000)
    expect(ready.by).toBe('beep')
    const { hz } = await bench.told.sees(legId, 'BeepHeard')
    expect(Math.abs(hz - 1_000)).toBeLessThan(10)
    bench.play(legId, 'machine-message', false)
    await eventually(
      () =>
        bench.told
          .of(legId)
          .some((event) => event.kind === 'PromptEnded' && event.prompt === 'machine-message'),
      15_000,
    )
    bench.softswitch.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
    await eventually(() => bench.reports.some(({ number }) => number.endsWith('0102')))
    const report = bench.reports.find(({ number }) => number.endsWith('0102'))
    expect(report?.messageBeganMs).toBeGreaterThan(0)
    expect(report?.messageMs).toBeGreaterThan(6_000)
  })

  it.concurrent('0100 says hello, waits with the music, talks with Bob and hangs up', async () => {
    const legId = bench.dial('0100')
    const { verdict } = await bench.told.sees(legId, 'LegJudged', 10_000)
    expect(verdict.kind).toBe('human')
    // Alice knows the music from a person: she stays on the line while she waits.
    await new Promise((resolve) => setTimeout(resolve, TALK_MS + 2_000))
    expect(bench.told.has(legId, 'LegReleased')).toBe(false)
    const bob = await bench.joinBob(legId)
    const released = await bench.told.released(legId, 20_000)
    expect(released).toMatchObject({ cause: 'normal', by: 'far-end' })
    expect(bench.told.has(bob, 'LegsSplit')).toBe(true)
    bench.softswitch.perform({ kind: 'ReleaseLeg', legId: bob, cause: 'released' })
    await bench.told.released(bob)
    const report = bench.reports.find(({ number }) => number.endsWith('0100'))
    expect(report).toMatchObject({ answered: true, joined: true })
  })
})
