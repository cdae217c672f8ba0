import type { PhoneAccess } from '../../api/protocol.ts'
import { ask, failureText } from '../live/server.ts'
import { chooseDevices, devices, isRefusal, openMicrophone, type DeviceChoice } from './devices.ts'
import type { PhoneCall } from './phone-view.ts'
import { claimFor, type Claim } from './one-page.ts'
import { ring } from './ringer.ts'
import type { SipLine } from './sip-line.ts'
import { AT_REST, phone, showPhone } from './phone-store.ts'

let line: SipLine | undefined

let claim: Claim | undefined

let ownerId: string | undefined

/** Where the server said last that the phone is. */
let seenContact: string | undefined

let stopRinging: (() => void) | undefined

let expectedUntilMs = 0

let answersByItself = false

/**
 * Connects and registers the phone of an agent, the microphone granted first; where another tab
 * has it, it stays there.
 */
export async function startPhone(agentId: string): Promise<void> {
  if (ownerId !== agentId) await stopPhone()
  ownerId = agentId
  if (claim !== undefined) return openPhone(agentId)
  await new Promise<void>((resolve) => {
    claim = claimFor(`phone of ${agentId}`, {
      won: () => void openPhone(agentId).then(resolve),
      lost: () => {
        leavePhone()
        resolve()
      },
    })
  })
}

/** The phone is on another page or machine: a call that is up goes with it. */
export function leavePhone(): void {
  const open = line
  line = undefined
  void open?.leave()
  hasEnded()
  phone.set({ ...AT_REST, line: 'elsewhere', microphone: phone.get().microphone })
}

/** The phone comes to this page, with the call that is up. */
export function takePhone(): void {
  claim?.take()
}

/**
 * The server says where the agent's phone is. Where it was this page and is another machine now,
 * this one leaves it: two that register in turn would tear a call to and fro.
 */
export function noticeContact(contact: string | undefined): void {
  const own = line?.contact
  if (own !== undefined && seenContact === own && contact !== undefined && contact !== own) {
    leavePhone()
  }
  seenContact = contact ?? seenContact
}

async function openPhone(agentId: string): Promise<void> {
  if (line !== undefined || phone.get().line === 'connecting') return
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
  claim?.end()
  claim = undefined
  await open?.close()
  phone.set({ ...AT_REST, microphone: phone.get().microphone })
}

/** Whether a standing leg is expected: it is answered by itself, also where it rings already. */
export function setAnswersByItself(does: boolean): void {
  answersByItself = does
  if (does) answer()
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
