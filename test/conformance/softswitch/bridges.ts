import { describe, expect, it } from 'vitest'
import { eventually, remains } from '../../support/eventually.ts'
import { chord, interrupted, tone } from '../../support/peer-audio.ts'
import { PROMPT_HZ, type Bench, type Ringing } from './bench.ts'

const ALICE_HZ = 523
const BOB_HZ = 784
const BUSY = interrupted(chord(480, 620), 500, 500)

async function joined(bench: Bench): Promise<{ readonly alice: Ringing; readonly bob: Ringing }> {
  const alice = await bench.talk()
  const bob = await bench.talkToBob()
  alice.call.audio.say(tone(ALICE_HZ))
  bob.call.audio.say(tone(BOB_HZ))
  bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
  await bench.told.sees(alice.legId, 'LegsBridged')
  return { alice, bob }
}

/** MUST 8: two legs that hear each other. */
export function describeBridges(bench: Bench): void {
  describe('joins', () => {
    it('lets each of two legs hear the other', async () => {
      const { alice, bob } = await joined(bench)
      await eventually(() => bob.call.audio.shareAt(ALICE_HZ) > 0.8, 3_000)
      await eventually(() => alice.call.audio.shareAt(BOB_HZ) > 0.8, 3_000)
      const legs = await bench.started.softswitch.survey()
      expect(legs).toContainEqual({ legId: alice.legId, state: 'answered', bridgedTo: bob.legId })
      expect(legs).toContainEqual({ legId: bob.legId, state: 'answered', bridgedTo: alice.legId })
    })

    it('tells of the join when audio has passed both ways', async () => {
      const { alice, bob } = await joined(bench)
      bob.call.audio.forget()
      alice.call.audio.forget()
      await eventually(() => bob.call.audio.shareAt(ALICE_HZ) > 0.5, 1_500)
      await eventually(() => alice.call.audio.shareAt(BOB_HZ) > 0.5, 1_500)
    })

    it('ends the prompt that a leg hears', async () => {
      const alice = await bench.talk()
      const bob = await bench.talkToBob()
      bench.perform({
        kind: 'PlayPrompt',
        legId: alice.legId,
        prompt: 'long',
        loop: true,
        underAnalysis: true,
      })
      await eventually(() => alice.call.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      bob.call.audio.say(tone(BOB_HZ))
      bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
      await bench.told.sees(alice.legId, 'LegsBridged')
      expect(await bench.told.sees(alice.legId, 'PromptEnded')).toMatchObject({ completed: false })
      await eventually(() => alice.call.audio.shareAt(BOB_HZ) > 0.8, 3_000)
    })

    it('listens no more to a leg that was joined', async () => {
      const { alice } = await joined(bench)
      const other = await bench.talk()
      const judgements = (): number =>
        bench.told.of(alice.legId).filter(({ kind }) => kind === 'LegJudged').length
      const before = judgements()
      alice.call.audio.say(BUSY)
      other.call.audio.say(BUSY)
      await bench.told.sees(other.legId, 'LegJudged', 10_000)
      expect(judgements()).toBe(before)
    })

    it('leaves the other leg up and silent when one ends', async () => {
      const { alice, bob } = await joined(bench)
      alice.call.hangUp()
      await bench.told.released(alice.legId)
      const about = bench.told.signalling(alice.legId)
      expect(about.indexOf('LegsSplit')).toBeGreaterThan(-1)
      expect(about.indexOf('LegsSplit')).toBeLessThan(about.indexOf('LegReleased'))
      await eventually(() => bob.call.audio.loudest() < 200, 3_000)
      const isReleased = (): boolean => bench.told.has(bob.legId, 'LegReleased')
      await remains(() => !isReleased() && bob.call.count('BYE') === 0, 500)
    })

    it('parts two legs and keeps both up', async () => {
      const { alice, bob } = await joined(bench)
      bench.perform({ kind: 'SplitLegs', a: alice.legId, b: bob.legId })
      await bench.told.sees(alice.legId, 'LegsSplit')
      await eventually(() => bob.call.audio.loudest() < 200, 3_000)
      await eventually(() => alice.call.audio.loudest() < 200, 3_000)
      expect(await bench.started.softswitch.survey()).toHaveLength(2)
    })

    it('joins a leg anew after it was parted', async () => {
      const { alice, bob } = await joined(bench)
      bench.perform({ kind: 'SplitLegs', a: alice.legId, b: bob.legId })
      await bench.told.sees(alice.legId, 'LegsSplit')
      bench.perform({ kind: 'BridgeLegs', a: alice.legId, b: bob.legId })
      await eventually(
        () => bench.told.of(bob.legId).filter(({ kind }) => kind === 'LegsBridged').length === 2,
        3_000,
      )
      await eventually(() => bob.call.audio.shareAt(ALICE_HZ) > 0.8, 3_000)
    })
  })
}
