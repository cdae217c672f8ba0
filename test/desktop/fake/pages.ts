import type { Page } from 'playwright-core'
import type { PlayedDay, ShadowResource, SignInWays } from '../../../src/api/protocol.ts'
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
  /** What is pressed on the page before it is looked at. */
  open?(page: Page): Promise<void>
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

const DAY: PlayedDay = {
  booked: 412,
  connected: 371,
  unserved: 9,
  dials: 506,
  meanWaitMs: 412_000,
  p90WaitMs: 1_100_000,
  lateShare: 0.021,
  abandoned: 8,
  occupancy: 0.88,
}

const SHADOW: ShadowResource = {
  from: '2026-11-24T09:00:00.000Z',
  to: '2026-11-25T09:00:00.000Z',
  actual: DAY,
  replayed: { ...DAY, connected: 369, meanWaitMs: 420_000 },
  shadow: { ...DAY, connected: 384, unserved: 2, meanWaitMs: 305_000, occupancy: 0.93 },
  recordedDials: 498,
  drawnDials: 21,
  callsLeftOut: 64,
}

const WAYS: SignInWays = { token: true, oidc: { name: 'Example', path: '/v1/oidc/start' } }

const SIGN_IN: PageScene = {
  name: 'sign-in',
  hash: '',
  ready: '.sign-in a.button',
  set(fake) {
    fake.answers = { 'GET /v1/session': 401, 'GET /v1/sign-in': WAYS }
    fake.greeting = []
  },
}

const BOARD = scene('board', '#/board', '.board', SUPERVISOR)

/** The board with a day replayed under other pacing. */
const SHADOWED: PageScene = {
  ...BOARD,
  name: 'shadow',
  set(fake) {
    BOARD.set(fake)
    fake.answers = { ...fake.answers, 'POST /v1/queues/support/shadow': SHADOW }
  },
  async open(page) {
    await page.getByRole('button', { name: 'support' }).first().click()
    await page.locator('.shadow summary').click()
    await page.locator('.shadow button[type=submit]').click()
    await page.locator('.shadow tbody').waitFor()
  },
}

/** Every page, the desk in each of its states. */
export const PAGE_SCENES: readonly PageScene[] = [
  SIGN_IN,
  agentScene('off-queue', 'off-queue'),
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
  agentScene('not-responding', 'not-responding'),
  BOARD,
  SHADOWED,
  scene('callbacks', '#/callbacks', '.line-rows', SUPERVISOR),
  scene('recordings', '#/recordings', '.recordings li', SUPERVISOR),
  scene('calls', '#/calls', '.call-table', ENGINEER),
  scene('call', `#/calls/${ALICE.callbackId}`, '.rungs', ENGINEER),
  scene('trunks', '#/health', '.causes', ENGINEER),
]
