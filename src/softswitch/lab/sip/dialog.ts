import type { Core } from 'sip.js'

/** The Reason header of a message. Source: RFC 3326. */
export interface Reason {
  /** ITU-T Q.850 cause, where the network gave one. */
  readonly q850?: number
}

/** The media type of session descriptions. */
export const SDP_TYPE = 'application/sdp'

/** Reads the Reason header. Pure. */
export function reasonOf(message: { getHeaders(name: string): string[] }): Reason {
  for (const value of message.getHeaders('reason')) {
    const cause = /Q\.850[^,]*?;\s*cause\s*=\s*(\d+)/i.exec(value)?.[1]
    if (cause !== undefined) return { q850: Number(cause) }
  }
  return {}
}

/**
 * Answers a re-INVITE: with the answer that the owner gives to its offer, with our own offer where
 * it brings none, with 488 where the owner refuses. Source: RFC 3261 section 14.2.
 */
export function agreeAgain(
  session: Core.Session,
  reinvite: Core.IncomingInviteRequest,
  contactHeader: string,
  answer: (sdp: string | undefined) => string | undefined,
): void {
  const offered = reinvite.message.body === '' ? undefined : reinvite.message.body
  const content = answer(offered)
  if (content === undefined) {
    reinvite.reject({ statusCode: 488 })
    return
  }
  if (offered === undefined) listenForAnswer(session, answer)
  reinvite.accept({
    statusCode: 200,
    extraHeaders: [contactHeader],
    body: { contentDisposition: 'session', contentType: SDP_TYPE, content },
  })
}

function listenForAnswer(session: Core.Session, answer: (sdp: string) => string | undefined): void {
  const { delegate } = session
  if (!delegate) return
  delegate.onAck = (ack) => {
    delete delegate.onAck
    if (ack.message.body) answer(ack.message.body)
    return undefined
  }
}

/** The session description in a message, where it carries one. */
export function sdpOf(message: {
  readonly body: string
  getHeader(name: string): string | undefined
}): string | undefined {
  const type = message.getHeader('content-type')?.toLowerCase() ?? ''
  return type.startsWith(SDP_TYPE) && message.body ? message.body : undefined
}
