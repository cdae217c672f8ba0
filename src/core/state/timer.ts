import type { Instant } from '../time.ts'

/** What timers are for. The rate of trunks has one; of the others, each is somebody's. */
const TIMER_KINDS = [
  'trunk-rate', // a trunk's rate allows the next call
  'due', // a queue: its next scheduled callback
  'deadline', // a queue: the next wait in line that ends by itself
  'closing', // a queue: more of those who wait are to be cleared out
  'lead', // an agent: a shortest ring before their ACW ends
  'phone', // an agent: their registration ends
  'absence', // an agent: their phone has not come back
  'parting', // an agent who passed a call on: their ACW ends
  'announce', // a callback: counted from the customer's answer
  'wait', // a callback: the longest wait after the answer
  'offer', // a callback: an agent has not taken it up
  'prefer', // a callback: a step of preferred agents is over
  'auto-start', // a callback: starts by itself
  'auto-end', // a callback: ends by itself
  'flow', // a callback: a step of its flow, or a farewell
  'flow-limit', // a callback: the longest wait in line that its flow allows
  'wrap-up', // a callback: the ACW of its agent ends
] as const

/** What a timer is for. */
export type TimerKind = (typeof TIMER_KINDS)[number]

/** Armed timers: by what they are for, then by whose they are. */
export type Timers = Readonly<Record<TimerKind, Map<string, Instant>>>

/** No timer is armed. */
export function noTimers(): Timers {
  const entries = TIMER_KINDS.map((kind) => [kind, new Map<string, Instant>()])
  return Object.fromEntries(entries) as Timers
}

/** What a timer is called outside the core. Pure. */
export function timerName(kind: TimerKind, whose: string): string {
  return whose === '' ? kind : `${kind} ${whose}`
}

/** What a timer is for and whose it is, by its name; undefined: no timer is called that. Pure. */
export function timerNamed(
  name: string,
): { readonly kind: TimerKind; readonly whose: string } | undefined {
  const [what, whose = ''] = name.split(' ')
  const kind = TIMER_KINDS.find((one) => one === what)
  return kind === undefined ? undefined : { kind, whose }
}

/** Every armed timer by its name, with its time. */
export function* armedTimers(timers: Timers): Generator<readonly [name: string, at: Instant]> {
  for (const kind of TIMER_KINDS) {
    for (const [whose, at] of timers[kind]) yield [timerName(kind, whose), at]
  }
}
