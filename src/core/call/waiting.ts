import type { Callback } from '../state/callback.ts'
import { stopAlerting } from '../dispatch/alerting.ts'
import { attemptOf } from '../dispatch/attempt.ts'
import { learnPerson, learnWaited } from '../pacing/lessons.ts'
import { moveInQueue } from '../queue/place.ts'
import { abandon } from '../callback/abandonment.ts'
import { beginPreference, endPreference } from '../queue/preference.ts'
import { releaseLeg } from './release.ts'
import { reservedAgent, queueOf } from '../state/state.ts'
import { settle } from '../callback/settle.ts'
import { LIMITS } from '../limits.ts'
import { later } from '../time.ts'
import { cancelTimer, findAgentLater, note, startTimer, type Turn } from '../state/turn.ts'

/** The customer answered: something is heard at once, and the two clocks of the wait start. */
export function beginWait(turn: Turn, callback: Callback): void {
  const { announcementAfterMs, maxWaitAfterAnswerMs } = queueOf(turn.state, callback).settings
  startTimer(turn, 'announce', callback.id, later(turn.now, announcementAfterMs))
  startTimer(turn, 'wait', callback.id, later(turn.now, maxWaitAfterAnswerMs))
  playComfort(turn, callback)
}

/** Comfort audio plays, again and again, while analysis goes on. */
export function playComfort(turn: Turn, callback: Callback): void {
  play(turn, callback, queueOf(turn.state, callback).settings.comfortPrompt, true)
  note(turn, callback, 'comfort')
}

/** A person answered and no agent is there yet: they wait, ahead of everyone not on the line. */
export function awaitAgent(turn: Turn, callback: Callback): void {
  learnPerson(turn, callback)
  attemptOf(callback).liveAt ??= turn.now
  moveInQueue(turn, callback, 'awaiting-agent')
  note(turn, callback, 'waiting-for-agent')
  if (callback.ownerId === undefined && reservedAgent(turn.state, callback) === undefined) {
    beginPreference(turn, queueOf(turn.state, callback), callback)
  }
  findAgentLater(turn, callback)
}

/** The announcement is due: it is made to whoever is known to be a person and still waits. */
export function announce(turn: Turn, callback: Callback): void {
  const { announcementPrompt } = queueOf(turn.state, callback).settings
  if (!waitsForAgent(turn, callback) || announcementPrompt === undefined) return
  if (
    callback.timeline.some(
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
  return callback.answeredAt !== undefined && turn.now - callback.answeredAt >= announcementAfterMs
}

/** The longest wait is over: the no-agent treatment, or an end where nobody was ever recognised. */
export function waitLimitReached(turn: Turn, callback: Callback): void {
  if (callback.state === 'listening') return settle(turn, callback, 'unsure', 'released')
  if (callback.state !== 'awaiting-agent' && callback.state !== 'alerting') return
  abandon(turn, callback)
  learnWaited(turn, callback)
  const { prompt, then } = queueOf(turn.state, callback).settings.noAgent
  stopAlerting(turn, callback)
  callback.agentId = undefined
  endPreference(turn, callback)
  moveInQueue(turn, callback, 'farewell')
  cancelTimer(turn, 'announce', callback.id)
  note(turn, callback, 'no-agent-treatment', { then })
  if (prompt === undefined) return releaseCustomer(turn, callback)
  play(turn, callback, prompt, false)
  startTimer(turn, 'flow', callback.id, later(turn.now, LIMITS.promptMaxMs))
}

/** A prompt has ended: comfort goes on, or the goodbye is said and the call is over. */
export function promptEnded(turn: Turn, callback: Callback): void {
  if (callback.state === 'farewell') return releaseCustomer(turn, callback)
  if (waitsForAgent(turn, callback)) playComfort(turn, callback)
}

/** The customer's leg is let go by us. */
export function releaseCustomer(turn: Turn, callback: Callback): void {
  cancelTimer(turn, 'flow', callback.id)
  if (callback.customerLeg !== undefined) releaseLeg(turn, callback.customerLeg, 'released')
}

/** Nobody is being joined yet: an agent is looked for, or a phone rings and is not answered. */
function waitsForAgent(turn: Turn, callback: Callback): boolean {
  if (callback.state === 'awaiting-agent' || callback.state === 'queued') return true
  if (callback.state !== 'alerting' || callback.agentLeg === undefined) return false
  return turn.state.legs.get(callback.agentLeg)?.answeredAt === undefined
}

/** A prompt plays on the customer's leg, and the leg knows which. */
export function play(turn: Turn, callback: Callback, prompt: string, underAnalysis: boolean): void {
  if (callback.customerLeg === undefined) return
  const leg = turn.state.legs.get(callback.customerLeg)
  if (leg === undefined) return
  const loop = prompt === queueOf(turn.state, callback).settings.comfortPrompt
  leg.prompt = prompt
  turn.effects.push({ kind: 'PlayPrompt', legId: leg.id, prompt, loop, underAnalysis })
}

function isOfThisAnswer(callback: Callback, at: number): boolean {
  return callback.answeredAt !== undefined && at >= callback.answeredAt
}
