import type {
  Board,
  Desk,
  DeskContact,
  Directory,
  History,
  SessionResource,
} from '../../../src/api/protocol.ts'

/** A moment so many seconds ago. */
export function ago(seconds: number): string {
  return new Date(Date.now() - seconds * 1_000).toISOString()
}

export const BOB: SessionResource = {
  name: 'Bob',
  role: 'agent',
  rights: ['read', 'book', 'act'],
  agentId: 'bob',
}

export const SUPERVISOR: SessionResource = {
  name: 'Sue',
  role: 'supervisor',
  rights: ['read', 'book', 'act', 'steer', 'import', 'reveal', 'watch', 'hear'],
  agentId: 'sue',
}

export const ENGINEER: SessionResource = {
  name: 'Eve',
  role: 'engineer',
  rights: ['read', 'inspect', 'hear'],
}

export const NO_LAB: Board = {
  at: ago(0),
  switchUp: true,
  paused: false,
  queues: [],
  agents: [],
  calls: [],
  trunks: [],
  recent: [],
  health: { status: 'ok', version: '0.1.0', switch: 'freeswitch', problems: [] },
  labNumbers: [],
  wrapUpCodes: [],
}

const CODES = [
  ['resolved', 'Resolved'],
  ['follow-up', 'Follow up'],
  ['sale', 'Sale'],
  ['refund', 'Refund promised'],
  ['wrong-number', 'Wrong number'],
  ['technician', 'Technician booked'],
  ['complaint', 'Complaint'],
  ['invoice', 'Invoice explained'],
] as const

export const ALICE: DeskContact = {
  callbackId: '0192f3c0-1111-7000-8000-000000000000',
  queueId: 'support',
  medium: 'callback',
  agentFirst: false,
  state: 'alerting',
  watchers: [],
  number: '+12025550100',
  customerName: 'Alice Archer',
  timeZone: 'America/New_York',
  bookedAt: ago(1_460),
  rankedAt: ago(1_460),
  waitInQueueMs: 1_384_000,
  priority: 0,
  attempts: 1,
  data: { order: 'A-20391', topic: 'Delivery has not arrived', language: 'English', plan: 'Plus' },
  script:
    'Good afternoon, this is Ringfirst support, you asked us to call you back.\nIs this a good moment?',
  wrapUpCodes: CODES.map(([code, name]) => ({ code, name })),
}

const HISTORY: History = {
  interactions: [
    [
      'connected',
      'carol',
      'Follow up',
      'Parcel is with the carrier; promised news by Wednesday.',
      2,
    ],
    ['no-answer', '', '', '', 3],
    ['connected', 'bob', 'Invoice explained', '', 41],
  ].map(([disposition, agent, code, note, days], i) => ({
    id: `0192f3c0-2222-7000-8000-00000000000${i}`,
    queueId: i === 2 ? 'billing' : 'support',
    number: '+12025550100',
    state: 'closed',
    bookedAt: ago(Number(days) * 86_400 + 900),
    closedAt: ago(Number(days) * 86_400),
    disposition: disposition as 'connected',
    agentIds: agent === '' ? [] : [String(agent)],
    wrapUpCodes: code === '' ? [] : [String(code)],
    ...(note === '' ? {} : { wrapUpNote: String(note) }),
  })),
}

const DIRECTORY: Directory = {
  agents: [
    { id: 'carol', name: 'Carol Chen', free: true },
    { id: 'dave', name: 'Dave Dietrich', free: false },
    { id: 'erin', name: 'Erin Evans', free: true },
  ],
  queues: [
    { id: 'billing', waiting: 4 },
    { id: 'support', waiting: 12 },
  ],
}

/** Bob's desk with a state and, perhaps, a contact. */
export function deskOf(state: Desk['agent']['state'], contact?: Partial<DeskContact>): Desk {
  const isWrapping = state === 'acw'
  return {
    at: ago(0),
    agent: {
      id: 'bob',
      name: 'Bob Baker',
      role: 'agent',
      state,
      since: ago(state === 'idle' ? 42 : 12),
      ...(state === 'off-queue' ? { reason: 'lunch' } : {}),
      queues: ['support', 'billing'],
      hasPhone: true,
      leaving: false,
    },
    phone: {
      registered: true,
      device: 'other',
      otherDevice: true,
      connection: 'per-call',
      standing: false,
    },
    ...(contact === undefined ? {} : { contact: { ...ALICE, ...contact } }),
    ...(isWrapping ? { acw: { since: ago(12), mode: 'mandatory-timed', endsAt: ago(-48) } } : {}),
    held: [],
    own: [
      {
        callbackId: '0192f3c0-3333-7000-8000-000000000000',
        queueId: 'support',
        number: '+12025550131',
        customerName: 'Frank Fischer',
        dueAt: ago(-5_400),
        rankedAt: ago(-5_400),
        state: 'scheduled',
      },
      {
        callbackId: '0192f3c0-3333-7000-8000-000000010000',
        queueId: 'billing',
        number: '+12025550144',
        dueAt: ago(-95_000),
        rankedAt: ago(-95_000),
        state: 'scheduled',
      },
    ],
  }
}

/** What a desk of Bob's asks for. */
export function deskAnswers(): Readonly<Record<string, unknown>> {
  return {
    'GET /v1/session': BOB,
    'GET /v1/board': NO_LAB,
    'GET /v1/directory': DIRECTORY,
    [`GET /v1/callbacks/${ALICE.callbackId}/history`]: HISTORY,
  }
}
