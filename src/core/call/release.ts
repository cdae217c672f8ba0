import type { LegId } from '../ids.ts'
import type { Cause } from '../state/outcome.ts'
import { ringOver } from './ringing.ts'
import type { Turn } from '../state/turn.ts'

/** Orders a leg's release, once; it is gone when the switch says so. */
export function releaseLeg(turn: Turn, legId: LegId, cause: Cause): void {
  const leg = turn.state.legs.get(legId)
  if (leg === undefined || leg.releasing) return
  ringOver(turn.state, leg)
  leg.releasing = true
  turn.effects.push({ kind: 'ReleaseLeg', legId, cause })
}
