import type { Callback } from '../state/callback.ts'
import type { FlowRun } from '../state/flow-run.ts'
import type { FlowSteps } from '../state/flow-program.ts'
import { stopAlerting } from '../dispatch/alerting.ts'
import { attemptOf } from '../dispatch/attempt.ts'
import { learnPerson, learnWaited } from '../pacing/lessons.ts'
import { moveInQueue } from '../queue/place.ts'
import { abandon } from '../callback/abandonment.ts'
import { beginPreference, endPreference } from '../queue/preference.ts'
import { releaseLeg } from './release.ts'
import { createLaterRun } from '../state/flow-run.ts'
import { meanwhileOf } from '../flow/audio.ts'
import { leaveFlow } from '../flow/halt.ts'
import { flowOf, reservedAgent, queueOf } from '../state/state.ts'
import { settle } from '../callback/settle.ts'
import { LIMITS } from '../limits.ts'
import { later } from '../time.ts'
import { cancelTimer, findAgentLater, note, startTimer, type Turn } from '../state/turn.ts'
import { begun } from '../state/course.ts'

/** The customer answered: something is heard at once, and the two clocks of the wait start. */
export function beginWait(turn: Turn, callback: Callback): void {
  const { announcementAfterMs, maxWaitAfterAnswerMs } = queueOf(turn.state, callback).settings
  if (queueOf(turn.state, callback).settings.waitFlow === undefined)
    startTimer(turn, 'announce', callback.id, later(turn.now, announcementAfterMs))
  startTimer(turn, 'wait', callback.id, later(turn.now, maxWaitAfterAnswerMs))
  playComfort(turn, callback)
}

/** A customer who had an agent waits for another: as long as anybody, from now. */
export function waitForAnother(turn: Turn, callback: Callback): void {
  const { maxWaitAfterAnswerMs } = queueOf(turn.state, callback).settings
  startTimer(turn, 'wait', callback.id, later(turn.now, maxWaitAfterAnswerMs))
}

/** Comfort audio plays, again and again, while analysis goes on. */
export function playComfort(turn: Turn, callback: Callback): void {
  play(turn, callback, queueOf(turn.state, callback).settings.comfortPrompt, true)
  note(turn, callback, 'comfort')
}

/**
 * A person answered and no agent is there yet: they wait, ahead of everyone not on the line, in the
 * queue's flow for that where it has one.
 */
export function awaitAgent(turn: Turn, callback: Callback): void {
  const { waitFlow, maxWaitAfterAnswerMs } = queueOf(turn.state, callback).settings
  learnPerson(turn, callback)
  attemptOf(callback).liveAt ??= turn.now
  moveInQueue(turn, callback, 'awaiting-agent')
  note(turn, callback, 'waiting-for-agent')
  if (callback.ownerId === undefined && reservedAgent(turn.state, callback) === undefined) {
    beginPreference(turn, queueOf(turn.state, callback), callback)
  }
  findAgentLater(turn, callback)
  // Whoever picked up beside a machine has not been waited for until now.
  if (!turn.state.timers.wait.has(callback.id))
    startTimer(turn, 'wait', callback.id, later(turn.now, maxWaitAfterAnswerMs))
  if (waitFlow !== undefined) beginFlow(turn, callback, waitFlow, 'wait')
}

/** The announcement is due: it is made to whoever is known to be a person and still waits. */
export function announce(turn: Turn, callback: Callback): void {
  const { announcementPrompt } = queueOf(turn.state, callback).settings
  if (!waitsForAgent(turn, callback) || announcementPrompt === undefined) return
  if (callback.course.flow !== undefined) return
  if (
    callback.course.timeline.some(
      (line) => line.event === 'announcement' && isOfThisAnswer(callback, line.at),
    )
  )
    return
  play(turn, callback, announcementPrompt, false)
  note(turn, callback, 'announcement')
}

/** Whether the moment of the announcement has passed already. */
export function isAnnouncementDue(turn: Turn, callback: Callback): boolean {
  const { announcementAfterMs } = queueOf(turn.state, callback).settings
  const { answeredAt } = callback.course
  return answeredAt !== undefined && turn.now - answeredAt >= announcementAfterMs
}

