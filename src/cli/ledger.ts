import type { CallbackResource, WireNote } from '../api/protocol/callback.ts'
import type { Paint } from './paint.ts'

/** The heading of a followed call. Pure. */
export function headingLine(callback: CallbackResource, paint: Paint): string {
  const who = callback.customerName === undefined ? '' : ` ${callback.customerName},`
  return `${paint.strong(`Calling${who} ${callback.number}`)} ${paint.dim(`for queue ${callback.queueId} · ${callback.id}`)}`
}

/** One line of a call as it happens: the time since booking, a mark, what happened. Pure. */
export function timelineLine(note: WireNote, bookedAt: string, paint: Paint): string {
  const seconds = (Date.parse(note.at) - Date.parse(bookedAt)) / 1_000
  const { mark, colour } = markOf(note, paint)
  return `${paint.dim(`${seconds.toFixed(1).padStart(7)} s`)}  ${colour(mark)} ${note.text}`
}

/** How it ended, in one line. Pure. */
export function endingLine(callback: CallbackResource, paint: Paint): string {
  const { disposition = 'unknown', verdict, waitAfterAnswerMs, cause } = callback
  const isConnected = disposition === 'connected'
  const facts = [
    verdict === undefined
      ? undefined
      : `heard: ${verdict.kind}${verdict.machine === undefined ? '' : ` (${verdict.machine})`}`,
    isConnected && waitAfterAnswerMs !== undefined
      ? `waited ${(waitAfterAnswerMs / 1_000).toFixed(1)} s after the answer`
      : undefined,
    isConnected || cause === undefined ? undefined : `cause: ${cause}`,
  ].filter((fact) => fact !== undefined)
  const mark = isConnected ? paint.green('✔') : paint.yellow('■')
  return `${mark} ${paint.strong(disposition)}${facts.length === 0 ? '' : paint.dim(` · ${facts.join(' · ')}`)}`
}

function markOf(note: WireNote, paint: Paint): { mark: string; colour: (text: string) => string } {
  switch (note.event) {
    case 'joined':
      return { mark: '●', colour: paint.green }
    case 'answered':
    case 'agent-answered':
    case 'judged':
    case 'beep':
      return { mark: '◆', colour: paint.blue }
    case 'leg-released':
    case 'cancelled':
    case 'agent-not-responding':
    case 'agent-lost':
      return { mark: '○', colour: paint.yellow }
    case 'closed':
      return { mark: '■', colour: paint.dim }
    default:
      return { mark: '·', colour: paint.dim }
  }
}
