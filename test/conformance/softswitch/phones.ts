import { randomUUID } from 'node:crypto'
import { describe, expect, it, type TestContext } from 'vitest'
import type { SwitchEvent } from '../../../src/core/events.ts'
import { eventually } from '../../support/eventually.ts'
import type { SipPeer } from '../../support/sip-peer.ts';
import { digestOf } from '../../support/sip-peer.ts'
import { valueOf, writeSip, type SipText } from '../../support/sip-text.ts'
import { BOB, type Bench } from './bench.ts'

type PhoneEvent = Extract<SwitchEvent, { readonly kind: 'PhoneRegistered' | 'PhoneUnregistered' }>

/** What a phone sends to register. */
interface Registering {
  readonly username: string
  readonly password: string
  readonly contact: string
  readonly expires: number
}

async function register(
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

/** The registrar of desk phones. */
export function describePhones(bench: Bench): void {
  const phoneEvents = (): readonly PhoneEvent[] =>
    bench.told.events.filter(
      (event): event is PhoneEvent =>
        event.kind === 'PhoneRegistered' || event.kind === 'PhoneUnregistered',
    )
  const registrarOf = (context: TestContext): { readonly host: string; readonly port: number } =>
    bench.started.registrar ?? context.skip('this adapter takes no registrations over UDP')

  describe('registers desk phones', () => {
    it('takes a phone that proves its password, under its exact contact', async (context) => {
      const registrar = registrarOf(context)
      const contact = bench.phone.contact('bob-desk')
      const answer = await register(bench.phone, registrar, { ...BOB, contact, expires: 60 })
      expect(answer.status).toBe(200)
      expect(phoneEvents().at(-1)).toMatchObject({
        kind: 'PhoneRegistered',
        agentId: 'bob',
        contact,
      })
    })

    it('lets a phone go when it asks', async (context) => {
      const registrar = registrarOf(context)
      const contact = bench.phone.contact('bob-desk')
      await register(bench.phone, registrar, { ...BOB, contact, expires: 60 })
      const answer = await register(bench.phone, registrar, { ...BOB, contact, expires: 0 })
      expect(answer.status).toBe(200)
      expect(phoneEvents().at(-1)).toMatchObject({ kind: 'PhoneUnregistered', why: 'asked' })
    })

    it('lets a phone go that does not come back in time', async (context) => {
      const registrar = registrarOf(context)
      const contact = bench.phone.contact('bob-desk')
      await register(bench.phone, registrar, { ...BOB, contact, expires: 1 })
      await eventually(() => phoneEvents().at(-1)?.kind === 'PhoneUnregistered', 4_000)
      expect(phoneEvents().at(-1)).toMatchObject({ agentId: 'bob', why: 'expired' })
    })

    it.for([
      ['a wrong password', { ...BOB, password: 'guess' }],
      ['an unknown name', { username: 'mallory', password: 'guess' }],
    ] as const)('refuses %s', async ([, who], context) => {
      const registrar = registrarOf(context)
      const before = phoneEvents().length
      const contact = bench.phone.contact('mallory')
      const answer = await register(bench.phone, registrar, { ...who, contact, expires: 60 })
      expect(answer.status).toBe(403)
      expect(phoneEvents()).toHaveLength(before)
    })
  })
}
