import { expect } from 'vitest'
import { callbackOfCall, queueId } from '../../src/core/ids.ts'
import type { FlowStep } from '../../src/core/state/flow-program.ts'
import { Centre, HOUR, MINUTE, SECOND } from './centre.ts'
import { saidOf, withFlow } from './configured.ts'
import type { Row } from './row.ts'

/** A contact centre whose number leads to this flow, as it is written in the configuration. */
export function centreWith(...steps: readonly string[]): Centre {
  const loaded = withFlow(...steps)
  expect(loaded.settings, saidOf(loaded).join()).toBeDefined()
  const { flows = [], numbers = [] } = loaded.settings?.organisation ?? {}
  return new Centre({ house: { flows, numbers } })
}

/** Alice calls our number and goes through it. */
export function aliceCalls(...steps: readonly string[]) {
  const centre = centreWith(...steps)
  return { centre, alice: centre.customer('Alice').callsOurNumber() }
}

/** What Alice hears first, in each of these states of the office hours. */
function byHours(...steps: readonly string[]): (string | undefined)[] {
  return (['open', 'closed', 'holiday'] as const).map((state) => {
    const centre = centreWith(...steps)
    centre.happens({ kind: 'HoursChanged', hours: 'office', state })
    return centre.customer('Alice').callsOurNumber().hears
  })
}

const OFFER = ['- queue: support', "  offerCallback: { waitOver: 0 s, key: '1' }"]

const MACHINE: readonly FlowStep[] = [
  { kind: 'wait-for-beep', timeoutMs: 30_000 },
  { kind: 'play', prompt: 'message' },
  { kind: 'hang-up' },
]

/** Bob is on queue; Alice’s voicemail picks up, and the queue has a flow for it. */
export function aliceIsAtHerVoicemail() {
  const centre = new Centre({ queue: { machineFlow: MACHINE } })
  const bob = centre.agent('bob').goesOnQueue()
  return { bob, alice: centre.customer('Alice').asksForCallback().isAtTheirVoicemail() }
}

