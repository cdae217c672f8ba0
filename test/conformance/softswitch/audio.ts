import { describe, expect, it } from 'vitest'
import { eventually, remains } from '../../support/eventually.ts'
import { chord, interrupted, recorded, tone } from '../../support/peer-audio.ts'
import { PROMPT_HZ, PROMPT_MS, soundMs, type Bench } from './bench.ts'

const HELLO = 'src/lab/audio/hello.wav'
const BUSY = interrupted(chord(480, 620), 500, 500)

/** MUST 7 and 9: what a leg hears and what it is made to hear. */
export function describeAudio(bench: Bench): void {
  describe('analyses', () => {
    it('judges what answered', async () => {
      const { legId, call } = await bench.talk()
      call.audio.say(BUSY)
      const judged = await bench.told.sees(legId, 'LegJudged', 10_000)
      expect(judged.verdict.kind).toBe('busy')
    })

    it('judges early media before the answer', async () => {
      const { legId, call } = await bench.ring()
      call.audio.say(BUSY)
      call.earlyMedia()
      const judged = await bench.told.sees(legId, 'LegJudged', 10_000)
      expect(judged.verdict.kind).toBe('busy')
      expect(bench.told.has(legId, 'LegAnswered')).toBe(false)
    })

    it('listens no more once told to stop', async () => {
      const { legId, call } = await bench.talk()
      const other = await bench.talk()
      bench.perform({ kind: 'StopListening', legId })
      call.audio.say(BUSY)
      other.call.audio.say(BUSY)
      await bench.told.sees(other.legId, 'LegJudged', 10_000)
      expect(bench.told.has(legId, 'LegJudged')).toBe(false)
    })

    it('recognises a person while a prompt plays under analysis', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'long', loop: true, underAnalysis: true })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.5, 3_000)
      call.audio.say(recorded(HELLO))
      const judged = await bench.told.sees(legId, 'LegJudged', 10_000)
      expect(judged.verdict.kind).toBe('human')
    })

    it('shows the level of both directions several times a second', async () => {
      const { legId, call } = await bench.talk()
      call.audio.say(tone(500))
      await eventually(
        () =>
          bench.told.observations.some(
            (seen) => seen.kind === 'level' && seen.legId === legId && seen.fromFarEndDbfs > -30,
          ),
        3_000,
      )
    })
  })

  describe('plays prompts', () => {
    it('plays one to its end, and after it what was ordered for meanwhile', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({
        kind: 'PlayPrompt',
        legId,
        prompt: 'short',
        loop: false,
        underAnalysis: false,
        meanwhile: 'long',
      })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.short) > 0.7, 3_000)
      const ended = await bench.told.sees(legId, 'PromptEnded')
      expect(ended).toMatchObject({ prompt: 'short', completed: true })
      expect(soundMs(call.audio.heard)).toBeGreaterThan(PROMPT_MS.short - 40)
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      expect(call.audio.longestSilenceMs()).toBeLessThan(500)
      bench.perform({ kind: 'StopPrompt', legId })
      await eventually(() => call.audio.loudest() < 200, 3_000)
      expect(bench.told.of(legId).filter(({ kind }) => kind === 'PromptEnded')).toHaveLength(1)
    })

    it('plays one again and again until stopped', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'short', loop: true, underAnalysis: true })
      await remains(() => !bench.told.has(legId, 'PromptEnded'), 1_500)
      await eventually(() => call.audio.shareAt(PROMPT_HZ.short) > 0.5, 3_000)
      bench.perform({ kind: 'StopPrompt', legId })
      expect(await bench.told.sees(legId, 'PromptEnded')).toMatchObject({ completed: false })
      await eventually(() => call.audio.loudest() < 200, 3_000)
    })

    it('ends the one that plays when a new one comes', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'long', loop: true, underAnalysis: true })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.7, 3_000)
      bench.perform({
        kind: 'PlayPrompt',
        legId,
        prompt: 'short',
        loop: false,
        underAnalysis: false,
      })
      await eventually(
        () => bench.told.of(legId).filter(({ kind }) => kind === 'PromptEnded').length === 2,
        5_000,
      )
      const ends = bench.told.of(legId).filter((event) => event.kind === 'PromptEnded')
      expect(ends).toMatchObject([
        { prompt: 'long', completed: false },
        { prompt: 'short', completed: true },
      ])
    })

    it.each(['missing', 'broken'])('tells that a %s prompt could not be played', async (prompt) => {
      const { legId } = await bench.talk()
      bench.perform({ kind: 'PlayPrompt', legId, prompt, loop: false, underAnalysis: false })
      expect(await bench.told.sees(legId, 'PromptEnded')).toMatchObject({
        prompt,
        completed: false,
      })
      expect(bench.told.has(legId, 'LegReleased')).toBe(false)
    })

    it('tells nothing of a prompt whose leg ended', async () => {
      const { legId, call } = await bench.talk()
      bench.perform({
        kind: 'PlayPrompt',
        legId,
        prompt: 'long',
        loop: false,
        underAnalysis: false,
      })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.5, 3_000)
      bench.perform({ kind: 'ReleaseLeg', legId, cause: 'released' })
      await bench.told.released(legId)
      await remains(() => bench.told.signalling(legId).at(-1) === 'LegReleased', 300)
    })
  })

  describe('keeps the audio path', () => {
    it('hears digits once each, and sends them', async () => {
      const { legId, call } = await bench.talk()
      call.audio.press('5')
      await bench.told.sees(legId, 'DigitPressed')
      call.audio.press('#')
      await eventually(
        () => bench.told.of(legId).filter(({ kind }) => kind === 'DigitPressed').length === 2,
        3_000,
      )
      const pressed = bench.told.of(legId).filter((event) => event.kind === 'DigitPressed')
      expect(pressed.map(({ digit }) => digit)).toEqual(['5', '#'])
      bench.perform({ kind: 'SendDigits', legId, digits: '12*' })
      await eventually(() => call.audio.digits.join('') === '12*', 5_000)
    })

    it('follows a far end that sends from another port', async () => {
      const { legId, call } = await bench.talk()
      await call.audio.moveToAnotherPort()
      call.audio.forget()
      bench.perform({ kind: 'PlayPrompt', legId, prompt: 'long', loop: true, underAnalysis: true })
      await eventually(() => call.audio.shareAt(PROMPT_HZ.long) > 0.7, 5_000)
    })

    it('agrees to a new description in the call', async () => {
      const { legId, call } = await bench.talk()
      await call.sees('ACK')
      call.reinvite()
      const answer = await call.sees(200)
      expect(answer.body).toContain('m=audio')
      await eventually(() => call.count('INVITE') === 1)
      expect(bench.told.has(legId, 'LegReleased')).toBe(false)
    })

    it('ends an answered leg that brings no packet for too long', async (context) => {
      const { mediaTimeoutMs } = bench.started
      if (mediaTimeoutMs === undefined)
        return context.skip('this adapter has a fixed media timeout')
      const { legId, call } = await bench.talk()
      call.audio.mute()
      const released = await bench.told.released(legId, mediaTimeoutMs + 5_000)
      expect(released).toMatchObject({ cause: 'media-timeout', by: 'switch' })
      await call.sees('BYE')
    })
  })
}
