import { isOnQueue, serves } from './state/agent.ts'
import { assert, present } from './assert.ts'
import { mayServe } from './dispatch/choice.ts'
import { isInFlight, type Callback } from './state/callback.ts'
import { qualifies } from './state/lane.ts'
import { byRank, inOrder, type Line } from './state/line.ts'
import { laneOf } from './queue/idle.ts'
import type { Queue } from './state/queue.ts'
import { reservedAgent, queueOf, type State } from './state/state.ts'
import type { Turn } from './state/turn.ts'

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
        const callback = present(leg.callback, 'a dial has its callback')
        assert(callback.course.customerLeg === effect.legId, 'one live leg a customer')
        const isDialled = callback.state === 'dialling' || callback.state === 'calling'
        assert(isDialled, 'who is dialled is in state dialling, or calling with the agent on')
        assert(state.switchUp && !state.paused, 'nobody is dialled while the switch is lost')
        break
      }
      case 'BridgeLegs': {
        // A survey tells many ends in one step: either leg may be gone, or free, by now.
        const [a, b] = [state.legs.get(effect.a)?.callback, state.legs.get(effect.b)?.callback]
        assert(a === undefined || b === undefined || a === b, 'joined legs are of one call')
        break
      }
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
  const counts = new Map<string, Counts>()
  for (const callback of state.callbacks.values()) {
    checkCallback(state, callback)
    count(state, counts, callback)
  }
  for (const queue of state.queues.values()) {
    const of = counts.get(queue.id) ?? noCounts()
    assert(queue.inFlight === of.inFlight, 'in flight is counted right')
    assert(queue.alerting === of.alerting, 'alerting is counted right')
    assert(queue.waiting === of.waiting, 'everyone who waits is counted')
    assert(queue.live.size === of.live, 'live customers are all in the live line')
    assert(queue.schedule.line.size === of.scheduled, 'the scheduled are all on the schedule')
    checkQueue(state, queue)
    assert(queue.outlook.ringingCount === of.ringing, 'who rings is counted right')
  }
  checkOutlooks(state)
  checkTeams(state)
  checkAgents(state)
  checkTrunks(state)
}

interface Counts {
  inFlight: number
  alerting: number
  waiting: number
  live: number
  scheduled: number
  ringing: number
}

function noCounts(): Counts {
  return { inFlight: 0, alerting: 0, waiting: 0, live: 0, scheduled: 0, ringing: 0 }
}

function count(state: State, counts: Map<string, Counts>, callback: Callback): void {
  const of = counts.get(callback.queueId) ?? noCounts()
  counts.set(callback.queueId, of)
  if (isInFlight(callback)) of.inFlight++
  if (isInFlight(callback) && callback.state === 'alerting') of.alerting++
  if (callback.state === 'awaiting-agent') of.live++
  if (callback.state === 'scheduled') of.scheduled++
  if (callback.state === 'dialling' && reservedAgent(state, callback) === undefined) of.ringing++
  const stands = callback.state === 'waiting' || callback.state === 'queued'
  if (stands && callback.ownerId === undefined) of.waiting++
}

function checkQueueCounts(queue: Queue): void {
  assert(queue.inFlight >= 0 && queue.alerting >= 0, 'counts are not negative')
  assert(queue.reserved >= 0, 'reservations are not negative')
  assert(
    queue.alerting + queue.reserved <= queue.inFlight,
    'who alerts or is reserved for is in flight',
  )
  assert(queue.loggedIn >= queue.plain.idle.size, 'the idle are logged in')
}

function checkQueue(state: State, queue: Queue): void {
  checkQueueCounts(queue)
  let inLine = queue.preferring.size
  for (const lane of queue.lanes.values()) {
    checkOrder(lane.line)
    inLine += lane.line.size
    for (const { agentId } of inOrder(lane.idle)) {
      const agent = present(state.agents.get(agentId), 'who idles exists')
      const may = agent.state === 'idle' && !agent.leaving && serves(agent, queue.id)
      assert(
        may && qualifies(state.organisation, agent, lane),
        'who idles in a lane qualifies for it',
      )
    }
  }
  assert(inLine === queue.waiting, 'the lanes hold everyone who waits')
  for (const callback of inOrder(queue.live)) checkLive(state, queue, callback)
  const loggedIn = [...state.agents.values()].filter(
    (agent) => isOnQueue(agent) && serves(agent, queue.id),
  )
  assert(queue.loggedIn === loggedIn.length, 'agents logged in are counted right')
}

