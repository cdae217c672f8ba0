import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DialAgent } from '../../../src/core/state/effects.ts'
import { agentId, phoneNumber } from '../../../src/core/ids.ts'
import { originateAgent, originateCustomer } from '../../../src/softswitch/freeswitch/originate.ts'
import type { TrunkConnection } from '../../../src/softswitch/settings.ts'
import { dialAlice } from '../../support/switch-recorder.ts'
import { trunkTo } from '../../switch/stage.ts'

const EDGE = {
  adminHost: '127.0.0.1',
  adminPort: 9022,
  adminSecret: 'secret',
  sipHost: '127.0.0.1',
  sipPort: 5060,
  realm: 'ringfirst.test',
}
const TRUNK = trunkTo(5070)

function dialBob(contact: string, shownName = 'Alice'): DialAgent {
  const { legId } = dialAlice()
  const shownNumber = phoneNumber('+12025550100')
  const times = { ringTimeoutMs: 15_000, maxCallMs: 60_000 }
  return {
    kind: 'DialAgent',
    legId,
    agentId: agentId('bob'),
    contact,
    shownName,
    shownNumber,
    ...times,
  }
}

describe('the order to ring', () => {
  it('a customer names the leg, parks it and limits it', () => {
    const order = dialAlice({ ringTimeoutMs: 30_000, maxCallMs: 3_600_000 })
    const command = originateCustomer(order, TRUNK, EDGE)
    expect(command).toContain(`origination_uuid=${order.legId},`)
    expect(command).toContain(`sip_h_X-Leg=${order.legId},`)
    expect(command).toContain("execute_on_answer='sched_hangup +3600 ALLOTTED_TIMEOUT'")
    expect(command).toContain('absolute_codec_string=^^:PCMU:PCMA')
    expect(command).toMatch(/}sofia\/edge\/\+12025550100@127\.0\.0\.1:5060 &park$/)
  })

  it('a customer shows the caller that the trunk lets us show', () => {
    const shown = dialAlice({ callerIdNumber: phoneNumber('+12025550111'), callerIdName: 'Acme' })
    expect(originateCustomer(shown, TRUNK, EDGE)).toContain(
      'sip_invite_from_uri=<sip:+12025550111@ringfirst.test>',
    )
  })

  it('a browser asks for DTLS-SRTP and keeps sending while muted', () => {
    const command = originateAgent(dialBob('sip:b@x.invalid;transport=ws'), EDGE)
    expect(command).toContain('media_webrtc=true')
    expect(command).toContain('suppress_cng=true')
    expect(originateAgent(dialBob('sip:b@192.0.2.4:5060'), EDGE)).not.toContain('media_webrtc')
  })

  it.each<[string, Partial<TrunkConnection>]>([
    ['password', { username: 'u', password: "p'}&system" }],
    ['user name', { username: 'u,execute_on_answer=system', password: 'p' }],
    ['host', { host: '127.0.0.1} &system(id)' }],
  ])('refuses a trunk whose %s could give an order of its own', (_, changes) => {
    const call = (): string => originateCustomer(dialAlice(), { ...TRUNK, ...changes }, EDGE)
    expect(call).toThrow('the switch must not see')
  })

  it('stays one command with one target, whatever the names are', () => {
    const name = fc.string({ unit: 'binary', maxLength: 50 })
    fc.assert(
      fc.property(name, (text) => {
        const ours = originateCustomer(dialAlice({ callerIdName: text }), TRUNK, EDGE)
        const theirs = originateAgent(dialBob('sip:b@x.invalid;transport=ws', text), EDGE)
        for (const command of [ours, theirs]) {
          expect(command).not.toMatch(/[\r\n\0]|\$\{/)
          expect(command.match(/[{}]/g)).toEqual(['{', '}'])
          expect(command.match(/'/g)?.length ?? 0).toBeLessThanOrEqual(4)
          expect(command.match(/ &/g)).toHaveLength(1)
        }
      }),
    )
  })
})
