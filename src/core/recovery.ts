import type { LegEvent, SurveyEvent } from './events.ts'
import type { Turn } from './turn.ts'
import { lookLater } from './turn.ts'

/**
 * What the switch says is up, held against what the journal says: the differences as the events
 * that were missed. A leg that is gone was interrupted; a leg that nobody knows is hung up; a leg
 * ordered after the question was asked is not judged by the answer. Pure but for those orders.
 */
export function missedEvents(
  turn: Turn,
  survey: Extract<SurveyEvent, { kind: 'SwitchSurveyed' }>,
): readonly LegEvent[] {
  const missed: LegEvent[] = []
  const up = new Map(survey.legs.map((leg) => [leg.legId, leg]))
  for (const leg of turn.state.legs.values()) {
    if (leg.orderedAt >= survey.askedAt) continue
    const there = up.get(leg.id)
    if (there === undefined) {
      missed.push({
        kind: 'LegReleased',
        legId: leg.id,
        cause: 'interrupted',
        by: 'switch',
        detail: 'not on the switch when it was asked',
      })
    } else if (there.state === 'answered' && leg.answeredAt === undefined) {
      missed.push({ kind: 'LegAnswered', legId: leg.id })
    } else if (leg.releasing) {
      turn.effects.push({ kind: 'ReleaseLeg', legId: leg.id, cause: 'released' })
    }
  }
  for (const leg of survey.legs) {
    const known = turn.state.legs.get(leg.legId)
    if (known === undefined) {
      turn.effects.push({ kind: 'ReleaseLeg', legId: leg.legId, cause: 'interrupted' })
    } else if (leg.bridgedTo !== undefined && known.state !== 'bridged') {
      missed.push({ kind: 'LegsBridged', a: leg.legId, b: leg.bridgedTo })
    }
  }
  return missed
}

/** The switch can be given orders again: every queue is looked at. */
export function switchReturned(turn: Turn): void {
  if (turn.state.switchUp) return
  turn.state.switchUp = true
  for (const queue of turn.state.queues.values()) lookLater(turn, queue.id, 'switch-returned')
}
