import { isOnQueue } from './agent.ts'
import { assert, present } from './assert.ts'
import { IN_FLIGHT, type Callback } from './callback.ts'
import { inOrder } from './line.ts'
import type { Queue } from './queue.ts'
import { queueOf, type State } from './state.ts'
import type { Turn } from './turn.ts'

/**
 * What must hold after every step, checked on the parts that the step has touched: its cost does
 * not grow with how many wait. On in production.
 */
export function checkTurn(turn: Turn): void {
  const { state } = turn
  for (const effect of turn.effects) {
    switch (effect.kind) {
      case 'DialCustomer': {
        const leg = present(state.legs.get(effect.legId), 'a dial has its leg')
        const callback = present(
          leg.callbackId === undefined ? undefined : state.callbacks.get(leg.callbackId),
          'a dial has its callback',
        )
        assert(callback.customerLeg === effect.legId, 'one live leg a customer')
        assert(callback.state === 'dialling', 'who is dialled is in state dialling')
        assert(state.switchUp && !state.paused, 'nobody is dialled while the switch is lost')
        break
      }
      case 'BridgeLegs': {
        const [a, b] = [state.legs.get(effect.a), state.legs.get(effect.b)]
        assert(
          a?.callbackId !== undefined && a.callbackId === b?.callbackId,
          'joined legs are of one call',
        )
        break
      }
      case 'StartTimer':
        assert(
          state.timers.get(effect.timer) !== undefined || wasCancelled(turn, effect.timer),
          'timers are known',
        )
        break
      default:
        break
    }
  }
  for (const { queueId } of turn.looks) {
    const queue = state.queues.get(queueId)
    if (queue !== undefined) checkQueueCounts(queue)
  }
}

/** Everything that must hold of the whole state: for tests and the simulator. Cost grows with it. */
export function checkState(state: State): void {
  const counts = new Map<
    string,
    { inFlight: number; alerting: number; waiting: number; live: number }
  >()
  for (const callback of state.callbacks.values()) {
    checkCallback(state, callback)
    const of = counts.get(callback.queueId) ?? { inFlight: 0, alerting: 0, waiting: 0, live: 0 }
    if (IN_FLIGHT.has(callback.state)) of.inFlight++
    if (callback.state === 'alerting') of.alerting++
    if (callback.state === 'waiting') of.waiting++
    if (callback.state === 'awaiting-agent') of.live++
    counts.set(callback.queueId, of)
  }
  for (const queue of state.queues.values()) {
    const of = counts.get(queue.id) ?? { inFlight: 0, alerting: 0, waiting: 0, live: 0 }
    assert(queue.inFlight === of.inFlight, 'in flight is counted right')
    assert(queue.alerting === of.alerting, 'alerting is counted right')
    assert(queue.line.size === of.waiting, 'the line holds everyone who waits')
    assert(queue.live.size === of.live, 'live customers are all in the live line')
    checkQueue(state, queue)
  }
  checkAgents(state)
  checkTrunks(state)
}

function checkQueueCounts(queue: Queue): void {
  assert(queue.inFlight >= 0 && queue.alerting >= 0, 'counts are not negative')
  assert(queue.alerting <= queue.inFlight, 'who alerts is in flight')
  assert(queue.loggedIn >= queue.idle.size, 'the idle are logged in')
  assert(queue.live.size === 0 || queue.idle.size === 0, 'nobody waits live while an agent idles')
}

function checkQueue(state: State, queue: Queue): void {
  checkQueueCounts(queue)
  let last: Callback | undefined
  for (const callback of inOrder(queue.line)) {
    const ordered =
      last === undefined ||
      last.priority > callback.priority ||
      (last.priority === callback.priority &&
        (last.rankedAt < callback.rankedAt ||
          (last.rankedAt === callback.rankedAt && last.number < callback.number)))
    assert(ordered, 'the line is in order')
    last = callback
  }
  const loggedIn = [...state.agents.values()].filter(
    (agent) => isOnQueue(agent) && agent.settings.queues.includes(queue.id),
  )
  assert(queue.loggedIn === loggedIn.length, 'agents logged in are counted right')
}

function checkCallback(state: State, callback: Callback): void {
  assert(callback.state !== 'closed', 'closed callbacks have left the state')
  if (callback.disposition === undefined) {
    const open = queueOf(state, callback).open.get(callback.customer)
    assert(open === callback.id, 'one open callback a number and queue')
  }
  for (const legId of [callback.customerLeg, callback.agentLeg]) {
    if (legId === undefined) continue
    assert(
      state.legs.get(legId)?.callbackId === callback.id,
      "a callback's legs are there and its own",
    )
  }
  const onTheLine = ['dialling', 'listening', 'awaiting-agent', 'alerting', 'talking', 'in-flow']
  if (onTheLine.includes(callback.state)) {
    assert(callback.customerLeg !== undefined, `a callback that is ${callback.state} has a leg`)
  }
}

function checkAgents(state: State): void {
  for (const agent of state.agents.values()) {
    const busy =
      agent.state === 'alerting' || agent.state === 'communicating' || agent.state === 'acw'
    assert(
      busy === (agent.callbackId !== undefined),
      'a busy agent has an interaction, another none',
    )
    if (agent.callbackId !== undefined) {
      const callback = state.callbacks.get(agent.callbackId)
      assert(callback !== undefined, 'an agent works on an interaction that is open')
    }
    if (agent.state === 'idle') assert(agent.contact !== undefined, 'an idle agent has a phone')
  }
}

function checkTrunks(state: State): void {
  const inUse = new Map<string, number>()
  for (const leg of state.legs.values()) {
    if (leg.trunkId !== undefined) inUse.set(leg.trunkId, (inUse.get(leg.trunkId) ?? 0) + 1)
  }
  for (const trunk of state.trunks.values()) {
    assert(trunk.channelsInUse === (inUse.get(trunk.id) ?? 0), 'trunk channels are counted right')
  }
}

function wasCancelled(turn: Turn, timer: string): boolean {
  return turn.effects.some((effect) => effect.kind === 'CancelTimer' && effect.timer === timer)
}
