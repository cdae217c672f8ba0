import { randomUUID } from 'node:crypto'
import { digestOf, type SipPeer } from './sip-peer.ts'
import { valueOf, writeSip, type SipText } from './sip-text.ts'

/** What a phone sends to register. */
export interface Registering {
  readonly username: string
  readonly password: string
  readonly contact: string
  readonly expires: number
}

/** Registers a phone, with digest where it is asked for, and returns the last answer. */
export async function register(
  peer: SipPeer,
  registrar: { readonly host: string; readonly port: number },
  who: Registering,
): Promise<SipText> {
  const callId = randomUUID()
  const uri = `sip:${registrar.host}:${registrar.port}`
  const attempt = (sequence: number, more: readonly (readonly [string, string])[]): string =>
    writeSip(`REGISTER ${uri} SIP/2.0`, [
      ['Via', `SIP/2.0/UDP ${peer.host}:${peer.port};rport;branch=z9hG4bK${callId}${sequence}`],
      ['From', `<sip:${who.username}@${registrar.host}>;tag=1`],
      ['To', `<sip:${who.username}@${registrar.host}>`],
      ['Call-ID', callId],
      ['CSeq', `${sequence} REGISTER`],
      ['Max-Forwards', '70'],
      ['Contact', `<${who.contact}>`],
      ['Expires', String(who.expires)],
      ...more,
    ])
  const challenge = await peer.ask(attempt(1, []), registrar)
  if (challenge.status !== 401) return challenge
  const field = (name: string): string =>
    new RegExp(`${name}="?([^",]+)`, 'i').exec(valueOf(challenge, 'www-authenticate'))?.[1] ?? ''
  const realm = field('realm')
  const nonce = field('nonce')
  const { username, password } = who
  const proof = {
    username,
    password,
    realm,
    nonce,
    method: 'REGISTER',
    uri,
    nc: '00000001',
    cnonce: 'c1',
  }
  const header =
    `Digest username="${username}", realm="${realm}", nonce="${nonce}", uri="${uri}", ` +
    `response="${digestOf(proof)}", algorithm=MD5, qop=auth, nc=00000001, cnonce="c1"`
  return peer.ask(attempt(2, [['Authorization', header]]), registrar)
}
