import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callbackId, phoneNumber, queueId, type CallbackId } from '../../src/core/ids.ts'
import { builtInPrompt } from '../../src/prompts/built-in.ts'
import { eventually } from '../support/eventually.ts'
import { FlowHouse } from '../support/flow-house.ts'
import { likeness, recorded, samplesIn, tone, type Source } from '../support/peer-audio.ts'
import type { SipPeer } from '../support/sip-peer.ts'
import type { FlowHarness } from './flows.ts'

const DORA = '+12025550177'
const BOOKED = callbackId('00000000-0000-7000-8000-00000e110000')
const GREETING = 'src/lab/audio/voicemail.wav'
const HELLO = 'src/lab/audio/hello.wav'
const PAUSE = 3_200
const BEEP = 4_000

/** A mailbox: its greeting, a pause, a beep, and whatever comes after it. */
export function mailbox(
  afterBeep: () => void,
  then: Source,
  greeting: readonly number[] = samplesIn(GREETING),
): Source {
  const beepAt = greeting.length + PAUSE
  const overAt = beepAt + BEEP
  return (index) => {
    if (index < beepAt) return greeting[index] ?? 0
    if (index < overAt) return tone(1_000)(index)
    if (index === overAt) afterBeep()
    return then(index - overAt)
  }
}

/** A callback that meets an answering machine, on one switch or the other. */
export function describeVoicemail(name: string, harness: FlowHarness): void {
  describe(`a callback that meets a machine on the ${name} switch`, () => {
    let house: FlowHouse
    let phone: SipPeer
    beforeEach(async () => {
      await harness.prepare()
      house = await FlowHouse.open(harness.makeSwitch)
      phone = await house.agent('bob')
    })
    afterEach(async () => {
      phone.close()
      await house.close()
      await harness.close()
    })
    const dora = () => house.dialer.state.callbacks.get(BOOKED)
    const meets = async (then: Source, restarts = false) => {
      const number = phoneNumber(DORA)
      await house.dialer.submit({
        kind: 'CallbackBooked',
        callbackId: BOOKED,
        number,
        queueId: queueId('sales'),
        source: 'api',
      })
      const call = await house.carrier.call(0, 10_000)
      call.ring()
      call.audio.say(mailbox(() => call.audio.forget(), then))
      call.answer()
      await eventually(() => dora()?.flow?.awaits === 'greeting', 20_000)
      if (restarts) {
        await house.die()
        await house.start()
      }
      return call
    }

    const restarts = harness.callsOutliveProcess
    const although = restarts ? ', although the process died before it' : ''
    it(`leaves its message whole, after the beep${although}`, async () => {
      const call = await meets(() => 0, restarts)
      await eventually(() => house.ended(BOOKED as CallbackId) !== undefined, 40_000)
      expect(house.ended(BOOKED)?.disposition).toBe('machine')
      const message = samplesIn(builtInPrompt('machine-message'))
      expect(likeness(call.audio.heard, message)).toBeGreaterThan(0.95)
    })

    it('and a person who picks up during the message is joined to an agent, at their place', async () => {
      let [isThere, began] = [false, 0]
      const hello = recorded(HELLO)
      const call = await meets((index) => {
        if (!isThere) began = index
        return isThere ? hello(index - began) : 0
      })
      const rank = dora()?.rankedAt
      await eventually(() => dora()?.timeline.some(isMessage) === true, 30_000)
      await eventually(() => call.audio.loudest() > 2_000)
      isThere = true
      const ring = await phone.call(0, 15_000)
      ring.ring()
      ring.audio.say(tone(1_300))
      ring.answer()
      await eventually(() => call.audio.shareAt(1_300) > 0.6)
      expect(dora()).toMatchObject({ state: 'talking', disposition: 'connected', rankedAt: rank })
    })
  })
}

function isMessage({ event }: { readonly event: string }): boolean {
  return event === 'message-started'
}
