import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CallAction } from '../../src/core/state/events.ts'
import { agentId, phoneNumber, queueId } from '../../src/core/ids.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

const AGENTS = ['bob', 'carol', 'dave'] as const
const TARGETS = [
  { kind: 'agent', agentId: agentId('carol') },
  { kind: 'agent', agentId: agentId('dave') },
  { kind: 'queue', queueId: queueId('support') },
  { kind: 'number', number: phoneNumber('+12025559999') },
] as const

const orders: fc.Arbitrary<CallAction> = fc.oneof(
  fc.constantFrom<CallAction>(
    { kind: 'CallHeld' },
    { kind: 'CallResumed' },
    { kind: 'ConsultCancelled' },
    { kind: 'ConsultCompleted' },
    { kind: 'ConferenceStarted' },
    { kind: 'WatchEnded' },
  ),
  fc.constantFrom(...TARGETS).map((to): CallAction => ({ kind: 'ConsultStarted', to })),
  fc.constantFrom(...TARGETS).map((to): CallAction => ({ kind: 'CallTransferred', to })),
  fc
    .constantFrom('listen', 'whisper', 'barge')
    .map((mode): CallAction => ({ kind: 'CallWatched', mode: mode as 'listen' })),
)

/** Something that happens: an order of somebody, a leg's answer, end or late words, some time. */
const happenings: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ what: fc.constant('order' as const), order: orders, by: fc.nat(3) }),
  fc.record({
    what: fc.constantFrom(
      'answer' as const,
      'release' as const,
      'bridge' as const,
      'wait' as const,
      'code' as const,
    ),
    leg: fc.nat(9),
  }),
)

type Happening =
  | { readonly what: 'order'; readonly order: CallAction; readonly by: number }
  | { readonly what: 'answer' | 'release' | 'bridge' | 'wait' | 'code'; readonly leg: number }

function openScene(connection: 'per-call' | 'persistent'): Scene {
  const acw = { mode: 'mandatory-timed', timeoutMs: 30_000, level: 'participant' } as const
  const scene = new Scene(
    makeOrganisation({
      queues: [makeQueueSettings({ acw })],
      agents: [
        ...AGENTS.map((name) => makeAgentSettings(name, { connection })),
        makeAgentSettings('sam', { role: 'supervisor', queues: [], contact: 'sip:sam@phone' }),
      ],
    }),
  )
  scene.onQueue('bob')
  if (connection === 'persistent') answerAll(scene)
  const alice = scene.book()
  scene.answer(scene.customerLeg(alice))
  scene.judge(scene.customerLeg(alice), 'human')
  if (connection === 'per-call') scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
  scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
  for (const name of ['carol', 'dave']) scene.onQueue(name)
  if (connection === 'persistent') answerAll(scene)
  return scene
}

function answerAll(scene: Scene): void {
  for (const leg of [...scene.state.legs.values()]) {
    if (leg.answeredAt === undefined) scene.say({ kind: 'LegAnswered', legId: leg.id })
  }
}

function happen(scene: Scene, happening: Happening): void {
  const [callback] = scene.state.callbacks.values()
  if (happening.what === 'order') {
    const by = [...AGENTS, 'sam'][happening.by] ?? 'bob'
    const wanted = happening.order.kind.includes('Watch') ? 'sam' : by
    const callbackId = callback?.id ?? scene.dialled[0]
    if (callbackId !== undefined)
      scene.say({ ...happening.order, agentId: agentId(wanted), callbackId })
    return
  }
  const legs = [...scene.state.legs.values()]
  const leg = legs[happening.leg % Math.max(1, legs.length)]
  switch (happening.what) {
    case 'wait':
      return scene.wait(1_000 * happening.leg)
    case 'code':
      if (callback !== undefined) scene.wrapUp(callback.id, AGENTS[happening.leg % 3])
      return
    case 'answer':
      if (leg !== undefined) scene.say({ kind: 'LegAnswered', legId: leg.id })
      return
    case 'release':
      if (leg !== undefined) scene.release(leg.id, leg.answeredAt ? 'normal' : 'no-answer')
      return
    default:
      return bridgeLast(scene)
  }
}

/** The switch tells of a join that was ordered, perhaps long ago. */
function bridgeLast(scene: Scene): void {
  for (const { a, b } of scene.orders('BridgeLegs').slice(-2)) {
    scene.say({ kind: 'LegsBridged', a, b })
  }
}

describe('whatever happens to a call in hand', () => {
  it.each([['per-call'], ['persistent']] as const)(
    'nobody is stuck once every leg is gone and the time is over (%s)',
    (connection) => {
      fc.assert(
        fc.property(fc.array(happenings, { maxLength: 25 }), (script) => {
          const scene = openScene(connection)
          for (const happening of script) happen(scene, happening)
          for (const leg of [...scene.state.legs.values()]) scene.release(leg.id, 'normal')
          scene.wait(120_000)
          for (const leg of [...scene.state.legs.values()]) scene.release(leg.id, 'normal')
          scene.wait(120_000)
          expect([...scene.state.callbacks.values()].map(({ state }) => state)).toEqual([])
          for (const agent of scene.state.agents.values()) {
            expect(['idle', 'off-queue', 'not-responding']).toContain(agent.state)
            expect([agent.callLeg, agent.watching, agent.callbackId]).toEqual([
              undefined,
              undefined,
              undefined,
            ])
          }
        }),
        { numRuns: 300 },
      )
    },
  )
})
