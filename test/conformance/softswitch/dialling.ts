import { describe, expect, it } from 'vitest'
import { trunkId } from '../../../src/core/ids.ts'
import { eventually, remains } from '../../support/eventually.ts'
import { chord, tone } from '../../support/peer-audio.ts'
import { valueOf } from '../../support/sip-text.ts'
import { dialAlice } from '../../support/switch-recorder.ts'
import { GUARDED, ring, type Bench } from './bench.ts'

/** MUST 4 and 5: from the INVITE to the answer, and the giving up in between. */
export function describeDialling(bench: Bench): void {
  describe('dials', () => {
    it('tells of ringing, early media, the answer and the end in their order', async () => {
      const { legId, call } = await bench.ring()
      call.trying()
      call.ring()
      await bench.told.sees(legId, 'LegRinging')
      call.audio.say(chord(440, 480))
      call.earlyMedia()
      await bench.told.sees(legId, 'LegEarlyMedia')
      call.answer()
      await bench.told.sees(legId, 'LegAnswered')
      await call.sees('ACK')
      call.hangUp()
      await bench.told.released(legId)
      expect(bench.told.signalling(legId)).toEqual([
        'LegRinging',
        'LegEarlyMedia',
        'LegAnswered',
        'LegReleased',
      ])
    })

    it('shows the caller identity that the order names', async () => {
      const { call } = await bench.ring()
      expect(call.invite.uri).toContain('+12025550100')
      expect(valueOf(call.invite, 'from')).toContain('+12025550199')
    })

    it('cancels when the ring time runs out, and the leg ends as not answered', async () => {
      const { legId, call } = await bench.ring({ ringTimeoutMs: 3_000 })
      call.ring()
      const released = await bench.told.released(legId, 8_000)
      expect(released).toMatchObject({ cause: 'no-answer', by: 'us' })
      expect(call.count('CANCEL')).toBeGreaterThanOrEqual(1)
      await call.sees('ACK')
    })

    it('cancels early media that leads to nothing', async () => {
      const { legId, call } = await bench.ring({ ringTimeoutMs: 3_000 })
      call.audio.say(chord(440, 480))
      call.earlyMedia()
      expect(await bench.told.released(legId, 8_000)).toMatchObject({ cause: 'no-answer' })
      await call.sees('CANCEL')
    })

    it('takes a trunk that says 100 and then nothing for a customer who may be ringing', async () => {
      const { legId, call } = await bench.ring({ ringTimeoutMs: 4_000 })
      call.trying()
      expect(await bench.told.released(legId, 9_000)).toMatchObject({ cause: 'no-answer' })
      await call.sees('CANCEL')
    })

    it('acknowledges and hangs up a 200 that crosses its CANCEL', async () => {
      bench.carrier.obeysCancel = false
      const { legId, call } = await bench.ring()
      call.ring()
      await bench.told.sees(legId, 'LegRinging')
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'cancelled' })
      await call.sees('CANCEL')
      call.answer()
      await call.sees('ACK')
      await call.sees('BYE')
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'cancelled', by: 'us' })
      expect(bench.told.has(legId, 'LegAnswered')).toBe(false)
    })

    it('ends a ringing leg as what it was cancelled for', async () => {
      const { legId, call } = await bench.ring()
      call.ring()
      await bench.told.sees(legId, 'LegRinging')
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'cancelled' })
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'cancelled', by: 'us' })
      await call.sees('CANCEL')
    })

    it('acknowledges a repeated 200 again and answers once', async () => {
      const { legId, call } = await bench.talk()
      await call.sees('ACK')
      call.answer()
      await eventually(() => call.count('ACK') >= 2, 3_000)
      expect(bench.told.of(legId).filter(({ kind }) => kind === 'LegAnswered')).toHaveLength(1)
    })

    it('takes a BYE that comes before its ACK got there', async () => {
      const { legId, call } = await bench.ring()
      call.answer()
      call.hangUp()
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'normal', by: 'far-end' })
      await call.sees(200)
      expect(await bench.started.softswitch.survey()).toEqual([])
    })

    it.each([401, 407] as const)('answers a trunk that challenges with %i', async (status) => {
      const order = dialAlice({ trunkId: trunkId('guarded') })
      const { legId, call } = await ring(bench, bench.guarded, order)
      call.challenge(status)
      await eventually(() => call.proves(GUARDED.username, GUARDED.password), 3_000)
      call.ring()
      call.audio.say(tone(500))
      call.answer()
      await bench.told.sees(legId, 'LegAnswered')
      const shown = bench.told.observations.filter(
        (seen) => seen.kind === 'sip' && seen.legId === legId,
      )
      expect(JSON.stringify(shown)).not.toContain('response=')
    })

    it('gives up on a trunk that challenges again and again', async () => {
      const order = dialAlice({ trunkId: trunkId('guarded') })
      const { legId, call } = await ring(bench, bench.guarded, order)
      call.challenge(407)
      await eventually(() => call.proves(GUARDED.username, GUARDED.password), 3_000)
      call.challenge(407)
      expect(await bench.told.released(legId)).toMatchObject({ by: 'far-end' })
      const attempts = (): number =>
        new Set(call.received.map((message) => valueOf(message, 'cseq'))).size
      await remains(() => attempts() < 6, 300)
    })

    it('hangs up when the longest call time is reached', async () => {
      const { legId, call } = await bench.talk({ maxCallMs: 2_000 })
      expect(await bench.told.released(legId, 8_000)).toMatchObject({ cause: 'max-duration' })
      await call.sees('BYE')
    })

    it('says BYE when a leg is to be released', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      expect(await bench.told.released(legId)).toMatchObject({ cause: 'released', by: 'us' })
      await call.sees('BYE')
    })
  })
}
