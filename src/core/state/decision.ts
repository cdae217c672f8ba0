import type { AgentId, CallbackId, QueueId } from '../ids.ts'
import type { Instant } from '../time.ts'

/** Which rule let a callback be dialled or a customer be joined, or refused it. */
export type DecisionRule =
  | 'dialled'
  | 'nobody-waiting'
  | 'pacing-cap' // modifier times agents logged in, rounded down, is reached
  | 'pacing-idle' // as many in flight as agents idle
  | 'pacing-auto' // one more might answer with no agent in time
  | 'pacing-shared' // a queue that shares the agents waits for one, and its first was before
  | 'pacing-surplus' // it rings, and agents for it have gone: let go
  | 'no-agent-on-queue'
  | 'trunk-channels'
  | 'trunk-rate'
  | 'no-trunk'
  | 'site-channels' // as many calls at once as the site takes
  | 'spend-limit' // the next minute would cost more than is left
  | 'destination'
  | 'switch-lost'
  | 'draining'
  | 'queue-closed'
  | 'do-not-call'
  | 'abandon-lock' // a call to the number was abandoned too recently
  | 'attempt-cap' // so many attempts to the number within a time
  | 'no-skilled-agent' // nobody idle has the skills, beyond those promised
  | 'agents-promised' // every idle agent has a customer coming who was before
  | 'offered' // agent-first: shown to an agent
  | 'agent-chosen'
  | 'preferred-agent'
  | 'preferred-busy'
  | 'reserved-agent'
  | 'no-agent-idle'

/**
 * What made the core look: the four moments of the spec, the two ends of a limit, and for `auto` an
 * ACW that ends within the shortest ring, and agents who have gone.
 */
export type DecisionTrigger =
  | 'agent-on-queue'
  | 'agent-completed-call'
  | 'acw-ends-soon'
  | 'agents-gone'
  | 'callback-arrived'
  | 'callback-dispatched'
  | 'owner-idle'
  | 'queue-opened'
  | 'customer-live'
  | 'limit-lifted'
  | 'switch-returned'

/** One answer to "why was this callback (not) dialled?", with the numbers it rested on. */
export interface Decision {
  readonly at: Instant
  readonly queueId: QueueId
  readonly trigger: DecisionTrigger
  readonly rule: DecisionRule
  /** Whether something was done: a dial, a join. */
  readonly accepted: boolean
  /** The callback it was about; absent where the whole queue was refused. */
  readonly callbackId?: CallbackId | undefined
  readonly agentId?: AgentId | undefined
  /** How many stood in line. */
  readonly waiting: number
  /** How long the one it was about had waited in line. */
  readonly waitedMs?: number | undefined
  readonly numbers: Readonly<Record<string, number>>
}

/**
 * What came of a try for the first of a lane: `served`; `gone` from the line, held back or settled;
 * refused, until agents change (`no`) or a limit lifts (`later`).
 */
export type Answered = 'served' | 'gone' | 'no' | 'later'
