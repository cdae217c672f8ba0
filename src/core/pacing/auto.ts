import { riskOfOneMore, type Arrivals } from './forecast.ts'
import type { TrunkId } from '../ids.ts'
import { sharersOf, shareOf, spokenFor } from './sharing.ts'
import { riskAllowed, knownOfTrunk } from '../state/learning.ts'
import { acwEndings, slotOf } from '../state/outlook.ts'
import { answeredAndWaiting, type Queue } from '../state/queue.ts'
import { chancesAt, MOMENTS } from '../state/ring-curve.ts'
import type { Instant } from '../time.ts'

/** Pools of up to so many agents never have more dials on the way than idle agents. */
export const SMALL_POOL_AGENTS = 5
/** Who waited longer than this for an agent was late (16 CFR 310.4(b)(4)(iii): two seconds). */
export const LATE_AFTER_MS = 2_000
/** The share of late answers that is aimed at, a little under the 3 % that is allowed. */
export const LATE_TARGET = 0.029
/** Nobody is let run into a risk beyond this: their dial is given up. */
const SURPLUS_RISK = 0.25

/**
 * One more customer is dialled over a trunk while the risk that they would answer with no agent in
 * time is within what the rolling window of late answers leaves. An agent whose ACW ends before any
 * phone is answered counts as idle. Small pools dial one per idle agent, since one late answer in a
 * hundred costs them more than the wait for a ring. Agents whom queues share are reckoned with as one
 * pool: who rings for another queue comes to them as well. `callsAhead`: customers on the line who come
 * first. `numbers`: what it rested on is added to them. Pure but for that.
 */
export function autoAllows(
  queue: Queue,
  trunkId: TrunkId,
  callsAhead: number,
  now: Instant,
  numbers: Record<string, number>,
): boolean {
  const { learning, outlook } = queue
  const { curve, times } = knownOfTrunk(learning, trunkId)
  const live = queue.live.size + callsAhead
  const listening = listeningIn(queue)
  const soonFree = acwEndings(outlook, now, [curve.shortestMs])[0] ?? 0
  numbers['ringing'] = outlook.ringingCount
  numbers['listening'] = listening
  numbers['live'] = live
  numbers['agentsTaken'] = outlook.agentsTaken
  numbers['soonFree'] = soonFree
  numbers['answerRatePercent'] = percent(curve.rate)
  numbers['latePercent'] = percent(learning.lateCount / Math.max(1, learning.late.length))
  numbers['dialsLearned'] = times.learned
  const onTheWay = outlook.ringingCount + listening + live
  const spokenSoon = spokenFor(queue, soonFree)
  if (onTheWay < queue.plain.idle.size + soonFree - spokenSoon) return true
  if (queue.loggedIn <= SMALL_POOL_AGENTS) return false
  const risk = riskIn(queue, trunkId, callsAhead, now)
  const allowance = riskAllowed(learning, LATE_TARGET, curve.rate)
  numbers['riskPercent'] = percent(risk)
  numbers['allowedRiskPercent'] = percent(allowance)
  numbers['handleMs'] = Math.round(learning.handleMs)
  return risk <= allowance
}

/** The chance that one of those who ring meets no agent, in percent, where it is too great. Pure. */
export function surplusRisk(queue: Queue, trunkId: TrunkId, now: Instant): number | undefined {
  const risk = riskIn(queue, trunkId, -1, now)
  return risk > SURPLUS_RISK ? percent(risk) : undefined
}

/** The risk of one dial beside those that ring. `ahead`: others who need an agent before it. */
function riskIn(queue: Queue, trunkId: TrunkId, ahead: number, now: Instant): number {
  const { learning, outlook, settings } = queue
  const { momentsMs } = knownOfTrunk(learning, trunkId).curve
  const acwMs = settings.acw.mode === 'forced' ? settings.acw.timeoutMs : 0
  const arrivals = arrivalsOf(queue, trunkId, now, momentsMs)
  if (queue.teams.length > 0) addRivals(arrivals, queue, trunkId, now)
  return riskOfOneMore(arrivals, {
    free: queue.plain.idle.size - queue.live.size - ahead,
    momentsMs,
    graceMs: LATE_AFTER_MS,
    ending: acwEndings(outlook, now, momentsMs, LATE_AFTER_MS),
    taken: outlook.agentsTaken,
    talkMs: Math.max(1_000, learning.handleMs - acwMs),
    acwMs,
  })
}

/** Who may come to need an agent: those under analysis, and those who ring, by trunk and age. */
function arrivalsOf(
  queue: Queue,
  trunkId: TrunkId,
  now: Instant,
  momentsMs: readonly number[],
): Arrivals {
  const { learning, outlook } = queue
  const { curve, times } = knownOfTrunk(learning, trunkId)
  const counts: number[] = []
  const chances: Float64Array[] = []
  const listening = listeningIn(queue)
  if (listening > 0) {
    counts.push(listening)
    chances.push(new Float64Array(MOMENTS).fill(times.personShare))
  }
  const slotNow = slotOf(now)
  for (const [trunk, slots] of outlook.ringing) {
    const theirs = trunk === trunkId ? curve : knownOfTrunk(learning, trunk).curve
    for (const [slot, { size }] of slots) {
      counts.push(size)
      chances.push(chancesAt(theirs, slotNow - slot, momentsMs))
    }
  }
  return { counts, chances }
}

/** Who may come to other queues, as far as these have their agents from this one. */
function addRivals(to: Arrivals, queue: Queue, trunkId: TrunkId, now: Instant): void {
  const { momentsMs } = knownOfTrunk(queue.learning, trunkId).curve
  for (const other of sharersOf(queue)) {
    const share = shareOf(queue, other)
    const { counts, chances } = arrivalsOf(other, trunkId, now, momentsMs)
    for (let i = 0; i < counts.length; i++) {
      to.counts.push(counts[i] ?? 0)
      to.chances.push((chances[i] ?? new Float64Array(MOMENTS)).map((chance) => chance * share))
    }
    to.counts.push(other.live.size)
    to.chances.push(new Float64Array(MOMENTS).fill(share))
  }
}

/** Customers who picked up and are listened to: a person or not, that is not known yet. */
function listeningIn(queue: Queue): number {
  return Math.max(0, answeredAndWaiting(queue) - queue.live.size)
}

function percent(share: number): number {
  return Math.round(1_000 * share) / 10
}
