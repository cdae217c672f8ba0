import { remains } from '../../support/eventually.ts'
import { describe, expect, it } from 'vitest'
import type { SwitchOrder } from '../../../src/core/state/effects.ts'
import { trunkId } from '../../../src/core/ids.ts'
import { dialAlice, dialBob, newLegId } from '../../support/switch-recorder.ts'
import type { Bench } from './bench.ts'

/** MUST 1, 2, 3 and 11: how orders are taken and how legs end. */
export function describeOrders(bench: Bench): void {
  describe('takes orders', () => {
    it('answers an order for a leg that is gone with nothing', async () => {
      const legId = newLegId()
      const orders: readonly SwitchOrder[] = [
        { kind: 'ReleaseLeg', legId, cause: 'released' },
        { kind: 'PlayPrompt', legId, prompt: 'short', loop: false, underAnalysis: false },
        { kind: 'StopPrompt', legId },
        { kind: 'StopListening', legId },
        { kind: 'BridgeLegs', a: legId, b: newLegId() },
        { kind: 'SplitLegs', a: legId, b: newLegId() },
        { kind: 'SendDigits', legId, digits: '1' },
      ]
      for (const order of orders) bench.perform(order)
      await remains(() => bench.told.of(legId).length === 0, 300)
    })

    it('ends a dial over an unknown trunk as refused', async () => {
      const order = dialAlice({ trunkId: trunkId('unknown') })
      bench.perform(order)
      expect(await bench.told.released(order.legId)).toMatchObject({ cause: 'refused' })
    })

    it('ends a dial to a contact that is no address as refused', async () => {
      const order = dialBob('not an address')
      bench.perform(order)
      expect(await bench.told.released(order.legId)).toMatchObject({ cause: 'refused' })
    })

    it('does not dial a second time with the id of a leg that is up', async () => {
      const { legId, call } = await bench.talk()
      const calls = bench.carrier.calls.length
      bench.perform(dialAlice({ legId }))
      const isOne = (): boolean => bench.carrier.calls.length === calls
      await remains(() => isOne() && !bench.told.has(legId, 'LegReleased'), 500)
      call.hangUp()
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal' })
    })

    it('ends a leg once and tells nothing about it afterwards', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      call.hangUp()
      await bench.told.released(legId)
      const [...before] = bench.told.of(legId).map(({ kind }) => kind)
      expect(before.filter((kind) => kind === 'LegReleased')).toHaveLength(1)
      expect(before.at(-1)).toBe('LegReleased')
      await remains(() => bench.told.of(legId).length === before.length, 500)
    })

    it('names every leg that is up, with its state', async () => {
      const ringing = await bench.ring()
      ringing.call.ring()
      await bench.told.sees(ringing.legId, 'LegRinging')
      const talking = await bench.talk()
      const legs = await bench.started.softswitch.survey()
      expect(legs).toHaveLength(2)
      expect(legs).toContainEqual({ legId: ringing.legId, state: 'ringing' })
      expect(legs).toContainEqual({ legId: talking.legId, state: 'answered' })
    })

    it('shows each message of a leg without credentials', async () => {
      const { legId } = await bench.talk()
      const lines = bench.told.observations.flatMap((seen) =>
        seen.kind === 'sip' && seen.legId === legId ? [`${seen.direction} ${seen.firstLine}`] : [],
      )
      expect(lines[0]).toMatch(/^sent INVITE sip:/)
      expect(lines).toContainEqual(expect.stringMatching(/^received 180 /))
      expect(lines).toContainEqual(expect.stringMatching(/^received 200 /))
      expect(lines).toContainEqual(expect.stringMatching(/^sent ACK /))
    })
  })
}
