import { assert, present } from '../assert.ts'
import { beginAttempt, trunkForAttempt, type TrunkChoice } from './attempt.ts'
import type { Agent } from '../state/agent.ts'
import type { Callback } from '../state/callback.ts'
import { clearanceOf, holdBack, barrier } from '../queue/clearance.ts'
import { connectNext } from './connect.ts'
import { hasOutlived } from '../callback/schedule.ts'
import type { DecisionRule, DecisionTrigger, Answered } from '../state/decision.ts'
import type { Lane } from '../state/lane.ts'
import { decide } from '../state/ledger.ts'
import { LIMITS } from '../limits.ts'
import { byRank, firstInLine } from '../state/line.ts'
import { chooseAgent } from './choice.ts'
import { offerNext } from './offer.ts'
import { takeInNews } from '../state/learning.ts'
import { slotOf } from '../state/outlook.ts'
import { pace, type PacingAnswer } from '../pacing/pacing.ts'
import { autoAllows } from '../pacing/auto.ts'
import { spokenFor, spokenForIn } from '../pacing/sharing.ts'
import { preferredOf } from '../queue/preference.ts'
import { mustYield } from '../queue/team.ts'
import { agentsPromised, callsAhead, isOffered, type Queue } from '../state/queue.ts'
import { reserve } from './reservation.ts'
import { trunksFor } from '../state/site.ts'
import { siteOf } from '../state/state.ts'
import { lookAtOwner, startTimer, type Moment, type Turn } from '../state/turn.ts'

/** Refusals that end when an agent is idle whom nobody needs. */
const WAITS_FOR_AGENTS: ReadonlySet<DecisionRule> = new Set<DecisionRule>([
  'pacing-idle',
  'pacing-auto',
  'pacing-shared',
])

/**
 * Looks at a queue: whoever is first in its one order is connected, offered or dialled, while the
 * rules let it. Each of these is recorded, and each refusal that ends the look for a lane, with
 * the rule and the numbers. The trigger after a dial is that dial.
 */
export function look(turn: Turn, queue: Queue, trigger: DecisionTrigger): void {
  queue.blocked = false
  turn.state.agentless.delete(queue.id)
  if (queue.settings.pacing.policy === 'auto') takeInNews(queue.learning, slotOf(turn.now))
  if (queue.blockedOwners.size > 0) releaseOwners(turn, queue)
  let because = trigger
  let stuck: Lane[] | undefined
  for (let served = 0; ; served++) {
    assert(served <= LIMITS.waitingPerQueue, 'a look ends')
    const lane = nextLane(queue, stuck)
    if (lane === undefined) {
      if (served === 0)
        decide(turn, queue, { trigger: because, rule: 'nobody-waiting', numbers: {} })
      return
    }
    const answered = serveNext(turn, queue, lane, because)
    if (answered === 'served') because = 'callback-dispatched'
    else if (answered !== 'gone') {
      if (queue.lanes.size === 1) return
      stuck = stuck === undefined ? [lane] : [...stuck, lane]
    }
  }
}

/** What held back the callbacks of owners may have lifted: each of them is looked at. */
function releaseOwners(turn: Turn, queue: Queue): void {
  for (const owner of queue.blockedOwners) lookAtOwner(turn, owner)
  queue.blockedOwners.clear()
}

/** The lane whose first goes before the first of every other; undefined where none is left to try. */
function nextLane(queue: Queue, stuck: readonly Lane[] | undefined): Lane | undefined {
  let best: Lane | undefined
  let bestFirst: Callback | undefined
  for (const lane of queue.lanes.values()) {
    const first = firstInLine(lane.line)
    if (first === undefined || stuck?.some((one) => standsBehind(lane, one)) === true) continue
    if (bestFirst !== undefined && byRank(first, bestFirst) > 0) continue
    best = lane
    bestFirst = first
  }
  return best
}

/**
 * How many of a skilled lane's idle agents are spoken for: by customers in flight who need at least
 * its skills, and by those who need fewer and for whom there are not enough others. Pure.
 */
function promisedOf(queue: Queue, lane: Lane): number {
  let promised = 0
  for (const other of queue.lanes.values()) {
    if (other.promised === 0) continue
    if (needsAll(other, lane.skills)) promised += other.promised
    else if (needsAll(lane, other.skills)) {
      promised += Math.max(0, other.promised - (other.idle.size - lane.idle.size))
    }
  }
  return promised
}

function needsAll({ skills }: Lane, of: readonly string[]): boolean {
  return of.every((skill) => skills.includes(skill))
}

/** Whether every agent who could serve a lane could serve the other, whose first has had a no. Pure. */
function standsBehind(lane: Lane, other: Lane): boolean {
  if (lane === other) return true
  const isSame = lane.medium === other.medium && lane.campaignId === other.campaignId
  return isSame && needsAll(lane, other.skills)
}

function serveNext(turn: Turn, queue: Queue, lane: Lane, trigger: DecisionTrigger): Answered {
  const callback = present(firstInLine(lane.line), 'a lane that is tried has someone in it')
  if (lane.medium === 'call') return connectNext(turn, queue, lane, callback, trigger)
  if (isOffered(queue, callback)) {
    return offerNext(turn, queue, lane, callback, trigger)
  }
  if (queue.settings.reserveAgent !== true) {
    if (lane === queue.plain) return dialNext(turn, queue, callback, trigger)
    const spoken = spokenForIn(turn.state, queue, lane)
    const promised = promisedOf(queue, lane) + spoken
    if (lane.idle.size > promised) return dialNext(turn, queue, callback, trigger)
    if (spoken > 0) turn.state.agentless.add(queue.id)
    const numbers = { agentsIdle: lane.idle.size, promised }
    return refuse(turn, queue, trigger, 'no-skilled-agent', numbers, callback)
  }
  return dialReserving(turn, queue, lane, callback, trigger)
}

