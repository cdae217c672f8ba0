import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { LegArrived } from '../../../src/core/state/events.ts'
import type { Cause } from '../../../src/core/state/outcome.ts'
import { eventually, remains } from '../../support/eventually.ts'
import { SipCaller, type CallerSetup } from '../../support/sip-caller.ts'
import { ALICE } from '../../support/switch-recorder.ts'
import { PROMPT_HZ, PROMPT_MS, soundMs, type Bench } from './bench.ts'

const SUPPORT = '+12025550150'
const MAX_CALL_MS = 600_000

const REFUSALS: readonly (readonly [cause: Cause, status: number])[] = [
  ['invalid-number', 404],
  ['released', 480],
  ['busy', 486],
  ['declined', 603],
]

/** MUST 12 to 14: calls that come in. */
export function describeInbound(bench: Bench): void {
  describe('takes calls', () => {
    const callers: SipCaller[] = []
    afterEach(() => {
      for (const caller of callers.splice(0)) caller.close()
    })

    const call = async (changes: Partial<CallerSetup> = {}): Promise<SipCaller> => {
      const to = bench.started.registrar ?? { host: '', port: 0 }
      const caller = await SipCaller.call({ to, called: SUPPORT, from: ALICE, ...changes })
      callers.push(caller)
      return caller
    }
    const arrives = async (changes: Partial<CallerSetup> = {}) => {
      const before = arrivals(bench).length
      const caller = await call(changes)
      await eventually(() => arrivals(bench).length > before, 3_000)
      return { caller, arrived: arrivals(bench)[before] as LegArrived }
    }
    const talk = async (changes: Partial<CallerSetup> = {}) => {
      const { caller, arrived } = await arrives(changes)
      const { legId } = arrived
      bench.perform({ kind: 'AnswerLeg', legId, maxCallMs: MAX_CALL_MS })
      await caller.answered()
      await bench.told.sees(legId, 'LegAnswered')
      return { caller, legId }
    }

    it('tells who calls whom, and answers when it is told to', async () => {
      const { caller, arrived } = await arrives()
      expect(arrived).toMatchObject({ trunkId: 'peer', calledNumber: SUPPORT, number: ALICE })
      await eventually(() => caller.received.some(({ status }) => status === 180), 3_000)
      await remains(() => caller.received.every(({ status }) => status <= 180), 300)
      const { legId } = arrived
      bench.perform({ kind: 'AnswerLeg', legId, maxCallMs: MAX_CALL_MS })
      await caller.answered()
      await bench.told.sees(legId, 'LegAnswered')
      expect(bench.told.signalling(legId)).toEqual(['LegArrived', 'LegAnswered'])
      caller.hangUp()
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
    })

    it('has no number of a caller who asks for privacy', async () => {
      const { arrived } = await arrives({ headers: [['Privacy', 'id']] })
      expect(arrived).not.toHaveProperty('number')
    })

    it('believes what the carrier asserts before what the caller says', async () => {
      const asserted = [['P-Asserted-Identity', '<sip:+12025550177@carrier.example>']] as const
      const { arrived } = await arrives({ from: 'anyone', headers: asserted })
      expect(arrived.number).toBe('+12025550177')
    })

    it.each(REFUSALS)(
      'released as %s before the answer, the caller gets %i',
      async (cause, status) => {
        const { caller, arrived } = await arrives()
        bench.perform({ kind: 'ReleaseLeg', legId: arrived.legId, cause })
        expect(await caller.status()).toBe(status)
        expect(await bench.told.released(arrived.legId)).toMatchObject({ cause, by: 'us' })
      },
    )

    it('hears that the caller gives up before the answer', async () => {
      const { caller, arrived } = await arrives()
      caller.cancel()
      expect(await caller.status()).toBe(487)
      const released = await bench.told.released(arrived.legId)
      expect(released).toMatchObject({ cause: 'normal', by: 'far-end' })
      bench.perform({ kind: 'AnswerLeg', legId: arrived.legId, maxCallMs: MAX_CALL_MS })
      await remains(() => bench.told.signalling(arrived.legId).at(-1) === 'LegReleased', 200)
    })

    it('turns strangers away and tells nothing of them', async () => {
      const before = arrivals(bench).length
      const caller = await call({ host: '127.0.0.2' })
      expect(await caller.status()).toBe(403)
      expect(arrivals(bench)).toHaveLength(before)
    })

    it('hears digits as telephone events and by SIP INFO, once each', async () => {
      const { caller, legId } = await talk()
      await sleep(300)
      caller.audio.press('4')
      await eventually(() => digitsOf(bench, legId) === '4', 3_000)
      caller.pressByInfo('7')
      await eventually(() => digitsOf(bench, legId) === '47', 3_000)
      caller.pressByInfo('#')
      await eventually(() => digitsOf(bench, legId) === '47#', 3_000)
      await remains(() => digitsOf(bench, legId) === '47#', 300)
    })

    it('plays a prompt that is made of parts, without a gap, and tells its end once', async () => {
      const { caller, legId } = await talk()
      await sleep(300)
      const parts = ['short', 'long', 'short']
      const order = { kind: 'PlayPrompt', legId, prompt: 'a number', parts } as const
      caller.audio.forget()
      bench.perform({ ...order, loop: false, underAnalysis: false })
      await eventually(() => caller.audio.shareAt(PROMPT_HZ.short) > 0.7, 3_000)
      await eventually(() => caller.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      const ended = await bench.told.sees(legId, 'PromptEnded', 9_000)
      expect(ended).toMatchObject({ prompt: 'a number', completed: true })
      expect(soundMs(caller.audio.heard)).toBeGreaterThan(2 * PROMPT_MS.short + PROMPT_MS.long - 80)
      expect(caller.audio.longestSilenceMs()).toBeLessThan(60)
    })

    it('surveys a call that waits with what it said, and an answered one without', async () => {
      const { arrived } = await arrives()
      const { legId } = arrived
      const seen = async () =>
        (await bench.started.softswitch.survey()).find((leg) => leg.legId === legId)
      expect(await seen()).toMatchObject({ arrival: { calledNumber: SUPPORT, number: ALICE } })
      bench.perform({ kind: 'AnswerLeg', legId, maxCallMs: MAX_CALL_MS })
      await bench.told.sees(legId, 'LegAnswered')
      expect(await seen()).toEqual({ legId, state: 'answered' })
    })

    it('joins a caller with an agent', async () => {
      const { caller, legId } = await talk()
      const bob = await bench.talkToBob()
      bench.perform({ kind: 'BridgeLegs', a: legId, b: bob.legId })
      await bench.told.sees(legId, 'LegsBridged')
      caller.hangUp()
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
    })
  })
}

function arrivals(bench: Bench): readonly LegArrived[] {
  return bench.told.events.filter((event) => event.kind === 'LegArrived')
}

function digitsOf(bench: Bench, legId: LegArrived['legId']): string {
  const pressed = bench.told.of(legId).filter((event) => event.kind === 'DigitPressed')
  return pressed.map(({ digit }) => digit).join('')
}
