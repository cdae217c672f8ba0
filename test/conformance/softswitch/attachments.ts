import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { AttachMode } from '../../../src/core/state/conversation.ts'
import { eventually } from '../../support/eventually.ts'
import { tone } from '../../support/peer-audio.ts'
import type { Bench, Ringing } from './bench.ts'

const HZ = { alice: 523, bob: 784, carol: 1_175 } as const
type Name = keyof typeof HZ
type Three = Readonly<Record<Name, Ringing>>

/** Alice and Bob talk, Carol is on the line beside them; each says a tone of their own. */
async function three(bench: Bench): Promise<Three> {
  const alice = await bench.talk()
  const bob = await bench.talkToBob()
  const carol = await bench.talkToBob()
  const parties = { alice, bob, carol }
  for (const name of NAMES) parties[name].call.audio.say(tone(HZ[name], 6_000))
  bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
  await bench.told.sees(alice.legId, 'LegsBridged')
  return parties
}

const NAMES: readonly Name[] = ['alice', 'bob', 'carol']

async function attach(bench: Bench, { bob, carol }: Three, mode: AttachMode): Promise<void> {
  const before = bench.told.of(carol.legId).length
  bench.perform({ kind: 'AttachLeg', legId: carol.legId, to: bob.legId, mode })
  await eventually(() => {
    const since = bench.told.of(carol.legId).slice(before)
    return since.some((event) => event.kind === 'LegAttached' && event.mode === mode)
  }, 3_000)
}

/** Whose tones each of the three hears, as a picture such as `alice←bob`. */
function picture(parties: Three): readonly string[] {
  return NAMES.flatMap((ear) => {
    const { audio } = parties[ear].call
    return NAMES.filter((voice) => audio.shareAt(HZ[voice]) > 0.1).map((voice) => `${ear}←${voice}`)
  })
}

/** Waits until exactly these hear each other, over half a second of audio. */
async function becomes(parties: Three, expected: readonly string[]): Promise<void> {
  for (const name of NAMES) parties[name].call.audio.forget()
  const want = [...expected].sort().join(' ')
  const now = (): string => [...picture(parties)].sort().join(' ')
  await eventually(() => now() === want, 5_000).catch(() => expect(now()).toBe(want))
}

const TALK = ['alice←bob', 'bob←alice']
const EARS = ['carol←alice', 'carol←bob']

/** MUST 10: a leg that takes part in what another says and hears. */
export function describeAttachments(bench: Bench): void {
  describe('attached to a leg of two that talk', () => {
    it.each([
      ['listen', [...TALK, ...EARS]],
      ['whisper', [...TALK, ...EARS, 'bob←carol']],
      ['barge', [...TALK, ...EARS, 'bob←carol', 'alice←carol']],
    ] as const)('a third can %s', async (mode, expected) => {
      const parties = await three(bench)
      await attach(bench, parties, mode)
      await becomes(parties, expected)
    })

    it('a third goes from listening to speaking and back', async () => {
      const parties = await three(bench)
      await attach(bench, parties, 'listen')
      await becomes(parties, [...TALK, ...EARS])
      await attach(bench, parties, 'barge')
      await becomes(parties, [...TALK, ...EARS, 'bob←carol', 'alice←carol'])
      await attach(bench, parties, 'listen')
      await becomes(parties, [...TALK, ...EARS])
    })

    it('a third stays while the two are parted and joined anew', async () => {
      const parties = await three(bench)
      const { alice, bob } = parties
      await attach(bench, parties, 'barge')
      bench.perform({ kind: 'SplitLegs', a: alice.legId, b: bob.legId })
      await bench.told.sees(alice.legId, 'LegsSplit')
      await becomes(parties, ['carol←bob', 'bob←carol'])
      bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
      await becomes(parties, [...TALK, ...EARS, 'bob←carol', 'alice←carol'])
    })

    it('keys that a third presses change nothing', async () => {
      const parties = await three(bench)
      await attach(bench, parties, 'listen')
      parties.carol.call.audio.press('3')
      await sleep(300)
      await becomes(parties, [...TALK, ...EARS])
    })

    it('a third is left up and silent when that leg ends, and can be joined to the other', async () => {
      const parties = await three(bench)
      const { alice, bob, carol } = parties
      await attach(bench, parties, 'barge')
      bob.call.hangUp()
      bob.call.audio.mute()
      await bench.told.released(bob.legId)
      await eventually(() => carol.call.audio.loudest() < 200, 3_000)
      expect(bench.told.has(carol.legId, 'LegReleased')).toBe(false)
      bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: carol.legId })
      await becomes(parties, ['alice←carol', 'carol←alice'])
    })

    it('a third that goes leaves the two together', async () => {
      const parties = await three(bench)
      await attach(bench, parties, 'barge')
      parties.carol.call.hangUp()
      await bench.told.released(parties.carol.legId)
      parties.carol.call.audio.mute()
      await becomes(parties, TALK)
    })
  })
}
