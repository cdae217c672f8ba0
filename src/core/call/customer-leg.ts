import { countEnd, noteVerdict } from '../callback/abandonment.ts'
import { attemptFailed, customerReady } from '../dispatch/agent-first.ts'
import { callerAnswered, stopAlerting } from '../dispatch/alerting.ts'
import { attemptOf, communicationOf, continueAttempt } from '../dispatch/attempt.ts'
import type { Callback } from '../state/callback.ts'
import {
  dispositionOfRelease,
  dispositionOfVerdict,
  ENDS_BEFORE_ANSWER,
} from '../state/disposition.ts'
import type { LegJudged, LegReleased } from '../state/events.ts'
import { flowAnswered, transferMachine } from '../flow/flow.ts'
import { leaveFlow } from '../flow/halt.ts'
import { keepPromise } from '../flow/promise.ts'
import type { Leg } from '../state/leg.ts'
import { LIMITS } from '../limits.ts'
import { MINUTE_MS, later } from '../time.ts'
import type { Cause } from '../state/outcome.ts'
import { moveInQueue } from '../queue/place.ts'
import { recordFrom } from './recording.ts'
import { disarmCall, settle } from '../callback/settle.ts'
import { queueOf } from '../state/state.ts'
import { endConversation, endTalk } from './talk.ts'
import { note, type Turn } from '../state/turn.ts'
import { announce, awaitAgent, beginWait, isAnnouncementDue, playComfort } from './waiting.ts'
import { begun } from '../state/course.ts'

const REDIAL_AFTER_MS = 2 * MINUTE_MS

/** The customer's phone was answered, by whom is not known yet. */
export function customerAnswered(turn: Turn, leg: Leg, callback: Callback): void {
  begun(callback).answeredAt = turn.now
  if (callback.medium === 'callback') attemptOf(callback).answeredAt = turn.now
  const communication = communicationOf(callback, leg.id)
  if (communication !== undefined) communication.answeredAt = turn.now
  note(turn, callback, 'answered', undefined, leg.id)
  recordFrom(turn, callback, 'answer')
  if (callback.medium === 'call') {
    if (!callerAnswered(turn, callback)) flowAnswered(turn, callback)
    return
  }
  if (callback.state === 'calling') return customerReady(turn, callback)
  if (callback.state !== 'dialling') return
  moveInQueue(turn, callback, 'listening')
  beginWait(turn, callback)
}

/** Analysis has concluded something about the customer's leg, or corrected itself. */
export function customerJudged(turn: Turn, callback: Callback, event: LegJudged): void {
  const { verdict } = event
  if (callback.medium === 'call' || callback.state === 'talking') return
  if (callback.course.disposition !== undefined || callback.state === 'ending') return
  const { kind, confidence, atMs } = verdict
  const what = verdict.machine ?? verdict.tone
  note(
    turn,
    callback,
    'judged',
    {
      verdict: kind,
      kind: what,
      confidence,
      atMs,
      correction: event.correction,
    },
    event.legId,
  )
  if (callback.state === 'calling') return
  if (callback.course.answeredAt === undefined) return judgedBeforeAnswer(turn, callback, event)
  begun(callback).verdict = verdict
  noteVerdict(callback, verdict)
  if (kind === 'human') return personAnswered(turn, callback)
  if (callback.state === 'alerting') {
    stopAlerting(turn, callback)
    begun(callback).agentId = undefined
    moveInQueue(turn, callback, 'awaiting-agent')
  }
  if (kind === 'machine') {
    if (callback.state === 'listening' || callback.state === 'awaiting-agent')
      transferMachine(turn, callback)
    return
  }
  settle(turn, callback, dispositionOfVerdict(kind), 'released')
}

/** The customer's leg is over. */
export function customerReleased(
  turn: Turn,
  leg: Leg,
  callback: Callback,
  event: LegReleased,
): void {
  const isPromised = callback.course.flow?.promise !== undefined
  recordRelease(turn, leg, callback, event)
  keepPromise(turn, callback)
  countEnd(turn, callback)
  begun(callback).customerLeg = undefined
  if (callback.state === 'dialling' || callback.state === 'calling') {
    const networkFailed = event.cause === 'network-failure' || event.cause === 'refused'
    // A leg that we gave up has nothing left to try, whatever its network says meanwhile.
    if (
      networkFailed &&
      !leg.releasing &&
      continueAttempt(turn, queueOf(turn.state, callback), callback)
    )
      return
  }
  endAttempt(turn, callback)
  if (callback.state === 'calling') return attemptFailed(turn, callback, event)
  if (callback.state === 'talking') return endTalk(turn, callback, event.cause, 'customer')
  stopAlerting(turn, callback)
  if (callback.state === 'farewell') return farewellOver(turn, callback)
  if (callback.state === 'ending' || callback.state === 'wrapping') return
  if (callback.course.disposition !== undefined) return passedOnGone(turn, callback, event.cause)
  endConversation(turn, callback)
  if (callback.medium === 'call') callReleased(turn, callback, event, isPromised)
  else unmetReleased(turn, callback, event)
}

