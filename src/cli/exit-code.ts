import type { Disposition } from '../core/state/outcome.ts'

/** Something went wrong that its code and advice explain. */
export const EXIT_FAILED = 1
/** The command was not understood. */
export const EXIT_USAGE = 2
/** The person pressed Ctrl-C (128 + SIGINT). */
export const EXIT_INTERRUPTED = 130

/** How `ringfirst call` ends, by disposition. Stable: scripts rest on it. */
export const EXIT_BY_DISPOSITION: Readonly<Record<Disposition, number>> = {
  connected: 0,
  busy: 10,
  'no-answer': 11,
  declined: 12,
  'invalid-number': 13,
  machine: 14,
  fax: 15,
  'special-information-tone': 16,
  congestion: 17,
  ringback: 18,
  silence: 19,
  unsure: 20,
  unreachable: 21,
  unwanted: 22,
  'network-failure': 23,
  refused: 24,
  'customer-hung-up': 25,
  abandoned: 26,
  interrupted: 27,
  cancelled: 28,
  expired: 29,
  rescheduled: 30,
  'called-in': 31,
  'callback-booked': 32,
  'flow-ended': 33,
  transferred: 34,
}

/** The exit code of a disposition by name; a name from a newer Ringfirst is a failure. Pure. */
export function exitCodeOf(disposition: string | undefined): number {
  const known: Readonly<Record<string, number>> = EXIT_BY_DISPOSITION
  return known[disposition ?? ''] ?? EXIT_FAILED
}
