import { headerOf, type Hop } from './next-hop.ts'

/**
 * An answer to an INVITE with what the SIP stack insists on and many far ends leave out: a Contact
 * and a To tag (both required by RFC 3261 section 12.1.1 only of what makes a dialog). Without
 * them the stack would drop a 180 or, worse, the 200. Pure.
 */
export function completeAnswer(message: string, from: Hop, transport: string): string {
  const status = message.startsWith('SIP/2.0 ') ? Number(message.slice(8, 11)) : 0
  if (status <= 100 || status >= 300 || !/^CSeq[ \t]*:.*INVITE/im.test(message)) return message
  const tagged = /;\s*tag=/i.test(headerOf(message, 'To', 't') ?? '')
    ? message
    : message.replace(/^((?:To|t)[ \t]*:[^\r\n]*)/im, '$1;tag=none')
  if (headerOf(tagged, 'Contact', 'm') !== undefined) return tagged
  const contact = `Contact: <sip:${from.host}:${from.port};transport=${transport.toLowerCase()}>`
  return tagged.replace('\r\n', `\r\n${contact}\r\n`)
}
