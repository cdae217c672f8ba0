import { describe, expect, it } from 'vitest'
import type { Cause } from '../../../src/core/state/outcome.ts'
import { releaseOf } from '../../../src/softswitch/freeswitch/hangup.ts'

const RANG = {
  side: 'customer' as const,
  ending: undefined,
  answered: false,
  hasProgress: true,
  times: { ringTimeoutMs: 30_000, provisionalTimeoutMs: 2_000 },
}

function event(name: string, status?: number, q850?: number): Record<string, string> {
  return {
    'Hangup-Cause': name,
    ...(status === undefined ? {} : { variable_sip_term_status: String(status) }),
    ...(q850 === undefined ? {} : { variable_hangup_cause_q850: String(q850) }),
  }
}

describe('the end of a leg on FreeSWITCH', () => {
  it.each<[string, number | undefined, number | undefined, Cause]>([
    ['USER_BUSY', 486, 17, 'busy'],
    ['UNALLOCATED_NUMBER', 404, 1, 'invalid-number'],
    ['NO_USER_RESPONSE', 480, 18, 'no-answer'],
    ['SUBSCRIBER_ABSENT', 480, 20, 'unreachable'],
    ['CALL_REJECTED', 603, 21, 'declined'],
    ['UNWANTED', 607, 16, 'unwanted'],
    ['CALL_REJECTED', 608, 21, 'unwanted'],
    ['NORMAL_TEMPORARY_FAILURE', 503, 41, 'network-failure'],
    ['NORMAL_CIRCUIT_CONGESTION', 503, 34, 'network-failure'],
    ['NO_ANSWER', undefined, 19, 'no-answer'],
    ['MANDATORY_IE_MISSING', undefined, 96, 'refused'],
  ])('before the answer, %s with %s and %s, is %s', (name, status, q850, cause) => {
    expect(releaseOf(RANG, event(name, status, q850), 5_000)).toMatchObject({ cause })
  })

  it('keeps both codes as the network gave them', () => {
    const release = releaseOf(RANG, event('USER_BUSY', 486, 17), 5_000)
    expect(release).toMatchObject({ by: 'far-end', sipStatus: 486, q850: 17 })
  })

  it('is a network failure where the edge waited in vain, and the network word where it did not', () => {
    const silent = { ...RANG, hasProgress: false }
    const late = releaseOf(silent, event('RECOVERY_ON_TIMER_EXPIRE', 408, 102), 2_030)
    expect(late).toMatchObject({ cause: 'network-failure', by: 'switch' })
    const word = releaseOf(silent, event('RECOVERY_ON_TIMER_EXPIRE', 408, 102), 150)
    expect(word).toMatchObject({ cause: 'no-answer', by: 'far-end' })
  })

  it.each<[string, number | undefined, number | 'silence', Cause, number?]>([
    ['RECOVERY_ON_TIMER_EXPIRE', 408, 408, 'no-answer'],
    ['RECOVERY_ON_TIMER_EXPIRE', 408, 'silence', 'network-failure'],
    ['REQUESTED_CHAN_UNAVAIL', undefined, 302, 'unreachable'],
    ['NORMAL_TEMPORARY_FAILURE', 500, 200, 'incompatible'],
    ['MANDATORY_IE_MISSING', undefined, 407, 'refused'],
    ['NO_ANSWER', undefined, 487, 'no-answer', 19],
  ])(
    'after ten seconds, %s with %s, where the trunk said %s, is %s',
    (name, status, word, cause, q850) => {
      const silent = { ...RANG, hasProgress: false }
      const ended = { ...event(name, status, q850), variable_sip_hangup_disposition: 'send_bye' }
      expect(releaseOf(silent, ended, 10_000, word)).toMatchObject({ cause })
    },
  )

  it('is the switch that hung up where it sent the BYE unasked', () => {
    const ended = {
      ...event('NORMAL_CLEARING', 200, 16),
      variable_sip_hangup_disposition: 'send_bye',
    }
    const release = releaseOf({ ...RANG, answered: true }, ended, 60_000)
    expect(release).toMatchObject({ cause: 'interrupted', by: 'switch' })
  })

  it('is unreachable, and no changed number, where a phone is gone', () => {
    const phone = { ...RANG, side: 'agent' as const }
    expect(releaseOf(phone, event('NUMBER_CHANGED', 410, 22), 50)).toMatchObject({
      cause: 'unreachable',
    })
  })

  it.each<[string, Cause, 'far-end' | 'switch']>([
    ['NORMAL_CLEARING', 'normal', 'far-end'],
    ['MEDIA_TIMEOUT', 'media-timeout', 'switch'],
    ['ALLOTTED_TIMEOUT', 'max-duration', 'switch'],
    ['SYSTEM_SHUTDOWN', 'interrupted', 'switch'],
  ])('after the answer, %s is %s by the %s', (name, cause, by) => {
    const talked = { ...RANG, answered: true }
    expect(releaseOf(talked, event(name, 200, 16), 60_000)).toMatchObject({ cause, by })
  })

  it('is the far end hanging up where the BYE came on the heels of the answer', () => {
    const release = releaseOf(RANG, event('NORMAL_CLEARING', 200, 16), 300)
    expect(release).toMatchObject({ cause: 'normal', by: 'far-end' })
  })

  it('is what we ordered, whatever the far end said meanwhile', () => {
    const ending = { ...RANG, ending: 'cancelled' as const }
    expect(releaseOf(ending, event('USER_BUSY', 486, 17), 900)).toMatchObject({
      cause: 'cancelled',
      by: 'us',
      sipStatus: 486,
    })
  })
})
