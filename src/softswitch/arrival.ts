import { randomUUID } from 'node:crypto'
import {
  callbackId,
  isPhoneNumber,
  legIdOf,
  type LegId,
  type PhoneNumber,
  type TrunkId,
} from '../core/ids.ts'
import type { Arrival } from '../core/state/events.ts'
import type { TrunkConnection } from './settings.ts'

/** Nobody's order came for so long: an unanswered inbound leg ends as `no-answer`. */
export const UNANSWERED_MS = 60_000

/** Reads a number as it is written where the trunk is; undefined where it is none. */
export type ReadNumber = (text: string, trunkId: TrunkId) => PhoneNumber | undefined

/** What an INVITE says of itself. */
export interface Announced {
  readonly trunkId: TrunkId
  readonly calledUser: string
  readonly callerUser: string
  readonly callerName: string
  /** The caller asks not to be named (RFC 3323). */
  readonly isPrivate: boolean
}

/** The id of a leg that came in: the first of a new interaction. */
export function newInboundLegId(): LegId {
  return legIdOf(callbackId(`${randomUUID().slice(0, -4)}0000`), 1)
}

const NAME_CHARS = 128

/** The trunk whose carrier sends from this address; undefined: a stranger. Pure. */
export function trunkOfSource(
  trunks: readonly TrunkConnection[],
  address: string,
): TrunkConnection | undefined {
  return trunks.find((trunk) => trunk.inboundFrom.includes(address))
}

/**
 * What the core is told of a call that came in. A withheld or unreadable caller has no number; a
 * called number that cannot be read stays as it came. Pure where `readNumber` is.
 */
export function arrivalOf(announced: Announced, readNumber: ReadNumber | undefined): Arrival {
  const { trunkId, calledUser, callerUser, callerName, isPrivate } = announced
  const read = (text: string): PhoneNumber | undefined =>
    readNumber === undefined ? plainNumber(text) : readNumber(text, trunkId)
  const number = isPrivate ? undefined : read(callerUser)
  const shown = callerName
    .replace(/[^\p{L}\p{N}.,'& -]+/gu, ' ')
    .trim()
    .slice(0, NAME_CHARS)
  const isName = shown !== '' && shown !== callerUser && !/^\+?[\d ]+$/.test(shown)
  return {
    trunkId,
    calledNumber: read(calledUser) ?? calledUser,
    ...(number === undefined ? {} : { number }),
    ...(isName && !isPrivate ? { customerName: shown } : {}),
  }
}

function plainNumber(text: string): PhoneNumber | undefined {
  return isPhoneNumber(text) ? text : undefined
}
