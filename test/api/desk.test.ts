import { describe, expect, it } from 'vitest'
import type { Desk, Directory, ErrorBody, Live } from '../../src/api/protocol.ts'
import { agentId, presenceId, type LegId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { createBench, type Bench } from './fixture.ts'

const NUMBER = '+12025550100'

/** Alice is booked and talks with Bob, whose phone is a browser's; Carol is on queue. */
async function talking(): Promise<{ readonly bench: Bench; readonly id: string }> {
  const bench = createBench()
  const { product } = bench
  await product.submit({ kind: 'SwitchSurveyed', askedAt: product.now(), legs: [] })
  await onQueue(bench, 'bob', 1)
  const booked = await bench.app.inject({
    method: 'POST',
    url: '/v1/callbacks',
    headers: bench.as('operator'),
    payload: { number: NUMBER, customerName: 'Alice', data: { order: '4711' } },
  })
  const id = booked.json<{ id: string }>().id
  const customer = legOf(bench, 'customer')
  await product.submit({ kind: 'LegAnswered', legId: customer })
  const verdict = { kind: 'human', confidence: 0.9, atMs: 900, evidence: [] } as const
  await product.submit({ kind: 'LegJudged', legId: customer, verdict, correction: false })
  const agent = legOf(bench, 'agent')
  await product.submit({ kind: 'LegAnswered', legId: agent })
  await product.submit({ kind: 'LegsBridged', a: customer, b: agent })
  await onQueue(bench, 'carol', 2)
  return { bench, id }
}

async function onQueue({ product }: Bench, name: string, place: number): Promise<void> {
  await product.submit({
    kind: 'PhoneRegistered',
    agentId: agentId(name),
    contact: `sip:${name}@phone.invalid;transport=ws`,
    expiresAt: instant(product.now() + 3_600_000),
    presenceId: presenceId(`00000000-0000-7000-9000-0000000${place}0000`),
  })
}

function legOf({ product }: Bench, role: string): LegId {
  const leg = [...product.state.legs.values()].find((each) => each.role === role)
  if (leg === undefined) throw new Error(`no ${role} leg`)
  return leg.id
}

const post = (bench: Bench, who: string, url: string, payload: object = {}) =>
  bench.app.inject({ method: 'POST', url, headers: bench.asAgent(who), payload })

const deskOf = async (bench: Bench, who = 'bob'): Promise<Desk> =>
  (await bench.app.inject({ url: `/v1/agents/${who}/desk`, headers: bench.asAgent(who) })).json()

describe('an agent’s desk', () => {
  it('says who the customer is and why, with the number in full', async () => {
    const { bench, id } = await talking()
    const { contact, agent, phone } = await deskOf(bench)
    expect(contact).toMatchObject({
      callbackId: id,
      number: NUMBER,
      customerName: 'Alice',
      data: { order: '4711' },
      talk: 'together',
      timeZone: 'America/New_York',
    })
    expect(contact?.script).toContain('call you back')
    expect(contact?.wrapUpCodes.length).toBeGreaterThan(1)
    expect(agent).toMatchObject({ state: 'communicating', talk: 'together' })
    expect(phone).toMatchObject({ registered: true, connection: 'per-call' })
  })

  it('is for its agent alone', async () => {
    const { bench } = await talking()
    const answer = await bench.app.inject({
      url: '/v1/agents/bob/desk',
      headers: bench.asAgent('carol'),
    })
    expect(answer.statusCode).toBe(403)
  })

  it('follows hold, consultation and conference', async () => {
    const { bench } = await talking()
    const order = async (path: string, payload?: object): Promise<number> =>
      (await post(bench, 'bob', `/v1/agents/bob/${path}`, payload)).statusCode
    expect(await order('hold')).toBe(204)
    expect((await deskOf(bench)).contact?.talk).toBe('held')
    expect(await order('consult', { agentId: 'carol' })).toBe(204)
    expect((await deskOf(bench)).contact?.third).toEqual({ agentId: 'carol', state: 'ringing' })
    expect(await order('consult/complete')).toBe(409)
    expect(await order('consult/cancel')).toBe(204)
    expect(await order('resume')).toBe(204)
    expect(await order('digits', { digits: '12#' })).toBe(204)
    expect(await order('transfer', { queueId: 'support' })).toBe(204)
    expect((await deskOf(bench)).agent.state).toBe('acw')
  })

  it.each([
    ['transfer', {}, 'agentId'],
    ['transfer', { agentId: 'carol', queueId: 'support' }, 'agentId'],
    ['transfer', { number: '12' }, 'number'],
    ['consult', { colour: 'red' }, 'body'],
    ['digits', { digits: 'abc' }, 'digits'],
    ['off-queue', { reason: '' }, 'reason'],
    ['phone', { device: 'tin can' }, 'device'],
    ['reschedule', {}, 'dueAt'],
    ['reschedule', { at: { from: '2026-05-02T09:00', timeZone: 'Moon/Base' } }, 'at'],
  ])('names the field that is wrong: %s %j', async (path, payload, field) => {
    const { bench } = await talking()
    const answer = await post(bench, 'bob', `/v1/agents/bob/${path}`, payload)
    expect([answer.statusCode, answer.json<ErrorBody>().error.field]).toEqual([400, field])
  })

  it('gives a break its reason', async () => {
    const { bench } = await talking()
    await post(bench, 'carol', '/v1/agents/carol/off-queue', { reason: 'lunch' })
    expect((await deskOf(bench, 'carol')).agent).toMatchObject({
      state: 'off-queue',
      reason: 'lunch',
    })
  })

  it('tells a browser what to register with, for its own agent', async () => {
    const { bench } = await talking()
    const url = '/v1/agents/bob/phone'
    const own = await bench.app.inject({ url, headers: bench.asAgent('bob') })
    expect(own.json()).toMatchObject({
      uri: 'sip:bob@ringfirst',
      webSocketUrl: expect.stringMatching(/^ws:/),
    })
    const other = await bench.app.inject({ url, headers: bench.asAgent('sam') })
    expect(other.statusCode).toBe(403)
  })

  it('names whom one can transfer to', async () => {
    const { bench } = await talking()
    const headers = bench.asAgent('bob')
    const directory = (await bench.app.inject({ url: '/v1/directory', headers })).json<Directory>()
    expect(directory.agents.find(({ id }) => id === 'carol')).toMatchObject({ free: true })
    expect(directory.agents.some(({ id }) => id === 'sam')).toBe(false)
    expect(directory.queues).toEqual([{ id: 'support', waiting: 0 }])
  })
})

describe('the live board', () => {
  it('shows queues, agents, calls and trunks, numbers masked', async () => {
    const { bench, id } = await talking()
    const headers = bench.asAgent('sam')
    const answer = await bench.app.inject({ url: '/v1/live', headers })
    const live = answer.json<Live>()
    expect(answer.body).not.toContain(NUMBER)
    expect(live.calls).toMatchObject([{ id, talk: 'together', agentId: 'bob', watchers: [] }])
    expect(live.queues).toMatchObject([{ id: 'support', agentsOnQueue: 2, agentsIdle: 1 }])
    expect(live.queues[0]?.answered).toMatchObject({ live: 1, target: 0.03 })
    expect(live.trunks).toMatchObject([{ id: 'lab', channelsInUse: 1 }])
  })
})

describe('a supervisor', () => {
  it('watches with their own phone, and changes how', async () => {
    const { bench, id } = await talking()
    const { product } = bench
    expect(
      (await post(bench, 'sam', `/v1/callbacks/${id}/watch`, { mode: 'listen' })).statusCode,
    ).toBe(409)
    await onQueue(bench, 'sam', 3)
    const watch = (mode: string) => post(bench, 'sam', `/v1/callbacks/${id}/watch`, { mode })
    expect((await watch('listen')).statusCode).toBe(204)
    await product.submit({ kind: 'LegAnswered', legId: legOf(bench, 'supervisor') })
    expect((await watch('barge')).statusCode).toBe(204)
    const live = (
      await bench.app.inject({ url: '/v1/live', headers: bench.asAgent('sam') })
    ).json<Live>()
    expect(live.calls[0]?.watchers).toMatchObject([{ agentId: 'sam', mode: 'barge' }])
  })

  it.each([
    ['bob', 403],
    ['carol', 403],
  ])('is none: %s', async (who, statusCode) => {
    const { bench, id } = await talking()
    const answer = await post(bench, who, `/v1/callbacks/${id}/watch`, { mode: 'listen' })
    expect(answer.statusCode).toBe(statusCode)
  })
})
