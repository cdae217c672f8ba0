import { Core, NameAddrHeader } from 'sip.js'

/** What becomes of a received message: it goes on to the stack, is refused with a status, or ignored. */
export type Admission = 'admit' | 'ignore' | 400 | 481

/** Requests that begin a dialog, or renew one, and so must say where their sender is. */
const NEEDS_CONTACT: ReadonlySet<string> = new Set(['INVITE', 'SUBSCRIBE', 'REFER'])

/**
 * Decides about a message before the stack sees it: sip.js throws on many that are broken, and a
 * far end must not be able to stop us. Pure. Source: RFC 3261 sections 8.1.1 and 8.2.
 */
export function admit(
  message: Core.IncomingRequestMessage | Core.IncomingResponseMessage,
): Admission {
  const { viaBranch, callId, from, to, cseq } = message
  if (!viaBranch || !callId || !from || !to || !(cseq >= 0)) return 'ignore'
  const refusal = message instanceof Core.IncomingRequestMessage ? 400 : 'ignore'
  if (message.body && !message.parseHeader('content-type')) return refusal
  if (message.hasHeader('content-disposition') && !message.parseHeader('content-disposition')) {
    return refusal
  }
  if (message instanceof Core.IncomingResponseMessage) return admitResponse(message)
  return admitRequest(message)
}

function admitRequest(message: Core.IncomingRequestMessage): Admission {
  const { method, fromTag, toTag, ruri } = message
  const asked = message.getHeader('cseq')?.trim().split(/\s+/)[1]
  if (!fromTag || !ruri || asked !== method) return 400
  if (NEEDS_CONTACT.has(method) && !hasContact(message)) return 400
  return method === 'PRACK' && !toTag ? 481 : 'admit'
}

function admitResponse(message: Core.IncomingResponseMessage): Admission {
  const { statusCode = 0, method } = message
  if (statusCode < 100 || statusCode > 699) return 'ignore'
  const makesDialog = method === 'INVITE' && statusCode > 100 && statusCode < 300
  return makesDialog && !hasContact(message) ? 'ignore' : 'admit'
}

function hasContact(message: Core.IncomingRequestMessage | Core.IncomingResponseMessage): boolean {
  const contact: unknown = message.parseHeader('contact')
  return contact instanceof NameAddrHeader
}
