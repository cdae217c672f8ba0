import { describe, expect, it } from 'vitest'
import { pace } from '../../src/core/pacing/pacing.ts'

describe('pacing', () => {
  it.each`
    policy    | modifier | loggedIn | idle | spoken | inFlight | alerting | allowed  | rule
    ${'cap'}  | ${1}     | ${0}     | ${0} | ${0}   | ${0}     | ${0}     | ${false} | ${'no-agent-on-queue'}
    ${'cap'}  | ${1}     | ${3}     | ${0} | ${0}   | ${2}     | ${0}     | ${true}  | ${'dialled'}
    ${'cap'}  | ${1}     | ${3}     | ${3} | ${0}   | ${3}     | ${0}     | ${false} | ${'pacing-cap'}
    ${'cap'}  | ${1.5}   | ${3}     | ${0} | ${0}   | ${3}     | ${0}     | ${true}  | ${'dialled'}
    ${'cap'}  | ${1.5}   | ${3}     | ${0} | ${0}   | ${4}     | ${0}     | ${false} | ${'pacing-cap'}
    ${'idle'} | ${1}     | ${3}     | ${2} | ${0}   | ${1}     | ${0}     | ${true}  | ${'dialled'}
    ${'idle'} | ${1}     | ${3}     | ${2} | ${0}   | ${2}     | ${0}     | ${false} | ${'pacing-idle'}
    ${'idle'} | ${1}     | ${3}     | ${2} | ${0}   | ${2}     | ${1}     | ${true}  | ${'dialled'}
    ${'idle'} | ${10}    | ${3}     | ${0} | ${0}   | ${0}     | ${0}     | ${false} | ${'pacing-idle'}
    ${'idle'} | ${1}     | ${3}     | ${2} | ${1}   | ${1}     | ${0}     | ${false} | ${'pacing-idle'}
    ${'idle'} | ${1}     | ${3}     | ${2} | ${1}   | ${0}     | ${0}     | ${true}  | ${'dialled'}
  `(
    '$policy times $modifier, $loggedIn agents ($idle idle, $spoken spoken for), $inFlight in flight ($alerting alerting): $rule',
    ({ policy, modifier, loggedIn, idle, spoken, inFlight, alerting, allowed, rule }) => {
      const answer = pace({
        policy,
        modifier,
        agentsLoggedIn: loggedIn,
        agentsIdle: idle,
        agentsSpokenFor: spoken,
        inFlight,
        alerting,
      })
      expect(answer).toMatchObject({ allowed, rule })
      expect(answer.numbers).toMatchObject({ cap: Math.floor(modifier * loggedIn), inFlight })
    },
  )
})
