import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { agentId, queueId, type CallbackId } from '../../src/core/ids.ts'
import { isInFlight } from '../../src/core/state/callback.ts'
import type { QueueSettings } from '../../src/core/state/organisation.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

type Pacing = QueueSettings['pacing']
const IDLE: Pacing = { policy: 'idle', modifier: 9 }

/** Queues by name with their pacing, agents by name with their queues. */
function houseOf(
  queues: Readonly<Record<string, Pacing | Partial<QueueSettings>>>,
  agents: Readonly<Record<string, readonly string[]>>,
): Scene {
  return new Scene(
    makeOrganisation({
      queues: Object.entries(queues).map(([id, settings]) =>
        makeQueueSettings({
          id: queueId(id),
          ...('policy' in settings ? { pacing: settings } : settings),
        }),
      ),
      agents: Object.entries(agents).map(([name, serves]) =>
        makeAgentSettings(name, { queues: serves.map(queueId) }),
      ),
    }),
  )
}

const bookIn = (scene: Scene, queue: string): CallbackId => scene.book({ queueId: queueId(queue) })

describe('agents whom queues share', () => {
  it('are one agent each: Bob, idle in two queues, has one customer dialled, not two', () => {
    const scene = houseOf({ support: IDLE, sales: IDLE }, { bob: ['support', 'sales'] })
    const alice = bookIn(scene, 'support')
    const dora = bookIn(scene, 'sales')
    scene.onQueue('bob')
    expect(scene.dialled).toEqual([alice])
    expect(scene.orders('PublishDecision').at(-1)?.decision).toMatchObject({
      rule: 'pacing-idle',
      queueId: 'sales',
      numbers: { agentsIdle: 1, agentsSpokenFor: 1 },
    })
    scene.release(scene.customerLeg(alice), 'busy')
    expect(scene.dialled).toEqual([alice, dora])
  })

  it('serve the one who has waited longest, whatever queue it is', () => {
    const scene = houseOf({ support: IDLE, sales: IDLE }, { bob: ['support', 'sales'] })
    const first = bookIn(scene, 'sales')
    scene.wait(1_000)
    const second = bookIn(scene, 'support')
    scene.onQueue('bob')
    scene.release(scene.customerLeg(first), 'busy')
    expect(scene.dialled).toEqual([first, second])
  })

  it('are not needed where another queue has an agent of its own', () => {
    const agents = { bob: ['support', 'sales'], carol: ['support'] }
    const scene = houseOf({ support: IDLE, sales: IDLE }, agents)
    for (const name of Object.keys(agents)) scene.onQueue(name)
    const dialled = [bookIn(scene, 'support'), bookIn(scene, 'sales')]
    expect(scene.dialled).toEqual(dialled)
    bookIn(scene, 'sales')
    expect(scene.dialled).toEqual(dialled)
  })

  it('are needed in the end where a third queue has driven others to them', () => {
    const agents = { bob: ['a', 'b', 'c'], carol: ['a', 'b'] }
    const scene = houseOf({ a: IDLE, b: IDLE, c: IDLE }, agents)
    for (const name of Object.keys(agents)) scene.onQueue(name)
    const dialled = [bookIn(scene, 'a'), bookIn(scene, 'b')]
    bookIn(scene, 'c')
    expect(scene.dialled).toEqual(dialled)
  })

  it('are not offered a callback while a customer rings for them in another queue', () => {
    const queues = { support: IDLE, sales: { mode: 'agent-first' } as const }
    const scene = houseOf(queues, { bob: ['support', 'sales'] })
    scene.onQueue('bob')
    const alice = bookIn(scene, 'support')
    const dora = bookIn(scene, 'sales')
    expect([scene.dialled, scene.stateOf(dora)]).toEqual([[alice], 'waiting'])
    scene.release(scene.customerLeg(alice), 'busy')
    expect(scene.stateOf(dora)).toBe('offered')
  })

  it('are one pool for auto: two queues dial together what one would', () => {
    const auto: Pacing = { policy: 'auto', modifier: 3 }
    const together = ['support', 'sales']
    const names = Array.from({ length: 20 }, (_, i) => `agent-${i}`)
    const dialsOf = (queues: readonly string[]): number => {
      const agents = Object.fromEntries(names.map((name) => [name, queues]))
      const scene = houseOf(Object.fromEntries(queues.map((queue) => [queue, auto])), agents)
      for (let i = 0; i < 60; i++) bookIn(scene, queues[i % queues.length] ?? 'support')
      for (const name of names) scene.onQueue(name)
      return scene.dialled.length
    }
    expect(dialsOf(together)).toBe(dialsOf(['support']))
  })

  it('are not dialled past: a queue that fills its cap lets who has waited longer be first', () => {
    const cap: Pacing = { policy: 'cap', modifier: 3 }
    const scene = houseOf({ support: cap, sales: IDLE }, { bob: ['support', 'sales'] })
    scene.onQueue('bob')
    const first = [1, 2, 3].map(() => bookIn(scene, 'support'))
    scene.wait(1_000)
    const dora = bookIn(scene, 'sales')
    scene.wait(1_000)
    for (let i = 0; i < 5; i++) bookIn(scene, 'support')
    for (const id of first) scene.release(scene.customerLeg(id), 'busy')
    expect(scene.dialled.slice(0, 4)).toEqual([...first, dora])
  })

  it('are remembered: a restored house decides as the one that was saved', () => {
    const scene = houseOf({ support: IDLE, sales: IDLE }, { bob: ['support', 'sales'] })
    scene.onQueue('bob')
    bookIn(scene, 'support')
    bookIn(scene, 'sales')
    const restored = readSnapshot(writeSnapshot(scene.state))
    expect([...restored.agentless]).toEqual([queueId('sales')])
    expect(restored.teams.get(agentId('bob'))).toMatchObject({ idle: 1, loggedIn: 1 })
  })

  it('have a customer coming each at most, and nobody waits for whom one could be', () => {
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ book: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ busy: fc.nat(20) }) },
      { weight: 1, arbitrary: fc.record({ join: fc.nat(20) }) },
    )
    const membership = fc.array(fc.uniqueArray(fc.nat(4), { minLength: 1 }), {
      minLength: 1,
      maxLength: 6,
    })
    const law = fc.property(membership, fc.array(step, { maxLength: 40 }), (serves, steps) => {
      const house = new SharedHouse(serves)
      for (const one of steps) {
        house.play(one)
        house.check()
      }
    })
    fc.assert(law, { numRuns: 200 })
  })
})