/** Gone before anybody had them; a person who is still in a flow has been told that nobody comes. */
function unmetReleased(turn: Turn, callback: Callback, { cause }: LegReleased): void {
  const wasTold = callback.state === 'in-flow' && callback.course.verdict?.kind === 'human'
  const disposition = dispositionOfRelease(callback.state, cause, callback.course.verdict?.kind)
  settle(turn, callback, wasTold ? 'abandoned' : disposition, cause)
}

function endAttempt(turn: Turn, callback: Callback): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt !== undefined) attempt.endedAt = turn.now
}

/** A caller is gone: with a callback promised, or as people are who have waited enough. */
function callReleased(turn: Turn, call: Callback, event: LegReleased, isPromised: boolean): void {
  const disposition = dispositionOfRelease(call.state, event.cause, 'human')
  settle(turn, call, isPromised ? 'callback-booked' : disposition, event.cause)
}

/** A customer who had been passed on is gone: how it ended is known since the first agent. */
function passedOnGone(turn: Turn, callback: Callback, cause: Cause): void {
  begun(callback).cause = cause
  endConversation(turn, callback)
  moveInQueue(turn, callback, 'ending')
}

/** Before the answer only what the network itself plays decides anything. */
function judgedBeforeAnswer(turn: Turn, callback: Callback, event: LegJudged): void {
  if (!ENDS_BEFORE_ANSWER.has(event.verdict.kind)) return
  begun(callback).verdict = event.verdict
  settle(turn, callback, dispositionOfVerdict(event.verdict.kind), 'released')
}

function personAnswered(turn: Turn, callback: Callback): void {
  if (callback.state === 'in-flow') {
    leaveFlow(turn, callback)
    playComfort(turn, callback)
  } else if (callback.state !== 'listening') return
  awaitAgent(turn, callback)
  if (isAnnouncementDue(turn, callback)) announce(turn, callback)
}

function recordRelease(turn: Turn, leg: Leg, callback: Callback, event: LegReleased): void {
  const attempt = callback.course.attempts.at(-1)
  if (attempt !== undefined) {
    attempt.cause = event.cause
    attempt.sipStatus = event.sipStatus
    attempt.q850 = event.q850
  }
  const communication = communicationOf(callback, leg.id)
  if (communication !== undefined) {
    communication.endedAt = turn.now
    communication.cause = event.cause
  }
  note(
    turn,
    callback,
    'leg-released',
    {
      role: 'customer',
      cause: event.cause,
      by: event.by,
      sipStatus: event.sipStatus,
      q850: event.q850,
      detail: event.detail,
    },
    leg.id,
  )
}

/**
 * No agent came in time and the customer is off the line: the callback goes back to its very
 * place, to be dialled after a while, or it ends as abandoned.
 */
function farewellOver(turn: Turn, callback: Callback): void {
  if (callback.course.disposition !== undefined) return passedOnGone(turn, callback, 'released')
  const { then, redialAfterMs } = queueOf(turn.state, callback).settings.noAgent
  const { flow } = callback.course
  const isKept = flow === undefined ? then === 'rebook' : flow.rebook !== undefined
  if (!isKept || callback.course.attempts.length >= LIMITS.attemptsPerCallback) {
    return settle(turn, callback, 'abandoned', 'released')
  }
  disarmCall(turn, callback)
  begun(callback).flow = undefined
  attemptOf(callback).outcome = 'abandoned'
  callback.dueAt = later(turn.now, flow?.rebook?.delayMs ?? redialAfterMs ?? REDIAL_AFTER_MS)
  begun(callback).answeredAt = undefined
  moveInQueue(turn, callback, 'scheduled')
  note(turn, callback, 'rebooked', { dueAt: callback.dueAt })
}
