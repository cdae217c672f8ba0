import { expect, it } from 'vitest'
import { callbackId, phoneNumber, queueId, type CallbackId } from '../../src/core/ids.ts'
import { builtInPrompt } from '../../src/prompts/built-in.ts'
import { eventually } from '../support/eventually.ts'
import type { FlowHouse } from '../support/flow-house.ts'
import { likeness, recorded, samplesIn, tone, type Source } from '../support/peer-audio.ts'
import type { PeerCall, SipPeer } from '../support/sip-peer.ts'

const DORA = '+12025550177'
const DEREK = '+12025550178'
const DORAS = callbackId('00000000-0000-7000-8000-00000e110000')
const DEREKS = callbackId('00000000-0000-7000-8000-00000e120000')
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

/** Callbacks that meet an answering machine; two agents of accounts are there. */
export function describeVoicemail(
  house: () => FlowHouse,
  agent: (name: string) => Promise<SipPeer>,
): void {
  const meets = async (id: CallbackId, number: string, then: Source): Promise<PeerCall> => {
    await house().dialer.submit({
      kind: 'CallbackBooked',
      callbackId: id,
      number: phoneNumber(number),
      queueId: queueId('accounts'),
      source: 'api',
    })
    const call = await house().carrierCall(number)
    call.ring()
    call.audio.say(mailbox(() => call.audio.forget(), then))
    call.answer()
    await eventually(() => callback(id)?.course.flow?.awaits === 'greeting', 20_000)
    return call
  }
  const callback = (id: CallbackId) => house().dialer.state.callbacks.get(id)

  it('who let a machine answer are left the message whole, after the beep', async () => {
    await agent('dave')
    const call = await meets(DORAS, DORA, () => 0)
    await eventually(() => house().ended(DORAS) !== undefined, 40_000)
    expect(house().ended(DORAS)?.disposition).toBe('machine')
    const message = samplesIn(builtInPrompt('machine-message'))
    expect(likeness(call.audio.heard, message)).toBeGreaterThan(0.95)
  })

  it('who pick up during the message are joined to an agent, at their place', async () => {
    const dan = await agent('dan')
    let [isThere, began] = [false, 0]
    const hello = recorded(HELLO)
    const call = await meets(DEREKS, DEREK, (index) => {
      if (!isThere) began = index
      return isThere ? hello(index - began) : 0
    })
    const rank = callback(DEREKS)?.rankedAt
    await eventually(() => callback(DEREKS)?.course.timeline.some(isMessage) === true, 30_000)
    await eventually(() => call.audio.loudest() > 2_000)
    await house().offQueue('dave')
    isThere = true
    const ring = await dan.call(0, 15_000)
    ring.ring()
    ring.audio.say(tone(1_300))
    ring.answer()
    await eventually(() => call.audio.shareAt(1_300) > 0.6)
    expect(callback(DEREKS)).toMatchObject({
      state: 'talking',
      course: { disposition: 'connected' },
      rankedAt: rank,
    })
  })
}

function isMessage({ event }: { readonly event: string }): boolean {
  return event === 'message-started'
}
