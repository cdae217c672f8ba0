import { type Turn, note } from '../state/turn.ts'
import type { Callback } from '../state/callback.ts'
import type { AgentId, LegId } from '../ids.ts'
import { queueOf } from '../state/state.ts'
import type { WrapUpRecord } from '../state/interaction.ts'
import { withOne } from '../list.ts'
import { begun } from '../state/course.ts'

/** The code that the system sets where an agent's time ran out. */
export const TIMEOUT_CODE = 'wrap-up-timeout'

/** The code that the system sets where no agent accepted. */
export const NOT_ACCEPTED_CODE = 'not-accepted'

/** The system's code for an agent whose time has run out. */
export function tagTimeout(turn: Turn, callback: Callback, agentId: AgentId): void {
  tag(turn, callback, { codes: [TIMEOUT_CODE], setBy: 'system' }, agentId)
}

/**
 * At communication level a code belongs to the agent's own call. An agent who was alerted and never
 * accepted has none: the system tags the callback itself.
 */
export function tagNeverAccepted(turn: Turn, callback: Callback): void {
  if (queueOf(turn.state, callback).settings.acw.level !== 'communication') return
  if (callback.course.wrapUps.length > 0) return
  const alerted = callback.course.participants.filter(({ role }) => role === 'agent')
  const accepted = alerted.some((one) => one.communications.some((call) => call.answeredAt))
  const agentId = alerted.at(-1)?.agentId
  if (accepted || agentId === undefined) return
  const codes = [NOT_ACCEPTED_CODE]
  const made = { at: turn.now, agentId, codes, setBy: 'system', level: 'participant' } as const
  begun(callback).wrapUps = [{ ...made, taggedTo: [callback.id] }]
  note(turn, callback, 'wrap-up', { agent: agentId, codes: NOT_ACCEPTED_CODE, by: 'system' })
}

/**
 * At participant level a code belongs to the callback and to every voice call inside it; at
 * communication level to the agent's call alone.
 */
export function tag(
  turn: Turn,
  callback: Callback,
  choice: Pick<WrapUpRecord, 'codes' | 'setBy'>,
  agentId: AgentId,
  text?: string,
): void {
  const { codes, setBy } = choice
  const { level: asked } = queueOf(turn.state, callback).settings.acw
  const ownCall = asked === 'communication' ? lastCallOf(callback, agentId) : undefined
  const level = ownCall === undefined ? 'participant' : 'communication'
  const taggedTo = taggedWith(callback, asked, ownCall)
  const made = { at: turn.now, agentId, codes, note: text, setBy, taggedTo, level } as const
  begun(callback).wrapUps = withOne(callback.course.wrapUps, made)
  note(turn, callback, 'wrap-up', {
    agent: agentId,
    codes: choice.codes.join(','),
    by: choice.setBy,
  })
}

function taggedWith(
  callback: Callback,
  level: WrapUpRecord['level'],
  ownCall: LegId | undefined,
): readonly string[] {
  if (ownCall !== undefined) return [ownCall]
  const tagged: string[] = [callback.id]
  if (level !== 'participant') return tagged
  for (const { communications } of callback.course.participants) {
    for (const call of communications) if (call.joinedAt !== undefined) tagged.push(call.legId)
  }
  return tagged
}

function lastCallOf(callback: Callback, agentId: AgentId): LegId | undefined {
  const own = callback.course.participants.find((one) => one.agentId === agentId)
  return own?.communications.at(-1)?.legId
}