/** One callback is dialled with an idle agent kept free for it, whom no other queue needs. */
function dialReserving(
  turn: Turn,
  queue: Queue,
  lane: Lane,
  callback: Callback,
  trigger: DecisionTrigger,
): Answered {
  const agentsSpokenFor = spokenForIn(turn.state, queue, lane)
  if (agentsSpokenFor > 0 && lane.idle.size <= agentsSpokenFor) {
    turn.state.agentless.add(queue.id)
    const numbers = { agentsLoggedIn: queue.loggedIn, agentsIdle: lane.idle.size, agentsSpokenFor }
    return refuse(turn, queue, trigger, 'pacing-idle', numbers, callback)
  }
  const agent = preferredOf(turn, queue, lane, callback) ?? chooseAgent(turn.state, lane, callback)
  if (agent !== undefined) return dialNext(turn, queue, callback, trigger, agent)
  const numbers = { agentsLoggedIn: queue.loggedIn, agentsIdle: 0, reserved: queue.reserved }
  return refuse(turn, queue, trigger, 'pacing-idle', numbers, callback)
}

/**
 * One callback is dialled, if the rules that hold for everyone let it: the switch, its own
 * clearance, the pacing, a trunk with room. With an agent given, that one is kept free for it.
 */
export function dialNext(
  turn: Turn,
  queue: Queue,
  callback: Callback,
  trigger: DecisionTrigger,
  agent?: Agent,
): Answered {
  const barred = barrier(turn, queue)
  if (barred !== undefined) return refuse(turn, queue, trigger, barred, {}, callback)
  if (hasOutlived(turn, queue, callback)) return 'gone'
  const clearance = clearanceOf(turn, queue, callback)
  if (clearance !== undefined) {
    refuse(turn, queue, trigger, clearance.rule, clearance.numbers, callback)
    holdBack(turn, callback, clearance)
    return 'gone'
  }
  const choice = trunkForAttempt(turn, queue, callback.customer, [])
  const answer = paced(turn, queue, callback, choice, agent)
  if (!answer.allowed) {
    if (queue.teams.length > 0 && WAITS_FOR_AGENTS.has(answer.rule))
      turn.state.agentless.add(queue.id)
    refuse(turn, queue, trigger, answer.rule, answer.numbers, callback)
    return agent === undefined ? 'no' : 'later'
  }
  if ('trunk' in choice) {
    decide(turn, queue, { trigger, rule: 'dialled', numbers: answer.numbers, callback, agent })
    beginAttempt(turn, queue, callback, choice.trunk)
    if (agent !== undefined) reserve(turn, callback, agent)
    return 'served'
  }
  queue.blocked = true
  if (choice.at !== undefined) startTimer(turn, 'trunk-rate', '', choice.at)
  refuse(turn, queue, trigger, choice.rule, { ...answer.numbers, ...choice.numbers }, callback)
  return 'later'
}

/**
 * What pacing says of a callback. It sees calls that wait before it as customers in flight: they
 * come first. `auto` reckons with the trunk that is chosen, or the site's first where none has
 * room. Pure.
 */
export function paced(
  turn: Moment,
  queue: Queue,
  callback: Callback,
  choice: TrunkChoice,
  agent?: Agent,
): PacingAnswer {
  const { pacing, reserveAgent } = queue.settings
  const withAgent = agent !== undefined
  const policy = withAgent || reserveAgent === true ? 'cap' : pacing.policy
  const ahead = withAgent ? 0 : callsAhead(queue, callback)
  const agentsIdle = queue.plain.idle.size
  const agentsSpokenFor = withAgent ? 0 : spokenFor(queue)
  const answer = pace({
    policy,
    modifier: pacing.modifier,
    agentsLoggedIn: queue.loggedIn,
    agentsIdle,
    agentsSpokenFor,
    inFlight: queue.inFlight + ahead,
    alerting: queue.alerting + queue.reserved,
  })
  const onTheirWay = agentsPromised(queue) + ahead
  if (
    answer.allowed &&
    !withAgent &&
    onTheirWay >= agentsIdle - agentsSpokenFor &&
    mustYield(turn.state, queue, callback)
  ) {
    return { ...answer, allowed: false, rule: 'pacing-shared' }
  }
  if (policy !== 'auto' || !answer.allowed) return answer
  const site = siteOf(turn.state, queue)
  const trunkId = 'trunk' in choice ? choice.trunk.id : trunksFor(site, callback.customer)[0]
  if (trunkId === undefined) return answer
  const { numbers } = answer
  const allowed = autoAllows(queue, trunkId, ahead, turn.now, numbers)
  return { allowed, rule: allowed ? 'dialled' : 'pacing-auto', numbers }
}

function refuse(
  turn: Turn,
  queue: Queue,
  trigger: DecisionTrigger,
  rule: DecisionRule,
  numbers: Readonly<Record<string, number>>,
  callback: Callback,
): 'no' | 'later' {
  decide(turn, queue, { trigger, rule, numbers, callback })
  return rule === 'switch-lost' || rule === 'draining' || rule === 'queue-closed' ? 'later' : 'no'
}