type Step = { readonly book: number } | { readonly busy: number } | { readonly join: number }

/** Five queues under `idle`, agents of any of them, and the law told once more in other words. */
class SharedHouse {
  private readonly scene: Scene
  private hasJoined = false
  private readonly serves: ReadonlyMap<string, readonly string[]>

  constructor(serves: readonly (readonly number[])[]) {
    const agents = serves.map((queues, i) => [`agent-${i}`, queues.map((q) => `q${q}`)] as const)
    this.serves = new Map(agents)
    const queues = [0, 1, 2, 3, 4].map((q) => [`q${q}`, IDLE] as const)
    this.scene = houseOf(Object.fromEntries(queues), Object.fromEntries(agents))
    for (const name of this.serves.keys()) this.scene.onQueue(name)
  }

  play(step: Step): void {
    const { scene } = this
    if ('book' in step) return void bookIn(scene, `q${step.book}`)
    const which = 'busy' in step ? step.busy : step.join
    const ringing = [...scene.state.callbacks.values()].filter(({ state }) => state === 'dialling')
    const callback = ringing[which % Math.max(1, ringing.length)]
    if (callback === undefined) return
    const leg = scene.customerLeg(callback.id)
    if ('busy' in step) return scene.release(leg, 'busy')
    this.hasJoined = true
    scene.answer(leg)
    scene.judge(leg, 'human')
  }

  check(): void {
    const { state } = this.scene
    const callbacks = [...state.callbacks.values()]
    const coming = callbacks.filter((one) => isInFlight(one) && one.state !== 'alerting')
    const needs = coming.map(({ queueId: queue }) => queue as string)
    const served = this.served(needs)
    // Who is on the line gets the longest idle agent, also one whom another queue could not spare.
    if (!this.hasJoined) expect(served).toBe(needs.length)
    for (const { id } of state.queues.values()) {
      const waits = callbacks.some((one) => one.queueId === id && one.state === 'waiting')
      if (waits) expect(this.served([...needs, id])).toBe(served)
    }
  }

  /** For how many customers of these queues there is an idle agent each. */
  private served(queues: readonly string[]): number {
    const idle = [...this.serves].filter(([name]) => this.scene.agentState(name) === 'idle')
    const taken = new Map<string, number>()
    const find = (customer: number, seen: Set<string>): boolean => {
      for (const [name, serves] of idle) {
        if (seen.has(name) || !serves.includes(queues[customer] ?? '')) continue
        seen.add(name)
        const other = taken.get(name)
        if (other !== undefined && !find(other, seen)) continue
        taken.set(name, customer)
        return true
      }
      return false
    }
    return queues.filter((_, customer) => find(customer, new Set())).length
  }
}
