import type { PhoneAccess } from '../../api/protocol.ts'
import { ask, failureText } from '../live/server.ts'
import { chooseDevices, devices, isRefusal, openMicrophone, type DeviceChoice } from './devices.ts'
import type { PhoneCall } from './phone-view.ts'
import { ring } from './ringer.ts'
import type { SipLine } from './sip-line.ts'
import { AT_REST, phone, showPhone } from './phone-store.ts'

let line: SipLine | undefined

let ownerId: string | undefined

let stopRinging: (() => void) | undefined

let expectedUntilMs = 0

let answersByItself = false

/** Connects and registers the phone of an agent, the microphone granted first. */
export async function startPhone(agentId: string): Promise<void> {
  if (ownerId !== agentId) await stopPhone()
  if (line !== undefined || phone.get().line === 'connecting') return
  ownerId = agentId
  showPhone({ line: 'connecting', failure: undefined })
  try {
    await grantMicrophone()
    const [access, { openLine }] = await Promise.all([
      ask<PhoneAccess>('GET', `/v1/agents/${agentId}/phone`),
      import('./sip-line.ts'),
    ])
    if (access.webSocketUrl === undefined) throw new Error('no-browser-phones')
    line = openLine({ ...access, webSocketUrl: access.webSocketUrl }, { rings, hasEnded })
  } catch (thrown) {
    showPhone({ line: 'off', failure: failureText(thrown) })
  }
}

/** The first call comes up faster, and addresses are real ones, where the microphone was granted before. */
async function grantMicrophone(): Promise<void> {
  try {
    const stream = await openMicrophone()
    for (const track of stream.getTracks()) track.stop()
    showPhone({ microphone: 'granted' })
  } catch (thrown) {
    showPhone({ microphone: isRefusal(thrown) ? 'refused' : 'missing' })
    throw thrown
  }
}

/** Takes the phone off the line; a call that is up is hung up. */
export async function stopPhone(): Promise<void> {
  const open = line
  line = undefined
  await open?.close()
  phone.set({ ...AT_REST, microphone: phone.get().microphone })
}

/** Whether a standing leg is expected: it is answered by itself. */
export function setAnswersByItself(does: boolean): void {
  answersByItself = does
}

/** The agent has just asked for a call (started one, or listens in): the next is theirs. */
export function expectCall(): void {
  expectedUntilMs = Date.now() + 15_000
}

function rings(call: Pick<PhoneCall, 'shownName' | 'shownNumber'>): void {
  showPhone({ call: { ...call, state: 'ringing', sinceMs: Date.now() }, muted: false })
  if (answersByItself || Date.now() < expectedUntilMs) return answer()
  stopRinging?.()
  stopRinging = ring()
}

function hasEnded(): void {
  stopRinging?.()
  stopRinging = undefined
  showPhone({ call: undefined, quality: undefined, muted: false })
}

/** Answers what rings. */
export function answer(): void {
  const { call } = phone.get()
  if (call?.state !== 'ringing' || line === undefined) return
  stopRinging?.()
  stopRinging = undefined
  expectedUntilMs = 0
  showPhone({ call: { ...call, state: 'answering' } })
  line.answer().then(
    () => {
      const current = phone.get().call
      if (current !== undefined)
        showPhone({ call: { ...current, state: 'up', sinceMs: Date.now() } })
    },
    () => hasEnded(),
  )
}

/** Declines what rings, or hangs up what is up. */
export function hangUpPhone(): void {
  void line?.hangUp()
}

/** The customer hears nothing of the agent, or hears them again. */
export function setMuted(muted: boolean): void {
  line?.mute(muted)
  showPhone({ muted })
}

/** Speaks into and hears from other devices, at once. */
export async function changeDevices(change: Partial<DeviceChoice>): Promise<void> {
  chooseDevices(change)
  await line?.useDevices(devices.get())
}
