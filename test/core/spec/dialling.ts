import { expect } from 'vitest'
import { agentId, phoneNumber, trunkId } from '../../../src/core/ids.ts'
import { makeOrganisation } from '../../support/organisation.ts'
import { crowd, house, HOUR_MS, MINUTE_MS, type Row } from './row.ts'

const FLOW = [
  { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
  { kind: 'play', prompt: 'message' } as const,
  { kind: 'hang-up' } as const,
]

/** Sections 5, 6, 7 and 12: whom to dial when, how, and who answered. */
export const DIALLING: readonly Row[] = [
  [
    5,
    'The queue is looked at when an agent goes on queue',
    () => {
      const scene = house()
      const alice = scene.book()
      expect(scene.dialled).toEqual([])
      scene.onQueue()
      expect(scene.dialled).toEqual([alice])
    },
  ],
  [
    5,
    'When an agent completes a call and is not about to go off queue',
    () => {
      for (const leaves of [false, true]) {
        const scene = house()
        scene.onQueue()
        const alice = scene.book()
        scene.book()
        scene.join(alice)
        if (leaves) scene.say({ kind: 'AgentWentOffQueue', agentId: agentId('bob') })
        scene.hangUp(alice)
        scene.wrapUp(alice)
        expect(scene.dialled).toHaveLength(leaves ? 1 : 2)
      }
    },
  ],
  [
    5,
    'When a callback arrives, and when an eligible one has been dispatched',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      const dora = scene.book()
      expect(scene.dialled).toEqual([alice])
      scene.release(scene.customerLeg(alice), 'busy')
      expect(scene.dialled).toEqual([alice, dora])
    },
  ],
  [
    5,
    'Not by polling: time alone dials nobody and decides nothing',
    () => {
      const scene = house()
      scene.book()
      const before = scene.orders('PublishDecision').length
      scene.wait(23 * HOUR_MS)
      expect(scene.orders('PublishDecision')).toHaveLength(before)
    },
  ],
  [
    5,
    'The pacing modifier times the agents logged in, rounded down, is the most in flight at once',
    () => {
      const agents = { bob: {}, carol: {}, dave: {} }
      const scene = house({ pacing: { policy: 'cap', modifier: 1.5 } }, agents)
      for (const name of Object.keys(agents)) scene.onQueue(name)
      for (let i = 0; i < 9; i++) scene.book()
      expect([scene.dialled.length, scene.lastRule]).toEqual([4, 'pacing-cap'])
    },
  ],
  [
    5,
    'idle keeps one dial per idle agent',
    () => {
      const scene = house({ pacing: { policy: 'idle', modifier: 5 } }, { bob: {}, carol: {} })
      scene.onQueue('bob')
      scene.onQueue('carol')
      for (let i = 0; i < 9; i++) scene.book()
      expect([scene.dialled.length, scene.lastRule]).toEqual([2, 'pacing-idle'])
    },
  ],
  [
    5,
    'auto dials as many as keep late answers rare: more than agents are idle where few answer',
    () => {
      const scene = crowd(20, 0.4)
      expect([scene.dialled.length > 20, scene.lastRule]).toEqual([true, 'pacing-auto'])
    },
  ],
  [
    5,
    'With 5 agents or fewer, auto never dials more than one per idle agent',
    () => {
      expect(crowd(5, 0.1).dialled).toHaveLength(5)
    },
  ],
  [
    5,
    'auto cancels surplus ringing legs when agents vanish; each callback keeps its place',
    () => {
      const scene = crowd(20, 0.4)
      const newest = scene.dialled.at(-1) ?? scene.book()
      for (let i = 2; i < 20; i++) {
        scene.say({ kind: 'AgentWentOffQueue', agentId: agentId(`agent-${i}`) })
      }
      expect(scene.lastRule).toBe('pacing-surplus')
      scene.settle()
      scene.wait(1)
      expect([scene.stateOf(newest), scene.record(newest).disposition]).toEqual([
        'waiting',
        undefined,
      ])
    },
  ],
  [
    5,
    'Trunk limits come last and always hold',
    () => {
      const trunks = [{ id: trunkId('first'), channels: 2, callsPerSecond: 100, callerIds: [] }]
      const sites = makeOrganisation().sites.map((site) => ({
        ...site,
        trunks: [trunkId('first')],
      }))
      const pacing = { policy: 'cap', modifier: 9 } as const
      const scene = house({ pacing }, { bob: {} }, { trunks, sites })
      scene.onQueue()
      for (let i = 0; i < 9; i++) scene.book()
      expect([scene.dialled.length, scene.lastRule]).toEqual([2, 'trunk-channels'])
    },
  ],
  [
    5,
    'Every refusal is recorded with its rule and the numbers it used',
    () => {
      const scene = house()
      const alice = scene.book()
      expect(scene.record(alice).decisions[0]).toMatchObject({
        rule: 'no-agent-on-queue',
        accepted: false,
        numbers: { agentsLoggedIn: 0, cap: 0 },
      })
    },
  ],
  [
    6,
    'A network failure tries the next trunk within the same attempt',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), 'network-failure')
      const dials = scene.orders('DialCustomer')
      expect(dials.map((dial) => dial.trunkId)).toEqual(['first', 'second'])
      expect(new Set(dials.map((dial) => dial.attemptId)).size).toBe(1)
    },
  ],
  [
    6,
    'An answer from the customer’s side (busy, declined, invalid) does not',
    () => {
      for (const cause of ['busy', 'declined', 'invalid-number'] as const) {
        const scene = house()
        scene.onQueue()
        const alice = scene.book()
        scene.release(scene.customerLeg(alice), cause)
        expect([scene.dialled.length, scene.record(alice).disposition]).toEqual([1, cause])
      }
    },
  ],
  [
    6,
    'Destinations outside the allowed are refused before dialling, also those barred since',
    () => {
      const scene = house()
      scene.book({ to: '+19005550100' })
      expect(scene.lastReply).toMatchObject({ ok: false, code: 'destination-refused' })
      const alice = scene.book()
      const organisation = makeOrganisation()
      const sites = organisation.sites.map((site) => ({ ...site, refusedPrefixes: ['+1202'] }))
      scene.say({ kind: 'OrganisationConfigured', organisation: { ...organisation, sites } })
      scene.onQueue()
      expect([scene.dialled, scene.record(alice).disposition]).toEqual([[], 'refused'])
    },
  ],
  [
    7,
    'A human goes to an agent',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      expect(scene.rung).toEqual(['bob'])
    },
  ],
  [
    7,
    'A machine is hung up on where the queue has no flow: disposition machine',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'machine')
      scene.settle()
      expect([scene.rung, scene.record(alice).disposition]).toEqual([[], 'machine'])
    },
  ],
  [
    7,
    'Early media is analysed too: a special information tone ends the call before its answer',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.judge(scene.customerLeg(alice), 'special-information-tone')
      scene.settle()
      expect(scene.record(alice).disposition).toBe('special-information-tone')
    },
  ],
  [
    7,
    'Listening goes on after a verdict: a correction stops the agent’s ringing',
    () => {
      const scene = house({ machineFlow: FLOW })
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      scene.judge(scene.customerLeg(alice), 'human')
      scene.judge(scene.customerLeg(alice), 'machine', {}, true)
      scene.settle()
      expect([scene.stateOf(alice), scene.agentState()]).toEqual(['in-flow', 'idle'])
    },
  ],
  [
    7,
    'Nothing unsuccessful is retried',
    () => {
      const scene = house()
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), 'no-answer')
      scene.wait(23 * HOUR_MS)
      expect([scene.dialled.length, scene.stateOf(alice)]).toEqual([1, 'closed'])
    },
  ],
  [
    7,
    'A queue may opt in to retries with a delay and a maximum; a retry keeps its place',
    () => {
      const scene = house({ retries: { max: 1, delayMs: 10 * MINUTE_MS } })
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), 'busy')
      const dora = scene.book()
      scene.join(dora)
      const later = scene.book()
      scene.wait(10 * MINUTE_MS)
      expect([alice, later].map((id) => scene.position(id))).toEqual([1, 2])
      scene.hangUp(dora)
      scene.wrapUp(dora)
      expect(scene.dialled).toEqual([alice, dora, alice])
      scene.release(scene.customerLeg(alice), 'busy')
      expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'busy' })
    },
  ],
  [
    7,
    'A number that does not exist is never retried',
    () => {
      const scene = house({ retries: { max: 3, delayMs: MINUTE_MS } })
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), 'invalid-number')
      expect(scene.record(alice)).toMatchObject({ state: 'closed', disposition: 'invalid-number' })
    },
  ],
  [
    7,
    'Attempts to one number are capped over any stretch of time, and go on when the cap lifts',
    () => {
      const attemptCap = { attempts: 2, windowMs: HOUR_MS }
      const retries = { max: 9, delayMs: MINUTE_MS }
      const scene = house({ retries }, { bob: {} }, { attemptCap })
      scene.onQueue()
      const alice = scene.book()
      for (let i = 0; i < 2; i++) {
        scene.release(scene.customerLeg(alice), 'busy')
        scene.wait(MINUTE_MS)
      }
      expect([scene.dialled.length, scene.lastRule]).toEqual([2, 'attempt-cap'])
      scene.wait(HOUR_MS - 2 * MINUTE_MS)
      expect(scene.dialled).toHaveLength(3)
    },
  ],
  [
    12,
    'A machine is transferred to the queue’s flow, and gets the message after its beep',
    () => {
      const scene = house({ machineFlow: FLOW })
      scene.onQueue()
      const leg = scene.customerLeg(scene.book())
      scene.answer(leg)
      scene.judge(leg, 'machine')
      scene.say({ kind: 'LegReady', legId: leg, by: 'beep', atMs: 7_000 })
      expect(scene.orders('PlayPrompt').at(-1)?.parts).toEqual(['message'])
    },
  ],
  [
    12,
    'In-queue callbacks have no callable times of their own: at night they are dialled all the same',
    () => {
      const scene = house()
      scene.wait(3 * HOUR_MS)
      scene.onQueue()
      const alice = scene.book({ callerIdNumber: phoneNumber('+12025550199') })
      expect(scene.dialled).toEqual([alice])
    },
  ],
]
