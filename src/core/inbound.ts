import type { LegArrived } from './events.ts'
import type { Turn } from './turn.ts'

/** Somebody calls us: a number that leads nowhere is refused as one that does not exist. */
export function legArrived(turn: Turn, event: LegArrived): void {
  if (turn.state.legs.has(event.legId)) return
  turn.effects.push({ kind: 'ReleaseLeg', legId: event.legId, cause: 'invalid-number' })
}
