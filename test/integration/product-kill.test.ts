/**
 * Proves what is promised across a kill -9 at any moment of a call: started again on the same data
 * folder, the product has lost no booking, has dialled no attempt twice (a carrier outside of it
 * counts the INVITEs), has settled the attempt that was cut as interrupted with its reason, and
 * its agent takes the next call.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { CallbackResource } from '../../src/api/protocol/callback.ts'
import { eventually } from '../support/eventually.ts'
import { ProductScene } from '../support/product-scene.ts'
import { buildProduct } from '../support/product.ts'
import { valueOf } from '../support/sip-text.ts'

/** How far a call has come when the process is killed. */
const MOMENTS = [
  'dialling',
  'ringing',
  'answered',
  'judged',
  'agent-alerting',
  'joined',
  'talking',
  'wrapping',
] as const
type Moment = (typeof MOMENTS)[number]

/** A customer whom nobody heard was cut off; one who was joined had their talk. */
const ENDS: Readonly<Record<Moment, readonly [disposition: string, cause: string]>> = {
  dialling: ['interrupted', 'interrupted'],
  ringing: ['interrupted', 'interrupted'],
  answered: ['interrupted', 'interrupted'],
  judged: ['interrupted', 'interrupted'],
  'agent-alerting': ['interrupted', 'interrupted'],
  joined: ['connected', 'interrupted'],
  talking: ['connected', 'interrupted'],
  wrapping: ['connected', 'normal'],
}

describe('kill -9 and a new start', () => {
  let scene: ProductScene

  beforeAll(async () => {
    buildProduct()
    scene = await ProductScene.open({ acw: { mode: 'mandatory-timed', timeout: '2 s' } })
    await scene.start()
    await scene.registerBob()
  })
  afterAll(() => scene.close())

  /** Leads a call to a moment. */
  async function lead(number: string, to: Moment): Promise<string> {
    const { product } = scene
    const bobsCalls = scene.phone.calls.length
    const id = await product.book(number)
    const customer = await scene.customer(number)
    if (to === 'dialling') return id
    customer.ring()
    await product.sees(id, 'ringing')
    if (to === 'ringing') return id
    if (to === 'answered') {
      customer.answer()
      await product.sees(id, 'answered')
      return id
    }
    await scene.sayHello(customer)
    expect(await product.sees(id, 'judged')).toMatchObject({ verdict: { kind: 'human' } })
    if (to === 'judged') return id
    const bob = await scene.bobsCall(bobsCalls)
    bob.ring()
    await product.sees(id, 'agent-alerting')
    if (to === 'agent-alerting') return id
    bob.answer()
    await product.sees(id, 'joined')
    if (to === 'joined') return id
    await eventually(() => bob.audio.packets > 50)
    if (to === 'talking') return id
    customer.hangUp()
    await eventually(async () => (await product.agent('bob')).state === 'acw')
    return id
  }

  async function killAndStart(): Promise<void> {
    await scene.product.kill()
    await scene.start()
    await scene.registerBob()
  }

  async function bobIsIdle(): Promise<void> {
    await eventually(async () => (await scene.product.agent('bob')).state === 'idle', 5_000)
  }

  /** The legs on record and the calls at the carrier are the same, one for one. */
  function dialledOnce(callback: CallbackResource): void {
    const ordered = callback.attempts.flatMap(({ legs }) => legs.map(({ legId }) => legId))
    expect(ordered).toHaveLength(1)
    const invites = scene
      .callsTo(callback.number)
      .flatMap(({ received }) => received.filter(({ method }) => method === 'INVITE'))
    expect(new Set(invites.map((invite) => valueOf(invite, 'call-id')))).toEqual(new Set(ordered))
    expect(new Set(invites.map((invite) => valueOf(invite, 'via'))).size).toBe(1)
  }

  it.each(MOMENTS.map((moment, index) => [moment, `+1202555071${index}`] as const))(
    'of a call that is %s',
    async (moment, number) => {
      await bobIsIdle()
      const id = await lead(number, moment)
      await killAndStart()
      const callback = await scene.product.sees(id, 'closed', 10_000)
      const [disposition, cause] = ENDS[moment]
      expect(callback).toMatchObject({ disposition, cause, state: 'closed' })
      dialledOnce(callback)
      if (cause === 'interrupted') {
        const reasons = callback.timeline.filter(({ event }) => event === 'leg-released')
        expect(reasons[0]?.detail).toMatchObject({
          role: 'customer',
          cause: 'interrupted',
          detail: 'not on the switch when it was asked',
        })
      }
      await bobIsIdle()
      expect((await scene.product.board()).calls).toEqual([])
    },
  )

  it('of a booking that has not been dialled', async () => {
    await scene.product.ask('POST', '/v1/agents/bob/off-queue')
    const id = await scene.product.book('+12025550720')
    await scene.product.kill()
    await scene.start()
    expect(await scene.product.callback(id)).toMatchObject({ state: 'waiting', position: 1 })
    expect(scene.callsTo('+12025550720')).toEqual([])
    await scene.registerBob()
    const customer = await scene.customer('+12025550720')
    customer.respond(486)
    const callback = await scene.product.sees(id, 'closed')
    expect(callback).toMatchObject({ disposition: 'busy' })
    dialledOnce(callback)
    await bobIsIdle()
  })

  it('in the middle of a batch of bookings', async () => {
    const { product } = scene
    await product.ask('POST', '/v1/agents/bob/off-queue')
    const acknowledged: string[] = []
    let asked = 0
    const bookUntilRefused = async (): Promise<void> => {
      for (;;) {
        const number = `+1202555${1_000 + asked++}`
        const id = await product.book(number).catch(() => undefined)
        if (id === undefined) return
        acknowledged.push(id)
      }
    }
    const senders = Array.from({ length: 20 }, bookUntilRefused)
    await eventually(() => acknowledged.length >= 100)
    await product.kill()
    await Promise.all(senders)
    await scene.start()
    for (const id of acknowledged) {
      expect(await scene.product.callback(id)).toMatchObject({ id, state: 'waiting' })
    }
    const { queues } = await scene.product.board()
    expect(queues[0]?.waiting).toBeGreaterThanOrEqual(acknowledged.length)
    process.stdout.write(`killed after ${acknowledged.length} of ${asked}: all are there\n`)
  })

  it('dials a callback whose attempt was cut no second time', () => {
    for (const call of scene.carrier.calls) {
      const branches = call.received.filter(({ method }) => method === 'INVITE')
      expect(new Set(branches.map((invite) => valueOf(invite, 'via'))).size).toBe(1)
    }
  })
})
