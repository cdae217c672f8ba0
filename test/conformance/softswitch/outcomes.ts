import { describe, expect, it } from 'vitest'
import { trunkId } from '../../../src/core/ids.ts'
import type { Cause } from '../../../src/core/state/outcome.ts'
import { dialAlice, dialBob } from '../../support/switch-recorder.ts'
import type { Bench } from './bench.ts'

const REASON = (q850: number): readonly (readonly [string, string])[] => [
  ['Reason', `Q.850;cause=${q850};text="test"`],
]

const ANSWERS: readonly (readonly [status: number, q850: number | undefined, cause: Cause])[] = [
  [404, undefined, 'invalid-number'],
  [410, undefined, 'invalid-number'],
  [484, undefined, 'invalid-number'],
  [480, undefined, 'no-answer'],
  [480, 20, 'unreachable'],
  [480, 17, 'busy'],
  [486, undefined, 'busy'],
  [488, undefined, 'incompatible'],
  [403, undefined, 'declined'],
  [600, undefined, 'busy'],
  [603, undefined, 'declined'],
  [604, undefined, 'invalid-number'],
  [607, undefined, 'unwanted'],
  [608, undefined, 'unwanted'],
  [500, undefined, 'network-failure'],
  [500, 41, 'network-failure'],
  [502, undefined, 'network-failure'],
  [503, undefined, 'network-failure'],
  [504, undefined, 'network-failure'],
]

/** MUST 6: what the network says, as a cause. */
export function describeOutcomes(bench: Bench): void {
  describe('tells why a leg was not answered', () => {
    it.each(ANSWERS)('%i with Q.850 %s is %s', async (status, q850, cause) => {
      const { legId, call } = await bench.ring()
      call.trying()
      call.respond(status, 'No', q850 === undefined ? [] : REASON(q850))
      expect(await bench.told.released(legId)).toMatchObject({
        cause,
        by: 'far-end',
        sipStatus: status,
      })
      await call.sees('ACK')
    })

    it('keeps the same cause where the refusal comes after ringing', async () => {
      const { legId, call } = await bench.ring()
      call.ring()
      await bench.told.sees(legId, 'LegRinging')
      call.respond(486, 'Busy Here')
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'busy', sipStatus: 486 })
    })

    it('a trunk that gives no provisional answer in two seconds failed', async () => {
      const order = dialAlice()
      const before = Date.now()
      bench.perform(order)
      const released = await bench.told.released(order.legId, 6_000)
      expect(released).toMatchObject({ cause: 'network-failure', by: 'switch' })
      expect(Date.now() - before).toBeGreaterThan(1_800)
      expect(Date.now() - before).toBeLessThan(4_500)
    })

    it('a trunk where nobody listens failed', async () => {
      const order = dialAlice({ trunkId: trunkId('nowhere') })
      bench.perform(order)
      expect(await bench.told.released(order.legId, 6_000)).toMatchObject({
        cause: 'network-failure',
      })
    })

    it('a phone that is not there is unreachable, and no fault of the network', async () => {
      const order = dialBob('sip:bob@127.0.0.1:9;transport=udp')
      bench.perform(order)
      expect(await bench.told.released(order.legId, 17_000)).toMatchObject({ cause: 'unreachable' })
    })

    it('hears who hung up, and the network reason', async () => {
      const { legId, call } = await bench.talk()
      call.hangUp(REASON(16))
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
      await call.sees(200)
    })
  })
}
