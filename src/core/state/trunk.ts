import { assert } from '../assert.ts'
import type { TrunkId } from '../ids.ts'
import type { Trunk } from './organisation.ts'
import { SECOND_MS, type Instant, later } from '../time.ts'

/** How much of a trunk is in use. */
export interface TrunkUse {
  readonly id: TrunkId
  settings: Trunk
  channelsInUse: number
  /** The moments of the last dials, oldest first, no more than the rate allows in its window. */
  readonly recentDials: Instant[]
  /** Since when it has not answered the questions that it is asked; absent: it does, or is not asked. */
  silentSince?: Instant
}

/** A trunk that nobody uses yet. */
export function createTrunkUse(settings: Trunk): TrunkUse {
  return { id: settings.id, settings, channelsInUse: 0, recentDials: [] }
}

/** Whether a call may begin on a trunk; a limit of rate says when it may. */
export type TrunkRoom =
  | { readonly room: true }
  | { readonly room: false; readonly why: 'channels' | 'rate'; readonly at?: Instant }

const ROOM: TrunkRoom = { room: true }
const CHANNELS_TAKEN: TrunkRoom = { room: false, why: 'channels' }

/** Whether a trunk has room for a call now. Pure. */
export function trunkRoom(trunk: TrunkUse, now: Instant): TrunkRoom {
  const { settings, recentDials } = trunk
  if (trunk.channelsInUse >= settings.channels) return CHANNELS_TAKEN
  const before = recentDials.length - rateCount(settings)
  const oldest = before < 0 ? undefined : recentDials[before]
  const windowMs = rateWindowMs(settings)
  if (oldest === undefined || now - oldest >= windowMs) return ROOM
  return { room: false, why: 'rate', at: later(oldest, windowMs) }
}

/** A call begins on the trunk. */
export function takeTrunk(trunk: TrunkUse, now: Instant): void {
  assert(trunkRoom(trunk, now).room, 'a trunk is taken within its limits')
  trunk.channelsInUse++
  trunk.recentDials.push(now)
  if (trunk.recentDials.length > rateCount(trunk.settings)) trunk.recentDials.shift()
}

/** The trunk answers no more: others are preferred to it. */
export function trunkSilent(trunk: TrunkUse, now: Instant): void {
  trunk.silentSince ??= now
}

/** The trunk answers, for the first time or again. */
export function trunkAnswers(trunk: TrunkUse): void {
  delete trunk.silentSince
}

/** A call on the trunk is over. */
export function freeTrunk(trunk: TrunkUse): void {
  trunk.channelsInUse--
  assert(trunk.channelsInUse >= 0, 'a trunk is freed as often as it is taken')
}

/** So many calls in any window of so long: exact for whole rates, spaced for rates under one a second. */
function rateCount({ callsPerSecond }: Trunk): number {
  return callsPerSecond < 1 ? 1 : Math.floor(callsPerSecond)
}

function rateWindowMs({ callsPerSecond }: Trunk): number {
  return callsPerSecond < 1 ? Math.ceil(SECOND_MS / callsPerSecond) : SECOND_MS
}
