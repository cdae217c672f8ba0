import { assert, fail } from './assert.ts'

/** A string that only its own maker may produce: two kinds of id never mix by mistake. */
type Branded<Brand extends string> = string & { readonly __brand: Brand }

/** The id of a callback and of its interaction: a UUID whose last four digits are zero. */
export type CallbackId = Branded<'callback'>
/** The id of one agent's presence on queue: made like a callback id; an agent's standing leg derives from it. */
export type PresenceId = Branded<'presence'>
/** The id of one attempt: its callback's id, a slash and its number, counted from 1. */
export type AttemptId = Branded<'attempt'>
/** The id of one leg, and its UUID on the switch. */
export type LegId = Branded<'leg'>
/** The id of one recording, and the name of its file without the extension. */
export type RecordingId = Branded<'recording'>
export type QueueId = Branded<'queue'>
export type AgentId = Branded<'agent'>
export type TrunkId = Branded<'trunk'>
export type SiteId = Branded<'site'>
export type CampaignId = Branded<'campaign'>
/** A telephone number in E.164 form: a plus sign and 7 to 15 digits. */
export type PhoneNumber = Branded<'phone-number'>

const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8}0000$/
const LEG_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const E164_PATTERN = /^\+[1-9][0-9]{6,14}$/
const NAME_PATTERN = /^[a-z0-9][a-z0-9-]{0,62}$/

/** The pattern that names of queues, agents, trunks and sites obey: lower case, digits, hyphens. */
export const NAME_RULE = NAME_PATTERN

/** A callback id is well formed. Asserts; pure. */
export function callbackId(text: string): CallbackId {
  if (!UUID_PATTERN.test(text)) fail(`not a callback id: ${text}`)
  return text as CallbackId
}

/** A presence id has the form of a callback id. Asserts; pure. */
export function presenceId(text: string): PresenceId {
  if (!UUID_PATTERN.test(text)) fail(`not a presence id: ${text}`)
  return text as PresenceId
}

/** Says whether a text has the form of a callback id. Pure. */
export function isCallbackId(text: string): text is CallbackId {
  return UUID_PATTERN.test(text)
}

/** Says whether a text is a number in E.164 form. Pure. */
export function isPhoneNumber(text: string): text is PhoneNumber {
  return E164_PATTERN.test(text)
}

/** A number is in E.164 form. Asserts; pure. */
export function phoneNumber(text: string): PhoneNumber {
  assert(isPhoneNumber(text), 'not a number in E.164 form')
  return text
}

/** A queue's name obeys {@link NAME_RULE}. Asserts; pure. */
export function queueId(text: string): QueueId {
  if (!NAME_PATTERN.test(text)) fail(`not a queue name: ${text}`)
  return text as QueueId
}

/** An agent's name obeys {@link NAME_RULE}. Asserts; pure. */
export function agentId(text: string): AgentId {
  if (!NAME_PATTERN.test(text)) fail(`not an agent name: ${text}`)
  return text as AgentId
}

/** A trunk's name obeys {@link NAME_RULE}. Asserts; pure. */
export function trunkId(text: string): TrunkId {
  if (!NAME_PATTERN.test(text)) fail(`not a trunk name: ${text}`)
  return text as TrunkId
}

/** A site's name obeys {@link NAME_RULE}. Asserts; pure. */
export function siteId(text: string): SiteId {
  if (!NAME_PATTERN.test(text)) fail(`not a site name: ${text}`)
  return text as SiteId
}

/** A campaign's name obeys {@link NAME_RULE}. Asserts; pure. */
export function campaignId(text: string): CampaignId {
  if (!NAME_PATTERN.test(text)) fail(`not a campaign name: ${text}`)
  return text as CampaignId
}

/** A leg id has the form of a lower-case UUID. Asserts; pure. */
export function legId(text: string): LegId {
  if (!LEG_PATTERN.test(text)) fail(`not a leg id: ${text}`)
  return text as LegId
}

/** An attempt's id is its callback's id and its number. Pure. */
export function attemptIdOf(callback: CallbackId, attemptNumber: number): AttemptId {
  assert(Number.isInteger(attemptNumber) && attemptNumber >= 1, 'attempts count from 1')
  return `${callback}/${attemptNumber}` as AttemptId
}

/**
 * A leg's id is its owner's id (a callback or an agent's presence) with the leg's number in the last four hexadecimal digits.
 * The number is known before the order to dial is given, so the switch refuses a second dial.
 * Range 1 to 65535. Pure.
 */
export function legIdOf(owner: CallbackId | PresenceId, legNumber: number): LegId {
  assert(Number.isInteger(legNumber) && legNumber >= 1 && legNumber <= 0xffff, 'leg number range')
  return legId(owner.slice(0, -4) + legNumber.toString(16).padStart(4, '0'))
}

/** The interaction that an inbound leg begins: the leg's id with its number taken out. Pure. */
export function callIdOf(leg: LegId): CallbackId {
  return callbackId(`${leg.slice(0, -4)}0000`)
}

/**
 * A recording's id says whose it is: its interaction, its leg, and which of the interaction's
 * recordings it is, counted from 1. Letters, digits, hyphens and underscores only. Pure.
 */
export function recordingIdOf(owner: CallbackId, leg: LegId, recording: number): RecordingId {
  assert(Number.isInteger(recording) && recording >= 1, 'recordings count from 1')
  return `${owner}_${leg}_${recording}` as RecordingId
}

/**
 * The callback that a call leads to: one at most, with an id of its own that the call's gives away
 * (its version is 8, which RFC 9562 leaves to whoever makes the id). Pure.
 */
export function callbackOfCall(call: CallbackId): CallbackId {
  return callbackId(`${call.slice(0, 14)}8${call.slice(15)}`)
}
