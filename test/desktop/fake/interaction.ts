import type {
  Analysis,
  Ladder,
  LadderMessage,
  RecordingList,
  TrunkReport,
} from '../../../src/api/protocol.ts'
import type { CallbackList, CallbackResource } from '../../../src/api/protocol/callback.ts'
import { ago, ALICE } from './scenes.ts'

const START_S = 900
const LEG = `${ALICE.callbackId.slice(0, -4)}0001`
const AGENT_LEG = `${ALICE.callbackId.slice(0, -4)}0002`

const at = (seconds: number): string => ago(START_S - seconds)

const NOTES: readonly (readonly [number, string, string, Record<string, string | number>?])[] = [
  [0, 'booked', 'booked by api'],
  [0, 'entered-queue', 'takes a place in the queue'],
  [62.1, 'dialling', 'dialled over trunk carrier-a'],
  [62.9, 'ringing', 'rings'],
  [71.4, 'answered', 'answers'],
  [71.5, 'comfort', 'hears comfort audio'],
  [72.7, 'judged', 'is human, 96 % sure', { verdict: 'human', confidence: 0.96 }],
  [72.7, 'agent-alerting', "bob's phone rings"],
  [73.6, 'agent-answered', 'bob answers'],
  [73.7, 'joined', 'joined with bob, 2.3 s after the answer'],
  [252.3, 'leg-released', "customer's call ends: hung up", { role: 'customer' }],
  [252.3, 'leg-released', "agent's call ends: hung up", { role: 'agent' }],
  [281.0, 'wrap-up', 'bob wraps up: follow-up'],
  [281.0, 'closed', 'closed: connected'],
]

export const CALL: CallbackResource = {
  id: ALICE.callbackId,
  queueId: 'support',
  number: '+12025550100',
  state: 'closed',
  bookedAt: at(0),
  closedAt: at(281),
  customerName: 'Alice Archer',
  verdict: {
    kind: 'human',
    confidence: 0.96,
    atMs: 1_280,
    evidence: ['0.62 s of speech, then 0.65 s of quiet', 'no beep, no tone, no ringback'],
  } as unknown as NonNullable<CallbackResource['verdict']>,
  disposition: 'connected',
  waitInQueueMs: 62_100,
  waitAfterAnswerMs: 2_300,
  timeline: NOTES.map(([seconds, event, text, detail]) => ({
    at: at(seconds),
    event: event as 'booked',
    text,
    ...(detail === undefined ? {} : { detail }),
  })),
  attempts: [
    {
      id: 'a1',
      startedAt: at(62.1),
      answeredAt: at(71.4),
      endedAt: at(252.3),
      cause: 'hung-up',
      sipStatus: 200,
      q850: 16,
      legs: [{ legId: LEG, trunkId: 'carrier-a' }],
    },
  ] as unknown as CallbackResource['attempts'],
  participants: [],
  wrapUps: [],
  decisions: [
    [0, 'pacing-idle', false, 'Not dialled: 2 in flight, 2 agents idle', 'a callback arrived'],
    [
      41,
      'trunk-rate',
      false,
      'Not dialled: carrier-a took 5 calls in this second',
      'an agent completed a call',
    ],
    [
      62.1,
      'dialled',
      true,
      'Dialled: 1 in flight, 2 agents idle of 14 on queue, 21 allowed in flight',
      'a limit lifted',
    ],
    [
      72.7,
      'agent-chosen',
      true,
      'bob was chosen: idle longest (41.0 s)',
      'a customer is on the line',
    ],
  ].map(([seconds, rule, accepted, text, because]) => ({
    at: at(Number(seconds)),
    queueId: 'support',
    trigger: 'callback-arrived' as const,
    rule: rule as 'dialled',
    accepted: accepted === true,
    waiting: 12,
    numbers: { inFlight: 2, agentsIdle: 2, agentsLoggedIn: 14, cap: 21 },
    text: String(text),
    because: String(because),
  })),
  queueDecisions: [],
}

function message(
  seconds: number,
  legId: string,
  direction: 'sent' | 'received',
  firstLine: string,
): LadderMessage {
  return {
    at: at(seconds),
    legId,
    direction,
    firstLine,
    message: [
      firstLine,
      'Via: SIP/2.0/UDP 192.0.2.10:5060;branch=z9hG4bK7f2a;rport',
      'Max-Forwards: 70',
      'From: "Support" <sip:+12025550199@192.0.2.10>;tag=8c1d',
      'To: <sip:+12025550100@sip.carrier-a.example>',
      `Call-ID: ${legId}`,
      'CSeq: 1 INVITE',
      'Contact: <sip:192.0.2.10:5060>',
      'Content-Type: application/sdp',
      '',
      'v=0',
      'o=- 3973 3973 IN IP4 192.0.2.10',
      's=-',
      'c=IN IP4 192.0.2.10',
      't=0 0',
      'm=audio 20014 RTP/AVP 0 101',
    ].join('\r\n'),
  }
}