/** The longest wait is over: the no-agent treatment, or an end where nobody was ever recognised. */
export function waitLimitReached(turn: Turn, callback: Callback): void {
  if (callback.state === 'listening') return settle(turn, callback, 'unsure', 'released')
  const isPassedOn = callback.state === 'queued' && callback.course.disposition !== undefined
  if (!isLive(callback) && !isPassedOn) return
  giveUp(turn, callback)
  const { prompt, then, flow } = queueOf(turn.state, callback).settings.noAgent
  if (flow !== undefined) {
    moveInQueue(turn, callback, 'in-flow')
    note(turn, callback, 'no-agent-treatment', { then: 'flow' })
    return beginFlow(turn, callback, flow, 'no-agent')
  }
  moveInQueue(turn, callback, 'farewell')
  note(turn, callback, 'no-agent-treatment', { then })
  if (prompt === undefined) return releaseCustomer(turn, callback)
  play(turn, callback, prompt, false)
  startTimer(turn, 'flow', callback.id, later(turn.now, LIMITS.promptMaxMs))
}

/** A person for whom no agent came is let go by a flow. */
export function dismiss(turn: Turn, callback: Callback): void {
  if (isLive(callback)) giveUp(turn, callback, callback.course.flow)
  moveInQueue(turn, callback, 'farewell')
  releaseCustomer(turn, callback)
}

/** Nobody is looked for any more: the person is counted as abandoned. */
function giveUp(turn: Turn, callback: Callback, flow?: FlowRun): void {
  if (callback.course.disposition === undefined) abandon(turn, callback)
  learnWaited(turn, callback)
  stopAlerting(turn, callback)
  begun(callback).agentId = undefined
  endPreference(turn, callback)
  leaveFlow(turn, callback)
  begun(callback).flow = flow
  cancelTimer(turn, 'announce', callback.id)
  cancelTimer(turn, 'wait', callback.id)
}

/**
 * The switch is back, and with it the customer: who waits hears music again, who is told goodbye
 * hears it from its beginning.
 */
export function resumeWait(turn: Turn, callback: Callback): void {
  const { prompt } = queueOf(turn.state, callback).settings.noAgent
  const isTold = callback.state === 'farewell' && callback.course.flow === undefined
  if (isTold && prompt !== undefined) play(turn, callback, prompt, false)
  else if (callback.state === 'listening' || waitsForAgent(turn, callback)) {
    playComfort(turn, callback)
  }
}

/** A flow of the queue begins with the next event, at once, unless an agent is found before it. */
function beginFlow(turn: Turn, callback: Callback, written: FlowSteps, id: string): void {
  const run = createLaterRun(flowOf(turn.state, written, id))
  begun(callback).flow = run
  note(turn, callback, 'flow-started', { flow: run.flow.id })
  startTimer(turn, 'flow', callback.id, turn.now)
}

/** A person on the line for whom an agent is looked for, or rung. */
function isLive({ state }: Callback): boolean {
  return state === 'awaiting-agent' || state === 'alerting'
}

/**
 * A prompt has ended: comfort goes on, or the goodbye is said and the call is over. Comfort itself
 * ends only where it was begun anew or cannot be played: to begin it again then would never end.
 */
export function promptEnded(turn: Turn, callback: Callback, prompt: string): void {
  if (callback.state === 'farewell') return releaseCustomer(turn, callback)
  if (prompt === queueOf(turn.state, callback).settings.comfortPrompt) return
  if (waitsForAgent(turn, callback)) playComfort(turn, callback)
}

/** The customer's leg is let go by us. */
export function releaseCustomer(turn: Turn, callback: Callback): void {
  cancelTimer(turn, 'flow', callback.id)
  const { customerLeg } = callback.course
  if (customerLeg !== undefined) releaseLeg(turn, customerLeg, 'released')
}

/** Nobody is being joined yet: an agent is looked for, or a phone rings and is not answered. */
function waitsForAgent(turn: Turn, callback: Callback): boolean {
  if (callback.state === 'awaiting-agent' || callback.state === 'queued') return true
  if (callback.state !== 'alerting' || callback.course.agentLeg === undefined) return false
  return turn.state.legs.get(callback.course.agentLeg)?.answeredAt === undefined
}

/** A prompt plays on the customer's leg, and the leg knows which. */
export function play(turn: Turn, callback: Callback, prompt: string, underAnalysis: boolean): void {
  if (callback.course.customerLeg === undefined) return
  const leg = turn.state.legs.get(callback.course.customerLeg)
  if (leg === undefined) return
  const loop = prompt === queueOf(turn.state, callback).settings.comfortPrompt
  leg.prompt = prompt
  const meanwhile = meanwhileOf(turn, callback, loop)
  turn.effects.push({
    kind: 'PlayPrompt',
    legId: leg.id,
    prompt,
    loop,
    underAnalysis,
    ...meanwhile,
  })
}

function isOfThisAnswer(callback: Callback, at: number): boolean {
  return callback.course.answeredAt !== undefined && at >= callback.course.answeredAt
}
