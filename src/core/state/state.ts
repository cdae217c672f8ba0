import type { Agent } from './agent.ts'
import { present } from '../assert.ts'
import type { Callback } from './callback.ts'
import type { Flow, FlowSteps, HoursState } from './flow-program.ts'
import type { AgentId, CallbackId, LegId, PhoneNumber, QueueId, SiteId, TrunkId } from '../ids.ts'
import type { Leg } from './leg.ts'
import type { Line } from './line.ts'
import { OpenCallbacks } from './open-callbacks.ts'
import { emptyNumberHistory, type NumberHistory } from './numbers.ts'
import type { Organisation, Site } from './organisation.ts'
import type { Queue, Team } from './queue.ts'
import type { Spending } from './spending.ts'
import type { Instant } from '../time.ts'
import { noTimers, type Timers } from './timer.ts'
import type { TrunkUse } from './trunk.ts'

/** Everything that Ringfirst knows now: a fold of the journal. Only `step` changes it. */
export interface State {
  organisation: Organisation | undefined
  readonly sites: Map<SiteId, Site>
  readonly trunks: Map<TrunkId, TrunkUse>
  readonly queues: Map<QueueId, Queue>
  readonly agents: Map<AgentId, Agent>
  /** The team of each agent who serves several queues; kept by `team.ts`. */
  readonly teams: Map<AgentId, Team>
  /** Queues that share agents and wait for one; looked at when fewer are needed elsewhere. */
  readonly agentless: Set<QueueId>
  /** Open callbacks; a closed one leaves for the store. */
  readonly callbacks: OpenCallbacks
  /** What was booked under an idempotency key, oldest first. */
  readonly idempotencyKeys: Map<string, { readonly callbackId: CallbackId; readonly at: Instant }>
  /** Callbacks that wait for one agent alone; kept by `place.ts`. */
  readonly owned: Map<AgentId, Line<Callback>>
  readonly numbers: NumberHistory
  readonly spending: Spending
  /** The organisation's do-not-call list, for looking up. */
  doNotCall: ReadonlySet<PhoneNumber>
  readonly legs: Map<LegId, Leg>
  readonly timers: Timers
  /** How calendars of opening hours stand, as they were last told. */
  readonly hours: Map<string, HoursState>
  /** Inbound calls that ended lately, oldest first: told again, they are nobody's. */
  readonly endedCalls: Set<CallbackId>
  /** False until the switch has been asked what is up, and while it is lost. */
  switchUp: boolean
  /** No new dials: a drain is under way. */
  paused: boolean
  /** Given to each booking, ever growing: the tie-breaker of every order. */
  lastNumber: number
}

/** The state of a Ringfirst that has never been started. */
export function createState(): State {
  return {
    organisation: undefined,
    sites: new Map(),
    trunks: new Map(),
    queues: new Map(),
    agents: new Map(),
    teams: new Map(),
    agentless: new Set(),
    callbacks: new OpenCallbacks(),
    idempotencyKeys: new Map(),
    owned: new Map(),
    numbers: emptyNumberHistory(),
    spending: new Map(),
    doNotCall: new Set(),
    legs: new Map(),
    timers: noTimers(),
    hours: new Map(),
    endedCalls: new Set(),
    switchUp: false,
    paused: false,
    lastNumber: 0,
  }
}

/** The queue is there: callbacks never name one that is not. */
export function queueOf(state: State, callback: Callback): Queue {
  return present(state.queues.get(callback.queueId), 'a callback is in a queue that exists')
}

/** The site through which a queue dials: its own or the organisation's default. */
export function siteOf(state: State, queue: Queue): Site {
  const organisation = present(state.organisation, 'a queue is configured')
  const id = queue.settings.site ?? organisation.defaultSite
  return present(state.sites.get(id), 'a queue dials through a site that exists')
}

/** What a queue names or gives as a flow; without steps where there is none of the name. Pure. */
export function flowOf(state: State, written: FlowSteps, id: string): Flow {
  if (typeof written !== 'string') return { id, steps: written }
  return flowNamed(state, written) ?? { id: written, steps: [] }
}

/** The flow of a name; undefined where the configuration has none. */
export function flowNamed(state: State, name: string): Flow | undefined {
  return state.organisation?.flows?.find(({ id }) => id === name)
}

/** The agent who is kept free for a customer; undefined where nobody is. Pure. */
export function reservedAgent(state: State, callback: Callback): Agent | undefined {
  const agent =
    callback.course.agentId === undefined ? undefined : state.agents.get(callback.course.agentId)
  return agent?.state === 'reserved' && agent.callbackId === callback.id ? agent : undefined
}

/** Whether a number is on a do-not-call list. Pure. */
export function isBarred(state: State, number: Callback['customer']): boolean {
  return state.doNotCall.has(number) || state.numbers.barred.has(number)
}
