import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentId } from '../../../src/core/ids.ts'
import { Ledger } from '../../../src/softswitch/freeswitch/ledger.ts'
import { Registrar } from '../../../src/softswitch/freeswitch/registrar.ts'
import type { SipRequest, SipResponse } from '../../../src/softswitch/freeswitch/sip-stack.ts'
import { TestClock } from '../../support/test-clock.ts'

const PASSWORD = 'correct horse battery'
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
}

describe('the registrar', () => {
  let folder: string
  let registrar: Registrar
  let told: object[]

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringfirst-registrar-'))
    told = []
    registrar = new Registrar({
      realm: 'ringfirst',
      phones: [{ agentId: agentId('bob'), username: 'bob', password: PASSWORD }],
      clock: new TestClock(),
      ledger: new Ledger(join(folder, 'ledger.json')),
      emit: (event) => told.push(event),
    })
  })

  afterEach(() => {
    registrar.stop()
    rmSync(folder, { recursive: true })
  })

  function take(headers: Readonly<Record<string, string>>): Answer {
    let answer: Answer = { status: 0, headers: {} }
    const request = {
      source_address: '192.0.2.7',
      get: (name: string) => headers[name],
      // As drachtio-srf does it: a header that is missing is an error.
      getParsedHeader: (name: string) => {
        const text = headers[name]
        if (text === undefined) throw new Error(`header '${name}' not available`)
        return text.split(', ').map((each) => {
          const [, uri = '', expires] = /<([^>]*)>(?:;expires=(.*))?/.exec(each) ?? []
          return { uri, params: expires === undefined ? {} : { expires } }
        })
      },
    }
    const response = {
      send: (status: number, options?: { headers?: Record<string, string> }) => {
        answer = { status, headers: options?.headers ?? {} }
      },
    }
    registrar.take(request as unknown as SipRequest, response as unknown as SipResponse)
    return answer
  }

  /** As Bob's phone, with the right password and a new challenge each time. */
  function register(headers: Readonly<Record<string, string>>): Answer {
    const asked = take({}).headers['WWW-Authenticate'] ?? ''
    const nonce = /nonce="([^"]+)"/.exec(asked)?.[1] ?? ''
    const ha1 = md5(`bob:ringfirst:${PASSWORD}`)
    const response = md5(`${ha1}:${nonce}:00000001:c:auth:${md5('REGISTER:sip:ringfirst')}`)
    const given = { username: 'bob', realm: 'ringfirst', nonce, uri: 'sip:ringfirst', response }
    const quoted = Object.entries(given).map(([name, value]) => `${name}="${value}"`)
    const digest = `Digest ${quoted.join(',')},qop=auth,nc=00000001,cnonce="c"`
    return take({ ...headers, Authorization: digest })
  }

  it('tells what is bound to a phone that only asks, without a Contact', () => {
    expect(register({})).toEqual({ status: 200, headers: {} })
    register({ Contact: '<sip:bob@192.0.2.7:5062>;expires=60' })
    expect(register({}).headers).toEqual({ Contact: '<sip:bob@192.0.2.7:5062>;expires=60' })
    expect(told).toHaveLength(1)
  })

  it('binds the new address of a phone that signs its old one off in the same message', () => {
    register({ Contact: '<sip:bob@192.0.2.7:5062>' })
    const moved = '<sip:bob@192.0.2.7:5062>;expires=0, <sip:bob@192.0.2.8:5062>;expires=60'
    expect(register({ Contact: moved })).toMatchObject({ status: 200 })
    expect(told.at(-1)).toMatchObject({
      kind: 'PhoneRegistered',
      contact: 'sip:bob@192.0.2.8:5062',
    })
  })

  it.each([
    ['a port that is none', '<sip:bob@192.0.2.7:99999>'],
    ['port 0', '<sip:bob@192.0.2.7:0>'],
    ['a channel variable', '<sip:bob{origination_uuid=1}@192.0.2.7>'],
    ['an expansion', '<sip:bob${uuid_kill}@192.0.2.7>'],
    ['headers', '<sip:bob@192.0.2.7?Replaces=1>'],
    ['time that is none', '<sip:bob@192.0.2.7>;expires=1e2'],
    ['a wildcard that stays', '*'],
  ])('turns away %s', (_, contact) => {
    expect(register({ Contact: contact })).toEqual({ status: 400, headers: {} })
    expect(told).toEqual([])
  })
})
