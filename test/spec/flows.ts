import { expect } from 'vitest'
import { callbackOfCall, queueId } from '../../src/core/ids.ts'
import type { FlowStep } from '../../src/core/state/flow-program.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { shownBy, type Row } from './row.ts'

const SUPPORT = queueId('support')
const IN_LINE: readonly FlowStep[] = [
  { kind: 'enter-queue', queueId: SUPPORT },
  { kind: 'hold', music: 'music', forMs: HOUR },
]

/** Alice calls our number and goes through these steps. */
function aliceCalls(flow: readonly FlowStep[], queue: Partial<QueueSettings> = {}) {
  const centre = new Centre({ flow, queue })
  return { centre, alice: centre.customer('Alice').callsOurNumber() }
}

/** Section 12: flows. */
export const FLOWS: readonly Row[] = [
  [
    '12.1',
    'An inbound flow is a small declarative program in the configuration: play, say position, wait in queue with music, collect digits, decide (hours, holidays, data, queue state), offer a callback, create a callback, set priority or skills, transfer to a queue or flow, wait for the beep, leave a message, record, hang up',
    {
      'play, then hang up at the end': () => {
        const { alice } = aliceCalls([{ kind: 'play', prompt: 'welcome' }])
        expect(alice.hears).toBe('welcome')
        alice.hearsItOut()
        expect(alice.callIs).toBe('closed')
      },
      'say position': () => {
        const { centre } = aliceCalls([
          { kind: 'enter-queue', queueId: SUPPORT },
          { kind: 'say', say: ['you-are-number', { position: true }] },
        ])
        expect(centre.customer('Dora').callsOurNumber().hears).toBe('you-are-number number-2')
      },
      'wait in queue with music, until an agent is there': () => {
        const { centre, alice } = aliceCalls(IN_LINE)
        expect([alice.hears, alice.callIs]).toEqual(['music', 'queued'])
        centre.agent('bob').goesOnQueue().picksUp()
        expect([alice.callIs, alice.outcome]).toEqual(['talking', 'connected'])
      },
      'collect digits': () => {
        const { alice } = aliceCalls([
          {
            kind: 'collect',
            say: ['menu'],
            again: ['sorry'],
            min: 1,
            max: 1,
            firstTimeoutMs: 5_000,
            betweenTimeoutMs: 3_000,
            tries: 2,
            choices: { '1': 2 },
            otherwise: 1,
          },
          { kind: 'hang-up' },
          { kind: 'play', prompt: 'one' },
        ])
        alice.presses('7')
        expect(alice.hears).toBe('sorry menu')
        alice.presses('1')
        expect(alice.hears).toBe('one')
      },
      'decide by hours and holidays': () => {
        for (const [state, prompt] of [
          ['open', 'welcome'],
          ['closed', 'come-again'],
          ['holiday', 'come-again'],
        ] as const) {
          const centre = new Centre({
            flow: [
              {
                kind: 'branch',
                when: { kind: 'hours', hours: 'office', is: 'open' },
                otherwise: 2,
              },
              { kind: 'play', prompt: 'welcome' },
              { kind: 'play', prompt: 'come-again' },
            ],
          })
          centre.happens({ kind: 'HoursChanged', hours: 'office', state })
          expect(centre.customer('Alice').callsOurNumber().hears).toBe(prompt)
        }
      },
      'decide by data, and by the state of a queue': () => {
        const full = { kind: 'queue', queueId: SUPPORT, measure: 'waiting', over: 0 } as const
        const { centre, alice } = aliceCalls([
          { kind: 'set', data: { tier: 'gold' } },
          { kind: 'branch', when: { kind: 'data', name: 'tier', is: 'gold' }, otherwise: 4 },
          { kind: 'branch', when: full, otherwise: 5 },
          { kind: 'play', prompt: 'it-is-busy' },
          { kind: 'hang-up' },
          ...IN_LINE,
        ])
        expect(alice.callIs).toBe('queued')
        expect(centre.customer('Dora').callsOurNumber().hears).toBe('it-is-busy')
      },
      'offer a callback, and create it at the caller’s own place': () => {
        const { centre, alice } = aliceCalls([
          { kind: 'enter-queue', queueId: SUPPORT },
          { kind: 'listen', keys: { '1': 3 } },
          { kind: 'hold', music: 'music', forMs: HOUR },
          { kind: 'create-callback', otherwise: 5 },
          { kind: 'play', prompt: 'promised' },
          { kind: 'hang-up' },
        ])
        const dora = centre.customer('Dora').asksForCallback()
        alice.presses('1')
        expect(alice.hears).toBe('promised')
        alice.hearsItOut()
        expect(centre.scene.position(callbackOfCall(alice.id))).toBe(1)
        expect(dora.place).toBe(2)
      },
      'set skills: only who has them is rung': () => {
        const { centre } = aliceCalls([{ kind: 'set', skills: ['spanish'] }, ...IN_LINE])
        centre.agent('bob').goesOnQueue()
        expect(centre.rang).toEqual([])
      },
      'set priority: see 4.4; transfer to a flow': shownBy('core/flow.test.ts', 'language'),
      'transfer to another queue, with the time at which they came': () => {
        const centre = new Centre({
          queues: { sales: {} },
          flow: [
            { kind: 'enter-queue', queueId: SUPPORT },
            { kind: 'hold', music: 'music', forMs: MINUTE },
            { kind: 'enter-queue', queueId: queueId('sales') },
            { kind: 'hold', music: 'music', forMs: HOUR },
          ],
        })
        const alice = centre.customer('Alice').callsOurNumber()
        centre.pass(30 * SECOND)
        const dora = centre.customer('Dora').callsIn({ queue: 'sales' })
        expect(dora.place).toBe(1)
        centre.pass(30 * SECOND)
        expect([alice.record.queueId, alice.place, dora.place]).toEqual(['sales', 1, 2])
      },
      'record: the caller’s own words are kept': () => {
        const { centre, alice } = aliceCalls([{ kind: 'record', maxMs: MINUTE }])
        expect(centre.scene.orders('StartRecording')).toHaveLength(1)
        expect(alice.story).toContain('recording-started')
      },
      'wait for the beep, leave a message, hang up': () => {
        const centre = new Centre({
          queue: {
            machineFlow: [
              { kind: 'wait-for-beep', timeoutMs: 30_000 },
              { kind: 'play', prompt: 'message' },
              { kind: 'hang-up' },
            ],
          },
        })
        centre.agent('bob').goesOnQueue()
        const alice = centre.customer('Alice').asksForCallback().isAtTheirVoicemail()
        expect(alice.heard).not.toContain('message')
        alice.theirVoicemailBeeps()
        expect(alice.hears).toBe('message')
        alice.hearsItOut()
        expect(alice.is).toBe('closed')
      },
      'it is written in the configuration': shownBy('config/flow.test.ts', 'offerCallback'),
    },
  ],
  [
    '12.2',
    'Inbound calls enter through one; machines are transferred to one',
    {
      'a number leads to its flow': () => {
        const { alice } = aliceCalls([{ kind: 'play', prompt: 'welcome' }])
        expect([alice.hears, alice.story]).toEqual([
          'welcome',
          expect.arrayContaining(['flow-started']),
        ])
      },
      'a number that leads nowhere is refused': () => {
        const centre = new Centre()
        centre.scene.arrive('+12025550100', '+12025559999')
        expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ cause: 'invalid-number' }])
      },
      'machines: see 7.7': shownBy('spec/hearing.ts', 'an inbound flow to transfer to'),
    },
  ],
  [
    '12.3',
    'Whether a callback is offered at certain hours only is a decide step before create-callback: in-queue callbacks have no callable times of their own',
    {
      'at night no callback is offered': () => {
        const flow: readonly FlowStep[] = [
          { kind: 'branch', when: { kind: 'hours', hours: 'office', is: 'open' }, otherwise: 3 },
          { kind: 'create-callback', otherwise: 3 },
          { kind: 'hang-up' },
          { kind: 'play', prompt: 'come-again' },
        ]
        for (const [state, promised] of [
          ['open', true],
          ['closed', false],
        ] as const) {
          const centre = new Centre({ flow })
          centre.happens({ kind: 'HoursChanged', hours: 'office', state })
          const alice = centre.customer('Alice').callsOurNumber()
          expect(alice.story.includes('callback-promised')).toBe(promised)
        }
      },
      'one that is in the queue is dialled at any hour': () => {
        const centre = new Centre()
        centre.happens({ kind: 'HoursChanged', hours: 'office', state: 'closed' })
        const alice = centre.customer('Alice').asksForCallback()
        centre.pass(11 * HOUR)
        centre.agent('bob').goesOnQueue()
        expect(alice.timesCalled).toBe(1)
      },
    },
  ],
  [
    '12.4',
    'Callable times belong to campaigns',
    { 'see 15.1': shownBy('spec/callers.ts', 'callable times per contact: inside') },
  ],
]
