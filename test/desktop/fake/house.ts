import type {
  Live,
  LiveAgent,
  LiveCall,
  LiveChange,
  LiveQueue,
  LiveWaiting,
} from '../../../src/api/protocol.ts'
import { ago } from './scenes.ts'

const NAMES = [
  'Bob Baker',
  'Carol Chen',
  'Dave Dietrich',
  'Erin Evans',
  'Farid Fahmi',
  'Grace Gray',
]
const CUSTOMERS = ['Alice Archer', 'Ann Becker', 'Cem Demir', 'Dana Ek', 'Eli Frank', 'Fay Gil']
const STATES: readonly LiveAgent['state'][] = [
  ...(['idle', 'communicating', 'communicating', 'communicating', 'acw', 'alerting'] as const),
  ...(['off-queue', 'communicating'] as const),
]

/** How large a made-up house is. */
export interface HouseSize {
  readonly agents: number
  readonly waiting: number
  readonly queues: readonly string[]
}

/** A busy house of a size. The same size makes the same house, but for the time. */
export function houseOf(size: HouseSize): Live {
  const agents = Array.from({ length: size.agents }, (_, i) => agentOf(i, size.queues))
  const calls = agents.flatMap((agent, i) =>
    agent.callbackId === undefined ? [] : [callOf(agent, i)],
  )
  return {
    at: ago(0),
    switchUp: true,
    paused: false,
    queues: size.queues.map((id, i) => queueOf(id, i, size)),
    agents,
    calls,
    waiting: Array.from({ length: size.waiting }, (_, i) => waitingOf(i, size.queues)),
    trunks: [],
    problems: [],
  }
}

function agentOf(i: number, queues: readonly string[]): LiveAgent {
  const state = STATES[i % STATES.length] ?? 'idle'
  const isBusy = state === 'communicating' || state === 'alerting'
  return {
    id: `agent-${i}`,
    name: `${NAMES[i % NAMES.length]}${i < NAMES.length ? '' : ` ${Math.floor(i / NAMES.length)}`}`,
    role: 'agent',
    state,
    since: ago(((i * 37) % 420) + 3),
    ...(state === 'off-queue' ? { reason: i % 3 === 0 ? 'lunch' : 'break' } : {}),
    queues: [queues[i % queues.length] ?? 'support'],
    hasPhone: true,
    leaving: false,
    ...(isBusy ? { callbackId: callbackIdOf(i) } : {}),
    ...(state === 'communicating' ? { talk: i % 9 === 3 ? 'held' : 'together' } : {}),
  }
}

function callbackIdOf(i: number): string {
  return `0192f3c0-4444-7000-8000-${String(i).padStart(8, '0')}0000`
}

function callOf(agent: LiveAgent, i: number): LiveCall {
  return {
    id: agent.callbackId ?? '',
    queueId: agent.queues[0] ?? '',
    medium: i % 4 === 0 ? 'call' : 'callback',
    number: maskedOf(i),
    customerName: CUSTOMERS[i % CUSTOMERS.length] ?? '',
    state: agent.state === 'communicating' ? 'talking' : 'alerting',
    since: agent.since,
    ...(agent.state === 'communicating' ? { joinedAt: agent.since } : {}),
    agentId: agent.id,
    ...(agent.talk === undefined ? {} : { talk: agent.talk }),
    watchers: i === 1 ? [{ agentId: 'sue', mode: 'whisper', since: ago(20) }] : [],
    legs: [],
  }
}

function maskedOf(i: number): string {
  return `+1202555••${String((i * 13) % 100).padStart(2, '0')}`
}

function queueOf(id: string, i: number, size: HouseSize): LiveQueue {
  const waiting = Math.ceil((size.waiting - i) / size.queues.length)
  const live = 640 - i * 120
  const late = i === 1 ? 24 : 9
  return {
    id,
    mode: i === 2 ? 'agent-first' : 'customer-first',
    closed: false,
    waitingCalls: Math.floor(waiting / 4),
    waitingCallbacks: waiting - Math.floor(waiting / 4),
    scheduled: 12 - i * 3,
    ...(waiting === 0 ? {} : { oldestSince: ago(1_850 - i * 400) }),
    inFlight: 6 - i,
    live: i === 0 ? 1 : 0,
    agentsOnQueue: Math.floor(size.agents / size.queues.length),
    agentsIdle: Math.floor(size.agents / size.queues.length / 8),
    pacing: {
      policy: 'auto',
      modifier: 1.5 + i * 0.25,
      cap: 24,
      text: 'Not dialled: 6 in flight, 4 agents free, the late share would pass 3 %',
      decidedAt: ago(2),
    },
    answered: {
      live,
      machines: 210,
      late,
      abandoned: 6,
      lateShare: late / live,
      abandonedShare: 6 / live,
      target: 0.03,
    },
  }
}

function waitingOf(i: number, queues: readonly string[]): LiveWaiting {
  return {
    id: `0192f3c0-5555-7000-8000-${String(i).padStart(8, '0')}0000`,
    queueId: queues[i % queues.length] ?? '',
    medium: i % 4 === 1 ? 'call' : 'callback',
    number: maskedOf(i + 7),
    ...(i % 3 === 0 ? {} : { customerName: CUSTOMERS[i % CUSTOMERS.length] ?? '' }),
    priority: i === 4 ? 10 : 0,
    rankedAt: ago(1_850 - (i * 1_800) / Math.max(30, queues.length * 400)),
    order: i,
    ...(i % 11 === 5 ? { ownerId: 'agent-1' } : {}),
    attempts: i % 7 === 0 ? 1 : 0,
  }
}

/** What changes in a busy house within half a second: some agents, calls and queues move on. */
export function changeOf(live: Live, turn: number): LiveChange {
  const moved = live.agents.filter((_, i) => i % 25 === turn % 25)
  const agents = moved.map((agent, i) => ({
    ...agent,
    state: STATES[(i + turn) % STATES.length] ?? 'idle',
    since: ago(0),
  }))
  const [first, ...others] = live.waiting
  const newcomer =
    first === undefined ? [] : [{ ...first, id: `${first.id}-${turn}`, rankedAt: ago(0) }]
  const touched = others.filter((_, i) => i % 200 === turn % 200)
  return {
    at: ago(0),
    switchUp: true,
    paused: false,
    problems: [],
    changed: {
      agents,
      queues: live.queues.map((queue) => ({ ...queue, inFlight: (queue.inFlight + turn) % 9 })),
      waiting: [...newcomer, ...touched.map((each) => ({ ...each, attempts: each.attempts + 1 }))],
      calls: live.calls
        .filter((_, i) => i % 20 === turn % 20)
        .map((call) => ({ ...call, since: ago(0) })),
    },
    gone: first === undefined ? {} : { waiting: [first.id] },
  }
}
