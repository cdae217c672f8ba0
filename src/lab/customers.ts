import type { PhoneCall } from './phone-call.ts'
import type { RecordingName } from './recordings.ts'
import {
  BEEP,
  FAX_ANSWER_TONE,
  FAX_CALLING_TONE,
  inTurn,
  NOT_IN_SERVICE_TONE,
  silence,
} from './sounds.ts'

/** How long lab customers do things. */
export interface CustomerTimes {
  /** From being joined with an agent to hanging up; about. */
  readonly talkMs: number
  /** A customer who waits for an agent gives up after so long. */
  readonly patienceMs: number
}

/** What a lab customer leaves behind: what the tests and the board want to know. */
export interface CustomerReport {
  readonly number: string
  answered: boolean
  /** A person was joined with somebody who spoke. */
  joined: boolean
  /** When a message to a machine began, milliseconds after its beep (or its greeting) ended; negative: too early. */
  messageBeganMs?: number
  /** How long the message was. */
  messageMs?: number
}

/** Everything that the script of a customer works with. */
export interface Scene {
  readonly call: PhoneCall
  readonly say: (name: RecordingName) => Promise<void>
  readonly times: CustomerTimes
  readonly report: CustomerReport
}

/** What a lab customer does with a call, from the first ring to the end. */
export type Script = (scene: Scene) => Promise<void>

const RING_MS = 1_500
const PICK_UP_MS = 400
/** A message is over after so much quiet. */
const MESSAGE_OVER_MS = 4_000
const LONGEST_MESSAGE_MS = 60_000
/** What the switch plays while it still listens; a message is anything else. */
const COMFORT = 'comfort'

/** The customers of the lab by the last four digits of their number; every other number is 404. */
export const CUSTOMERS: Readonly<Record<string, Script>> = {
  '0100': (scene) => person(scene, 'hello', RING_MS),
  '0101': (scene) => person(scene, 'business', RING_MS),
  '0102': (scene) => voicemail(scene, 'voicemail', BEEP),
  '0103': (scene) => voicemail(scene, 'voicemail-plain', silence(0)),
  '0104': ({ call }) => refuse(call, 300, 486),
  '0105': ({ call }) => call.ring(Number.POSITIVE_INFINITY),
  '0106': ({ call }) => refuse(call, RING_MS, 603),
  '0107': ({ call }) => refuse(call, 0, 404),
  '0108': fax,
  '0109': notInService,
  '0110': keepsSilent,
  '0111': screening,
  '0112': hangsUpAtOnce,
  '0113': (scene) => person(scene, 'hello-late', 20_000),
}

/** Picks up, says hello, waits for somebody to talk to, talks, and says goodbye. */
async function person(scene: Scene, greeting: RecordingName, ringMs: number): Promise<void> {
  const { call, say, times, report } = scene
  await pickUp(scene, ringMs)
  await say(greeting)
  report.joined = await call.until(() => call.hearing.someoneSpeaks, times.patienceMs)
  if (!report.joined) return call.hangUp()
  const goodbyeAt = performance.now() + times.talkMs
  await call.until(() => call.hearing.quietMs > 600, times.talkMs / 2)
  await say('customer')
  await call.until(() => call.hearing.quietMs > 600, Math.max(0, goodbyeAt - performance.now()))
  await say('goodbye')
  await call.pause(Math.max(200, goodbyeAt - performance.now()))
  call.hangUp()
}

/** Says its greeting, beeps or not, and takes a message until the caller hangs up or falls silent. */
async function voicemail(scene: Scene, greeting: RecordingName, beep: Int16Array): Promise<void> {
  const { call, say, report } = scene
  let began: number | undefined
  await pickUp(scene, RING_MS)
  // A message that begins under the greeting is noticed too.
  const notice = (): boolean => {
    if (began === undefined && isMessage(call)) began = performance.now()
    return false
  }
  void call.until(notice, Number.POSITIVE_INFINITY).catch(() => undefined)
  await say(greeting)
  await call.pause(600)
  await call.say(beep)
  const readyAt = performance.now()
  try {
    const isOver = (): boolean => began !== undefined && call.hearing.quietMs > MESSAGE_OVER_MS
    await call.until(isOver, LONGEST_MESSAGE_MS)
    call.hangUp()
  } finally {
    if (began !== undefined) {
      report.messageBeganMs = Math.round(began - readyAt)
      report.messageMs = Math.round(performance.now() - began - call.hearing.quietMs)
    }
  }
}

function isMessage({ hearing }: PhoneCall): boolean {
  return hearing.quietMs === 0 && hearing.prompt !== COMFORT
}

async function fax(scene: Scene): Promise<void> {
  await pickUp(scene, RING_MS)
  await scene.call.say(FAX_ANSWER_TONE)
  await scene.call.say(inTurn(silence(1_000), FAX_CALLING_TONE, FAX_CALLING_TONE))
  await scene.call.pause(10_000)
  scene.call.hangUp()
}

/** The network itself speaks, before any answer, and then refuses. */
async function notInService(scene: Scene): Promise<void> {
  const { call, say } = scene
  await call.pause(300)
  call.earlyMedia()
  await call.pause(500)
  await call.say(NOT_IN_SERVICE_TONE)
  await say('not-in-service')
  await call.pause(1_000)
  call.reject(404)
}

async function keepsSilent(scene: Scene): Promise<void> {
  await pickUp(scene, RING_MS)
  await scene.call.pause(60_000)
  scene.call.hangUp()
}

async function screening(scene: Scene): Promise<void> {
  await pickUp(scene, RING_MS)
  await scene.say('screening')
  await scene.call.pause(30_000)
  scene.call.hangUp()
}

async function hangsUpAtOnce(scene: Scene): Promise<void> {
  const { call, report } = scene
  await call.ring(RING_MS)
  call.answer()
  report.answered = true
  await call.pause(150)
  call.hangUp()
}

async function refuse(call: PhoneCall, afterMs: number, status: number): Promise<void> {
  if (afterMs >= RING_MS) await call.ring(afterMs)
  else await call.pause(afterMs)
  call.reject(status)
}

async function pickUp({ call, report }: Scene, ringMs: number): Promise<void> {
  await call.ring(ringMs)
  call.answer()
  report.answered = true
  await call.pause(PICK_UP_MS)
}

/** The script behind a number; undefined where nobody is. */
export function customerAt(number: string): Script | undefined {
  const isLab = /^\+?1202555\d{4}$/.test(number)
  return isLab ? CUSTOMERS[number.slice(-4)] : undefined
}
