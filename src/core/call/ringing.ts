import type { Callback } from '../state/callback.ts'
import { callbackOf, type Leg } from '../state/leg.ts'
import { ringBegan, ringEnded } from '../pacing/prospect.ts'
import { reservedAgent, queueOf, type State } from '../state/state.ts'

/** A customer's phone is rung by pacing: counted, unless an agent is kept free for them. */
export function rings(state: State, leg: Leg, callback: Callback): void {
  if (callback.state !== 'dialling' || leg.releasing) return
  if (reservedAgent(state, callback) !== undefined) return
  ringBegan(queueOf(state, callback), leg, callback)
}

/** A leg rings no longer, for whatever reason. */
export function ringOver(state: State, leg: Leg): void {
  const callback = leg.role === 'customer' ? callbackOf(leg) : undefined
  if (callback !== undefined) ringEnded(queueOf(state, callback), leg, callback)
}
