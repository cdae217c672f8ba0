import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import type { SwitchOrder } from '../../../src/core/effects.ts'
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
      await sleep(300)
      expect(bench.told.of(legId)).toEqual([])
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
      await sleep(500)
      expect(bench.carrier.calls).toHaveLength(calls)
      expect(bench.told.has(legId, 'LegReleased')).toBe(false)
      call.hangUp()
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal' })
    })

    it('ends a leg once and tells nothing about it afterwards', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      call.hangUp()
      await bench.told.released(legId)
      await sleep(500)
      const kinds = bench.told.of(legId).map(({ kind }) => kind)
      expect(kinds.filter((kind) => kind === 'LegReleased')).toHaveLength(1)
      expect(kinds.at(-1)).toBe('LegReleased')
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
