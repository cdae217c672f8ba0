import type { FakeRingfirst } from './ringfirst.ts'
import { houseOf } from './house.ts'
import { ANALYSIS, CALL, CALLS, LADDER, RECORDINGS, TRUNKS } from './interaction.ts'
import { ago, ALICE, deskAnswers, deskOf, ENGINEER, NO_LAB, SUPERVISOR } from './scenes.ts'

/** A page in a state, as a fake Ringfirst shows it. */
export interface PageScene {
  readonly name: string
  readonly hash: string
  /** What is there when the page is. */
  readonly ready: string
  set(fake: FakeRingfirst): void
}

const HOUSE = { agents: 46, waiting: 31, queues: ['support', 'billing', 'retention'] }

function agentScene(name: string, ...desk: Parameters<typeof deskOf>): PageScene {
  return {
    name: `desk-${name}`,
    hash: '#/desk',
    ready: '.desk',
    set(fake) {
      fake.answers = deskAnswers()
      fake.greeting = [['desk', deskOf(...desk)]]
    },
  }
}

function scene(name: string, hash: string, ready: string, who: unknown): PageScene {
  return {
    name,
    hash,
    ready,
    set(fake) {
      fake.answers = {
        ...deskAnswers(),
        'GET /v1/session': who,
        'GET /v1/board': NO_LAB,
        'GET /v1/callbacks': CALLS,
        [`GET /v1/callbacks/${ALICE.callbackId}`]: CALL,
        [`GET /v1/callbacks/${ALICE.callbackId}/ladder`]: LADDER,
        [`GET /v1/callbacks/${ALICE.callbackId}/analysis`]: ANALYSIS,
        'GET /v1/recordings': RECORDINGS,
        'GET /v1/trunks': TRUNKS,
      }
      fake.greeting = [
        ['live', houseOf(HOUSE)],
        ['desk', deskOf('off-queue')],
      ]
    },
  }
}

/** Every page, the desk in each of its states. */
export const PAGE_SCENES: readonly PageScene[] = [
  agentScene('free', 'idle'),
  agentScene('offered', 'alerting', { state: 'offered', agentFirst: true }),
  agentScene('talking', 'communicating', { state: 'talking', talk: 'together', joinedAt: ago(75) }),
  agentScene('consulting', 'communicating', {
    state: 'talking',
    talk: 'consulting',
    third: { agentId: 'carol', state: 'answered' },
    joinedAt: ago(140),
  }),
  agentScene('wrapping', 'acw', { state: 'wrapping' }),
  scene('board', '#/board', '.board', SUPERVISOR),
  scene('callbacks', '#/callbacks', '.line-rows', SUPERVISOR),
  scene('recordings', '#/recordings', '.recordings li', SUPERVISOR),
  scene('calls', '#/calls', '.call-table', ENGINEER),
  scene('call', `#/calls/${ALICE.callbackId}`, '.rungs', ENGINEER),
  scene('trunks', '#/health', '.causes', ENGINEER),
]