/** What a flow may be made of. */
export const STEPS: readonly Row[] = [
  [
    '12.1a',
    'An inbound flow is a small declarative program in the configuration',
    {
      'steps, one after the other': () => {
        const { alice } = aliceCalls('- play: welcome', '- play: no-agent', '- hangUp')
        expect(alice.hears).toBe('welcome')
        alice.hearsItOut()
        expect(alice.hears).toBe('no-agent')
        alice.hearsItOut()
        expect(alice.callIs).toBe('closed')
      },
      'one that is written wrongly is refused by the place in it': () => {
        expect(saidOf(withFlow('- pley: welcome'))[0]).toBe(
          'flows.front-door[0] must be a step: did you mean play?',
        )
      },
    },
  ],
  [
    '12.1b',
    'play',
    {
      'two prompts as one': () => {
        expect(aliceCalls('- play: [welcome, please-hold]').alice.hears).toBe('welcome please-hold')
      },
    },
  ],
  [
    '12.1c',
    'say position',
    {
      'to the second in line': () => {
        const { centre } = aliceCalls('- queue: support', '  say: [you-are-number, position]')
        expect(centre.customer('Dora').callsOurNumber().hears).toBe('you-are-number number-2')
      },
    },
  ],
  [
    '12.1d',
    'wait in queue with music',
    {
      'until an agent is there': () => {
        const { centre, alice } = aliceCalls('- queue: support', '  music: music')
        expect([alice.hears, alice.callIs]).toEqual(['music', 'queued'])
        centre.agent('bob').goesOnQueue().picksUp()
        expect([alice.callIs, alice.outcome]).toEqual(['talking', 'connected'])
      },
    },
  ],
  [
    '12.1e',
    'collect digits',
    {
      'a menu: a key that is none is asked for again': () => {
        const { alice } = aliceCalls(
          '- ask: main-menu',
          '  again: please-hold',
          "  choices: { '1': [{ play: welcome }] }",
          '  else: [hangUp]',
        )
        expect(alice.presses('7').hears).toBe('please-hold main-menu')
        expect(alice.presses('1').hears).toBe('welcome')
      },
      'a number of several keys': () => {
        const { alice } = aliceCalls(
          '- collect: main-menu',
          '  as: order',
          '  min: 4',
          '  max: 4',
          '- if: { data: order, is: "4711" }',
          '  then: [{ play: welcome }]',
        )
        expect(alice.presses('4711').hears).toBe('welcome')
      },
    },
  ],
  [
    '12.1f',
    'decide (hours',
    {
      'open, or not': () => {
        expect(
          byHours(
            '- if: { open: office }',
            '  then: [{ play: welcome }]',
            '  else: [{ play: closed }]',
          ),
        ).toEqual(['welcome', 'closed', 'closed'])
      },
    },
  ],
  [
    '12.1g',
    'holidays',
    {
      'a holiday is told from a night': () => {
        expect(
          byHours(
            '- if: { holiday: office }',
            '  then: [{ play: holiday }]',
            '  else: [{ play: welcome }]',
          ),
        ).toEqual(['welcome', 'welcome', 'holiday'])
      },
    },
  ],
  [
    '12.1h',
    'data',
    {
      'what was set before': () => {
        const gold = [
          '- if: { data: tier, is: gold }',
          '  then: [{ play: welcome }]',
          '  else: [{ play: closed }]',
        ]
        expect(aliceCalls('- set: { data: { tier: gold } }', ...gold).alice.hears).toBe('welcome')
        expect(aliceCalls('- set: { data: { tier: tin } }', ...gold).alice.hears).toBe('closed')
      },
    },
  ],
  [
    '12.1i',
    'queue state',
    {
      'one waits already: the second is told so': () => {
        const { centre, alice } = aliceCalls(
          '- if: { queue: support, waitingOver: 0 }',
          '  then: [{ play: closed }, hangUp]',
          '- queue: support',
        )
        expect([alice.callIs, centre.customer('Dora').callsOurNumber().hears]).toEqual([
          'queued',
          'closed',
        ])
      },
    },
  ],
  [
    '12.1j',
    'offer a callback',
    {
      'said while she waits; a key takes it, and nothing else does': () => {
        const { centre, alice } = aliceCalls(...OFFER)
        centre.pass(MINUTE)
        expect(alice.hears).toBe('callback-offer number-1')
        expect(alice.story).not.toContain('callback-promised')
        alice.presses('1').presses('1')
        expect(alice.hears).toBe('callback-promised')
        alice.hearsItOut()
        expect(centre.scene.position(callbackOfCall(alice.id))).toBe(1)
      },
    },
  ],
  [
    '12.1k',
    'create a callback',
    {
      'without a word, at the caller’s own place': () => {
        const { centre, alice } = aliceCalls(
          '- queue: support',
          '  maxWait: 1 min',
          '  then: [{ createCallback: { queue: support } }]',
        )
        centre.pass(30 * SECOND)
        const dora = centre.customer('Dora').asksForCallback()
        centre.pass(30 * SECOND)
        expect([centre.scene.position(callbackOfCall(alice.id)), dora.place]).toEqual([1, 2])
      },
    },
  ],
  [
    '12.1l',
    'set priority',
    {
      'before a callback that waited already': () => {
        const centre = centreWith('- set: { priority: 5 }', '- queue: support')
        const alice = centre.customer('Alice').asksForCallback()
        const dora = centre.customer('Dora').callsOurNumber()
        expect([dora.place, alice.place]).toEqual([1, 2])
      },
    },
  ],
  [
    '12.1m',
    'skills',
    {
      'only who has them is rung': () => {
        const { centre } = aliceCalls('- set: { skills: [spanish] }', '- queue: support')
        centre.agent('bob').goesOnQueue()
        expect(centre.rang).toEqual([])
        const plain = aliceCalls('- queue: support').centre
        plain.agent('bob').goesOnQueue()
        expect(plain.rang).toEqual(['bob'])
      },
    },
  ],
  [
    '12.1n',
    'transfer to a queue',
    {
      'with the time at which they came': () => {
        const centre = new Centre({
          queues: { sales: {} },
          flow: [
            { kind: 'enter-queue', queueId: queueId('support') },
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
    },
  ],
  [
    '12.1o',
    'flow',
    {
      'goes on there': () => {
        const { alice } = aliceCalls('- goTo: elsewhere')
        expect(alice.hears).toBe('welcome')
      },
    },
  ],
  [
    '12.1p',
    'wait for the beep',
    {
      'nothing is said before it': () => {
        const { alice } = aliceIsAtHerVoicemail()
        expect(alice.heard).not.toContain('message')
        expect(alice.theirVoicemailBeeps().hears).toBe('message')
      },
    },
  ],
  [
    '12.1q',
    'leave a message',
    {
      'to its end, and then the machine is let go': () => {
        const { alice, bob } = aliceIsAtHerVoicemail()
        alice.theirVoicemailBeeps().hearsItOut()
        expect([alice.is, alice.outcome, bob.timesRung]).toEqual(['closed', 'machine', 0])
      },
    },
  ],
  [
    '12.1r',
    'record',
    {
      'the caller’s own words are kept': () => {
        const { centre, alice } = aliceCalls('- record: { max: 60 s }')
        alice.hearsItOut()
        expect(centre.scene.orders('StartRecording')).toHaveLength(1)
        expect(alice.story).toContain('recording-started')
      },
    },
  ],
  [
    '12.1s',
    'hang up',
    {
      'lets go of who is on the line': () => {
        const { centre, alice } = aliceCalls('- play: welcome', '- hangUp')
        const { leg } = alice
        alice.hearsItOut()
        expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ legId: leg }])
        expect(alice.callIs).toBe('closed')
      },
      'as the first step it refuses the call': () => {
        const { centre } = aliceCalls('- hangUp: busy')
        expect(centre.scene.orders('ReleaseLeg')).toMatchObject([{ cause: 'busy' }])
        expect(centre.scene.orders('AnswerLeg')).toEqual([])
      },
    },
  ],
]
