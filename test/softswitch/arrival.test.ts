import { describe, expect, it } from 'vitest'
import { legId, trunkId } from '../../src/core/ids.ts'
import { arrivalOf, trunkOfSource } from '../../src/softswitch/arrival.ts'
import { readTag, writeTag } from '../../src/softswitch/freeswitch/inbound-tag.ts'
import { digitOf } from '../../src/softswitch/lab/sip/digit-info.ts'
import { statusOfCause } from '../../src/softswitch/release-cause.ts'
import { trunkTo } from '../switch/stage.ts'

const ACME = trunkId('acme')
const CALL = {
  trunkId: ACME,
  calledUser: '+12025550150',
  callerUser: '+12025550100',
  callerName: 'Alice',
  isPrivate: false,
}

describe('a call that comes in', () => {
  it('is known by the numbers and the name that it brings', () => {
    expect(arrivalOf(CALL, undefined)).toEqual({
      trunkId: 'acme',
      calledNumber: '+12025550150',
      number: '+12025550100',
      customerName: 'Alice',
    })
  })

  it('has no number and no name where the caller asks for privacy', () => {
    const arrival = arrivalOf({ ...CALL, isPrivate: true }, undefined)
    expect(arrival).toEqual({ trunkId: 'acme', calledNumber: '+12025550150' })
  })

  it.each([
    ['a name that is the number', '+12025550100'],
    ['a name of digits', '202 5550100'],
    ['no name', ''],
  ])('has %s for none', (_, callerName) => {
    expect(arrivalOf({ ...CALL, callerName }, undefined)).not.toHaveProperty('customerName')
  })

  it('has the called number as it came where nobody can read it', () => {
    const read = (): undefined => undefined
    expect(arrivalOf({ ...CALL, calledUser: '150' }, read).calledNumber).toBe('150')
  })

  it('is let in from an address of a trunk alone', () => {
    const trunks = [trunkTo(5060, 'other'), { ...trunkTo(5060), inboundFrom: ['192.0.2.1'] }]
    expect(trunkOfSource(trunks, '192.0.2.1')?.id).toBe('peer')
    expect(trunkOfSource(trunks, '192.0.2.2')).toBeUndefined()
  })

  it('is refused with a status for each cause', () => {
    const statuses = (
      ['invalid-number', 'busy', 'declined', 'released', 'interrupted'] as const
    ).map(statusOfCause)
    expect(statuses).toEqual([404, 486, 603, 480, 503])
  })
})

describe('the tag of a call on FreeSWITCH', () => {
  const LEG = legId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0001')

  it.each([
    [{ legId: LEG, trunkId: ACME, caller: '+12025550100' }],
    [{ legId: LEG, trunkId: ACME }],
  ])('reads as it was written: %j', (tag) => {
    expect(readTag(writeTag(tag))).toEqual(tag)
  })

  it.each([
    '',
    `${LEG}`,
    `${LEG} acme ${'9'.repeat(40)}`,
    `${LEG} acme 1\nuuid_kill`,
    `${LEG.slice(0, -1)}2 acme -`,
  ])('is nothing else: %j', (text) => {
    expect(readTag(text)).toBeUndefined()
  })
})

describe('a digit told by SIP INFO', () => {
  const info = (type: string | undefined, body: string) => ({ body, getHeader: () => type })
  it.each([
    ['application/dtmf-relay', 'Signal=5\r\nDuration=160\r\n', '5'],
    ['application/dtmf-relay', 'Signal= *\r\n', '*'],
    ['application/dtmf-relay', 'Signal=11\r\n', '#'],
    ['application/dtmf', '#', '#'],
    ['application/dtmf-relay', 'Duration=160\r\n', undefined],
    ['application/media_control+xml', 'Signal=5', undefined],
    [undefined, '5', undefined],
  ])('%s %j is %s', (type, body, digit) => {
    expect(digitOf(info(type, body))).toBe(digit)
  })
})
