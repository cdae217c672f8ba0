import type { SwitchOrder } from './state/effects.ts'
import type { LegEvent, SurveyedLeg, SurveyEvent } from './state/events.ts'
import { callbackOf, type Leg } from './state/leg.ts'
import { restartStep } from './flow/flow.ts'
import type { State } from './state/state.ts'
import { lookLater, type Turn } from './state/turn.ts'

type Survey = Extract<SurveyEvent, { kind: 'SwitchSurveyed' }>

/** What the switch says is up, held against what the journal says. */
interface Differences {
  /** What was missed. */
  readonly missed: readonly LegEvent[]
  /** What has to go. */
  readonly orders: readonly SwitchOrder[]
}

/**
 * The differences between switch and journal as the events that were missed. A leg that is gone
 * was interrupted; a call that came in and was never told arrives now; any other leg that nobody
 * knows is hung up; a leg ordered after the question was asked is not judged by the answer. Pure but for the orders to hang up.
 */
export function missedEvents(turn: Turn, survey: Survey): readonly LegEvent[] {
  const { missed, orders } = compare(turn.state, survey)
  turn.effects.push(...orders)
  return missed
}

/** Whether a survey changes nothing: it need not be journalled. Pure. */
export function saysNothingNew(state: State, survey: Survey): boolean {
  if (!state.switchUp) return false
  const { missed, orders } = compare(state, survey)
  return missed.length === 0 && orders.length === 0
}

/** The switch can be given orders again: every queue is looked at. */
export function switchReturned(turn: Turn): void {
  if (turn.state.switchUp) return
  turn.state.switchUp = true
  for (const leg of turn.state.legs.values()) {
    const callback = callbackOf(leg)
    if (callback?.course.customerLeg === leg.id) restartStep(turn, callback)
  }
  for (const queue of turn.state.queues.values()) lookLater(turn, queue.id, 'switch-returned')
}

function compare(state: State, survey: Survey): Differences {
  const missed: LegEvent[] = []
  const arrived: LegEvent[] = []
  const orders: SwitchOrder[] = []
  const up = new Map(survey.legs.map((leg) => [leg.legId, leg]))
  for (const leg of state.legs.values()) {
    if (leg.orderedAt >= survey.askedAt) continue
    const event = missedOf(leg, up.get(leg.id))
    if (event !== undefined) missed.push(event)
    else if (leg.releasing) orders.push({ kind: 'ReleaseLeg', legId: leg.id, cause: 'released' })
  }
  for (const { legId, bridgedTo, arrival } of survey.legs) {
    const known = state.legs.get(legId)
    if (known === undefined && arrival !== undefined) {
      arrived.push({ kind: 'LegArrived', legId, ...arrival })
    } else if (known === undefined) orders.push({ kind: 'ReleaseLeg', legId, cause: 'interrupted' })
    else if (bridgedTo !== undefined && known.state !== 'bridged') {
      missed.push({ kind: 'LegsBridged', a: legId, b: bridgedTo })
    }
  }
  // Calls that came in have their channels already: they count before anything new is dialled.
  return { missed: [...arrived, ...missed], orders }
}

function missedOf(leg: Leg, there: SurveyedLeg | undefined): LegEvent | undefined {
  if (there === undefined) {
    const detail = 'not on the switch when it was asked'
    return { kind: 'LegReleased', legId: leg.id, cause: 'interrupted', by: 'switch', detail }
  }
  if (there.state !== 'answered' || leg.answeredAt !== undefined) return undefined
  return { kind: 'LegAnswered', legId: leg.id }
}