export const LADDER: Ladder = {
  legs: [
    { id: LEG, role: 'customer', farEnd: 'carrier-a' },
    { id: AGENT_LEG, role: 'agent', farEnd: 'bob' },
  ],
  messages: [
    message(62.1, LEG, 'sent', 'INVITE sip:+12025550100@sip.carrier-a.example SIP/2.0'),
    message(62.14, LEG, 'received', 'SIP/2.0 100 Trying'),
    message(62.9, LEG, 'received', 'SIP/2.0 180 Ringing'),
    message(71.4, LEG, 'received', 'SIP/2.0 200 OK'),
    message(71.41, LEG, 'sent', 'ACK sip:+12025550100@sip.carrier-a.example SIP/2.0'),
    message(72.7, AGENT_LEG, 'sent', 'INVITE sip:bob@abc.invalid SIP/2.0'),
    message(72.74, AGENT_LEG, 'received', 'SIP/2.0 180 Ringing'),
    message(73.6, AGENT_LEG, 'received', 'SIP/2.0 200 OK'),
    message(73.61, AGENT_LEG, 'sent', 'ACK sip:bob@abc.invalid SIP/2.0'),
    message(252.3, LEG, 'received', 'BYE sip:192.0.2.10 SIP/2.0'),
    message(252.31, LEG, 'sent', 'SIP/2.0 200 OK'),
    message(252.35, AGENT_LEG, 'sent', 'BYE sip:bob@abc.invalid SIP/2.0'),
    message(252.38, AGENT_LEG, 'received', 'SIP/2.0 200 OK'),
  ],
  dropped: 0,
}

const LEVELS = Array.from({ length: 130 }, (_, i) =>
  i > 28 && i < 60 ? -18 - 8 * Math.abs(Math.sin(i * 0.9)) : -54 + 3 * Math.sin(i),
)

export const ANALYSIS: Analysis = {
  legs: [
    {
      legId: LEG,
      audioPath: `/v1/callbacks/${ALICE.callbackId}/analysis/${LEG}.wav`,
      durationMs: 2_600,
      levelsDbfs: LEVELS,
      thresholdsDbfs: LEVELS.map(() => -42),
      marks: [
        { atMs: 580, endMs: 1_200, kind: 'speech', text: 'speech, 0.62 s' },
        { atMs: 1_280, kind: 'verdict', text: 'a person, 96 % sure: short greeting, then quiet' },
      ],
    },
  ],
}

const OUTCOMES = [
  ...(['connected', 'machine', 'busy', 'connected', 'no-answer', 'abandoned'] as const),
  ...(['network-failure', 'connected', 'invalid-number', 'connected', 'customer-hung-up'] as const),
]

export const CALLS: CallbackList = {
  callbacks: OUTCOMES.map((disposition, i) => ({
    id: `${ALICE.callbackId.slice(0, -4)}${String(i).padStart(4, '0')}`,
    queueId: i % 3 === 2 ? 'billing' : 'support',
    number: `+1202555••${String(i * 7).padStart(2, '0')}`,
    ...(i % 2 === 0 ? { customerName: ['Alice Archer', 'Cem Demir', 'Dana Ek'][i % 3] ?? '' } : {}),
    state: 'closed',
    bookedAt: ago(900 + i * 340),
    closedAt: ago(600 + i * 340),
    disposition,
    waitInQueueMs: 62_100,
    ...(disposition === 'connected' ? { waitAfterAnswerMs: 1_400 + i * 130 } : {}),
    ...(disposition === 'connected' ? { verdict: 'human', confidence: 0.96 } : {}),
    ...(disposition === 'machine' ? { verdict: 'machine', confidence: 0.99 } : {}),
  })),
}

export const RECORDINGS: RecordingList = {
  recordings: CALLS.callbacks
    .filter(({ disposition }) => disposition === 'connected')
    .map((callback, i) => ({
      legId: `${callback.id.slice(0, -4)}000${i + 1}`,
      callback,
      startedAt: callback.bookedAt,
      durationMs: 178_000 + i * 41_000,
      bytes: 2_800_000,
    })),
}

export const TRUNKS: TrunkReport = {
  switch: { name: 'freeswitch', up: true },
  trunks: [
    {
      id: 'carrier-a',
      channelsInUse: 21,
      channels: 60,
      callsPerSecond: 5,
      attempts: 812,
      failures: 9,
      lastFailureAt: ago(740),
      causes: { 'hung-up': 402, 'no-answer': 231, busy: 96, declined: 41, 'network-failure': 9 },
    },
    {
      id: 'carrier-b',
      channelsInUse: 2,
      channels: 30,
      callsPerSecond: 2,
      attempts: 64,
      failures: 11,
      lastFailureAt: ago(95),
      causes: { 'hung-up': 30, 'no-answer': 18, 'network-failure': 11, busy: 5 },
    },
  ],
}
