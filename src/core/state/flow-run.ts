import type { Flow, FlowStep } from './flow-program.ts'
import type { PhoneNumber, QueueId } from '../ids.ts'
import type { Instant } from '../time.ts'

/** Where a caller is in a flow. It keeps the flow as it was when they entered it. */
export interface FlowRun {
  flow: Flow
  /** The step that runs. */
  at: number
  /** Counts the steps begun: names prompts and questions, so that a late answer is nobody's. */
  turn: number
  awaits: Awaited
  language: string | undefined
  data: Readonly<Record<string, string>>
  /** Keys of the entry so far. */
  digits: string
  tries: number
  /** Keys that lead somewhere while nothing is collected. */
  keys: Readonly<Record<string, number>>
  /** Where the longest wait in line leads. */
  limitTo: number | undefined
  /** When the caller first stood in a line. */
  enteredAt: Instant | undefined
  promise: CallbackPromise | undefined
  /** Prompts in a row that could not be played. */
  unheard: number
  /** The customer's callback goes back to its place, not to be dialled for so long. */
  rebook: { readonly delayMs: number | undefined } | undefined
}

/** What the step that runs waits for. */
export type Awaited =
  | 'nothing'
  | 'answer'
  | 'prompt'
  | 'keys'
  | 'time'
  | 'greeting'
  | 'reply'
  | 'join'
  | 'recording'
  | 'party'

/** A callback that begins when this call is over: nobody is called while they are on the line. */
export interface CallbackPromise {
  readonly number: PhoneNumber
  readonly queueId: QueueId
  readonly delayMs: number
}

/** A flow at its very beginning. Pure. */
export function createRun(flow: Flow, language: string | undefined): FlowRun {
  return {
    flow,
    at: 0,
    turn: 1,
    awaits: 'nothing',
    language: flow.language ?? language,
    data: {},
    digits: '',
    tries: 0,
    keys: {},
    limitTo: undefined,
    enteredAt: undefined,
    promise: undefined,
    unheard: 0,
    rebook: undefined,
  }
}

/** A flow that its timer begins. Pure. */
export function createLaterRun(flow: Flow): FlowRun {
  return { ...createRun(flow, undefined), at: -1, turn: 0 }
}

/** The step that runs; after the last one, the call is hung up. Pure. */
export function stepOf(run: FlowRun): FlowStep {
  return run.flow.steps[run.at] ?? { kind: 'hang-up' }
}

/** Where a step leads: on, elsewhere, or nowhere until something happens. */
export type Next = 'next' | 'wait' | { readonly to: number }
