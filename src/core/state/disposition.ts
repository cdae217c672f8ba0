import type { CallbackState } from './callback.ts'
import type { Cause, Disposition, VerdictKind } from './outcome.ts'

/**
 * How a call ends that was released before anybody was joined: by what the network said.
 * `network-failure` comes here only when no trunk is left.
 */
const BY_CAUSE: Readonly<Record<Cause, Disposition>> = {
  normal: 'customer-hung-up',
  released: 'cancelled',
  busy: 'busy',
  'no-answer': 'no-answer',
  declined: 'declined',
  'invalid-number': 'invalid-number',
  unreachable: 'unreachable',
  unwanted: 'unwanted',
  'network-failure': 'network-failure',
  incompatible: 'network-failure',
  cancelled: 'cancelled',
  'media-timeout': 'interrupted',
  'max-duration': 'customer-hung-up',
  interrupted: 'interrupted',
  refused: 'network-failure',
}

/** How a call ends by who answered, where that alone decides it. */
const BY_VERDICT: Readonly<Record<VerdictKind, Disposition>> = {
  human: 'customer-hung-up',
  machine: 'machine',
  fax: 'fax',
  'special-information-tone': 'special-information-tone',
  busy: 'busy',
  congestion: 'congestion',
  ringback: 'ringback',
  silence: 'silence',
  unsure: 'unsure',
}

/** The disposition of a customer's leg that was released without a join. Pure. */
export function dispositionOfRelease(
  state: CallbackState,
  cause: Cause,
  verdict: VerdictKind | undefined,
): Disposition {
  if (state === 'in-flow' && cause === 'normal' && verdict !== 'human') return 'machine'
  if (state === 'dialling' || verdict === undefined || cause === 'interrupted')
    return BY_CAUSE[cause]
  return verdict === 'human' ? BY_CAUSE[cause] : BY_VERDICT[verdict]
}

/** The disposition that a verdict brings where nobody is to be joined. Pure. */
export function dispositionOfVerdict(verdict: VerdictKind): Disposition {
  return BY_VERDICT[verdict]
}

/**
 * Verdicts that end a call before its answer: what the network plays instead of a person.
 * Ringback and speech before the answer decide nothing.
 */
export const ENDS_BEFORE_ANSWER: ReadonlySet<VerdictKind> = new Set<VerdictKind>([
  'special-information-tone',
  'busy',
  'congestion',
])
