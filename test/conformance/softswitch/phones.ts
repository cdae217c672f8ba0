import { describe, expect, it, type TestContext } from 'vitest'
import type { SwitchEvent } from '../../../src/core/state/events.ts'
import { eventually } from '../../support/eventually.ts'
import { register } from '../../support/sip-registration.ts'
import { BOB, type Bench } from './bench.ts'

type PhoneEvent = Extract<SwitchEvent, { readonly kind: 'PhoneRegistered' | 'PhoneUnregistered' }>

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
