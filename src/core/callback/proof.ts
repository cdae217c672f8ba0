import { ABANDON_CLOCK_MS } from './abandonment.ts'
import type { AttemptId } from '../ids.ts'
import type { AttemptRecord, InteractionRecord } from '../state/interaction.ts'
import { LIMITS } from '../limits.ts'
import type { Disposition, VerdictKind } from '../state/outcome.ts'
import type { Instant } from '../time.ts'

/**
 * What proves, for one dialled call, that the rules of abandoned calls were kept or not: 16 CFR
 * 310.4(b)(4), 47 CFR 64.1200(a)(6) and (7). Each figure comes from the journal's moments alone.
 */
export interface CallProof {
  readonly attemptId: AttemptId
  readonly number: number
  readonly startedAt: Instant
  /** From the order to the answer, or to the end: at least 15 s unless somebody answered. */
  readonly dialledForMs?: number
  /** From the first ringing to the answer, or to the end. */
  readonly rangForMs?: number
  readonly rangLongEnough: boolean
  readonly verdict?: VerdictKind
  /** From the end of the greeting to the agent, or to the end of the call. */
  readonly waitAfterGreetingMs?: number
  /** From the end of the greeting to the message for want of an agent. */
  readonly messageAfterGreetingMs?: number
  /** A person answered and had no agent within the abandon clock. */
  readonly isAbandoned: boolean
  readonly outcome?: Disposition
}

/** The proof of every attempt of an interaction, the first first. Pure. */
export function proofsOf(record: InteractionRecord): readonly CallProof[] {
  return record.attempts.map((attempt, index) => proofOf(attempt, index + 1))
}

function proofOf(attempt: AttemptRecord, number: number): CallProof {
  const pickedUpAt = attempt.answeredAt ?? attempt.endedAt
  const servedAt = attempt.joinedAt ?? attempt.messageAt ?? attempt.endedAt
  const rangForMs = between(attempt.ringingAt, pickedUpAt)
  const waitMs = between(attempt.greetingEndAt, servedAt)
  const isLate = waitMs !== undefined && waitMs > ABANDON_CLOCK_MS
  return {
    attemptId: attempt.id,
    number,
    startedAt: attempt.startedAt,
    ...field('dialledForMs', between(attempt.startedAt, pickedUpAt)),
    ...field('rangForMs', rangForMs),
    rangLongEnough:
      attempt.answeredAt !== undefined ||
      attempt.cause !== 'no-answer' ||
      (rangForMs ?? 0) >= LIMITS.ringTimeoutMinMs,
    ...field('verdict', attempt.verdict),
    ...field('waitAfterGreetingMs', waitMs),
    ...field('messageAfterGreetingMs', between(attempt.greetingEndAt, attempt.messageAt)),
    isAbandoned: attempt.verdict === 'human' && isLate,
    ...field('outcome', attempt.outcome),
  }
}

function between(from: Instant | undefined, to: Instant | undefined): number | undefined {
  return from === undefined || to === undefined ? undefined : to - from
}

/** The field where there is a value for it, else nothing. */
function field<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { readonly [K in Name]?: Value })
}
