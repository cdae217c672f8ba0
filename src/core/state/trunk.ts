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

/** Whether a trunk has room for a call now; a limit of rate says when it will. Pure. */
export function trunkRoom(
  trunk: TrunkUse,
  now: Instant,
):
  | { readonly room: true }
  | { readonly room: false; readonly why: 'channels' | 'rate'; readonly at?: Instant } {
  if (trunk.channelsInUse >= trunk.settings.channels) return { room: false, why: 'channels' }
  const { count, windowMs } = rateWindow(trunk.settings)
  const oldest =
    trunk.recentDials.length >= count
      ? trunk.recentDials[trunk.recentDials.length - count]
      : undefined
  if (oldest === undefined || now - oldest >= windowMs) return { room: true }
  return { room: false, why: 'rate', at: later(oldest, windowMs) }
}

/** A call begins on the trunk. */
export function takeTrunk(trunk: TrunkUse, now: Instant): void {
  assert(trunkRoom(trunk, now).room, 'a trunk is taken within its limits')
  trunk.channelsInUse++
  trunk.recentDials.push(now)
  if (trunk.recentDials.length > rateWindow(trunk.settings).count) trunk.recentDials.shift()
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
function rateWindow(trunk: Trunk): { readonly count: number; readonly windowMs: number } {
  if (trunk.callsPerSecond < 1)
    return { count: 1, windowMs: Math.ceil(SECOND_MS / trunk.callsPerSecond) }
  return { count: Math.floor(trunk.callsPerSecond), windowMs: SECOND_MS }
}