/** What queues expect of their agents is what these are. */
function checkOutlooks(state: State): void {
  for (const { id, outlook } of state.queues.values()) {
    const prospects = [...state.agents.values()]
      .filter((agent) => serves(agent, id))
      .map(({ prospect }) => prospect)
    const taken = prospects.filter((prospect) => prospect === 'taken').length
    const inAcw = prospects.filter((prospect) => typeof prospect === 'number').length
    assert(outlook.agentsTaken === taken, 'agents who are taken are counted right')
    assert(outlook.agentsInTimedAcw === inAcw, 'agents in timed ACW are counted right')
  }
  for (const agent of state.agents.values()) {
    const isTaken = ['reserved', 'alerting', 'communicating', 'acw'].includes(agent.state)
    const isExpected = isTaken && !agent.leaving && agent.contact !== undefined
    assert((agent.prospect !== undefined) === isExpected, 'who will be back is expected')
  }
}

/** Teams are those who serve several queues, with the idle and the logged in counted right. */
function checkTeams(state: State): void {
  for (const team of new Set(state.teams.values())) {
    const plain = present(team.queues[0], 'a team serves a queue').plain
    const members = [...state.agents.values()].filter(({ id }) => state.teams.get(id) === team)
    const idle = members.filter(
      (agent) => agent.idleTurn !== undefined && qualifies(state.organisation, agent, plain),
    )
    assert(team.idle === idle.length, 'the idle of a team are counted right')
    assert(team.loggedIn === members.filter(isOnQueue).length, 'so are the logged in')
  }
}

/** Nobody waits live while an agent idles who may take them. */
function checkLive(state: State, queue: Queue, callback: Callback): void {
  const lane = laneOf(state, queue, callback)
  for (const agent of state.agents.values()) {
    if (agent.idleTurn === undefined || !serves(agent, queue.id)) continue
    const may = mayServe(state, agent, lane, callback)
    assert(!may, 'nobody waits live while an agent idles who may serve them')
  }
}

function checkOrder(line: Line<Callback>): void {
  let last: Callback | undefined
  for (const callback of inOrder(line)) {
    assert(last === undefined || byRank(last, callback) < 0, 'the line is in order')
    last = callback
  }
}

function checkCallback(state: State, callback: Callback): void {
  assert(callback.state !== 'closed', 'closed callbacks have left the state')
  if (callback.course.disposition === undefined && callback.medium === 'callback') {
    const open = queueOf(state, callback).open.get(callback.customer)
    assert(open === callback.id, 'one open callback a number and queue')
  }
  for (const legId of [callback.course.customerLeg, callback.course.agentLeg]) {
    if (legId === undefined) continue
    assert(state.legs.get(legId)?.callback === callback, "a callback's legs are there and its own")
  }
  const onTheLine = [
    'queued',
    'calling',
    'dialling',
    'listening',
    'awaiting-agent',
    'alerting',
    'talking',
    'in-flow',
  ]
  if (onTheLine.includes(callback.state)) {
    assert(
      callback.course.customerLeg !== undefined,
      `a callback that is ${callback.state} has a leg`,
    )
  }
}

function checkAgents(state: State): void {
  for (const agent of state.agents.values()) {
    const busy = ['reserved', 'alerting', 'communicating', 'acw'].includes(agent.state)
    assert(
      busy === (agent.callbackId !== undefined),
      'a busy agent has an interaction, another none',
    )
    if (agent.callbackId !== undefined) {
      const callback = state.callbacks.get(agent.callbackId)
      assert(callback !== undefined, 'an agent works on an interaction that is open')
    }
    if (agent.idleTurn !== undefined) {
      assert(agent.state === 'idle' && agent.contact !== undefined, 'an idle agent has a phone')
    }
    for (const { callbackId } of agent.held) {
      const held = state.callbacks.get(callbackId)
      assert(held?.course.agentId === agent.id, 'what an agent holds is open and theirs')
    }
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
