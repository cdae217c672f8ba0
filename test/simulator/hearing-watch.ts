import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId, LegId } from '../../src/core/ids.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, isTaken, type Blame, type Watch } from './watch.ts'

/** What a customer on the line hears, as ordered. */
interface Ear {
  /** When its leg was ordered: an older survey says nothing of it. */
  readonly at: Instant
  answered: boolean
  /** A machine may be left to itself: nobody listens. */
  isMachine: boolean
  hears: 'nothing' | 'prompt' | 'somebody' | 'its own words' | 'the end'
  prompt: string | undefined
  isLoop: boolean
  other: LegId | undefined
  /** Prompts that a newer one has ended: their ends are still to be told. */
  readonly replaced: string[]
}

/** A customer on the line is never in silence: the step that ends what they hear orders what is next. */
export class HearingWatch implements Watch {
  private readonly blame: Blame
  private readonly ears = new Map<LegId, Ear>()

  constructor(blame: Blame) {
    this.blame = blame
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    const touched = new Set<LegId>()
    this.hear(event, effects, touched, now)
    for (const effect of effects) this.see(effect, touched, now)
    for (const id of touched) {
      const ear = this.ears.get(id)
      if (ear?.answered !== true || ear.isMachine || ear.hears !== 'nothing') continue
      this.blame(`${id} hears nothing after ${event.kind}`)
    }
  }

  private hear(event: Event, effects: readonly Effect[], touched: Set<LegId>, now: Instant): void {
    switch (event.kind) {
      case 'CallArrived':
        if (isTaken(effects)) this.ears.set(event.legId, { ...silent(now), answered: true })
        touched.add(event.legId)
        return
      case 'LegAnswered':
        return this.answered(event.legId, touched)
      case 'LegReleased':
        return this.gone(event.legId, touched)
      case 'PromptEnded':
        return this.promptEnded(event, touched)
      case 'RecordingEnded': {
        const ear = this.ears.get(event.legId)
        if (ear?.hears === 'its own words') ear.hears = 'nothing'
        touched.add(event.legId)
        return
      }
      case 'LegJudged': {
        const ear = this.ears.get(event.legId)
        if (ear !== undefined) ear.isMachine = event.verdict.kind === 'machine'
        return
      }
      case 'SwitchSurveyed':
        return this.surveyed(event, touched)
      default:
        return
    }
  }

  private promptEnded(
    { legId, prompt, completed }: Extract<Event, { kind: 'PromptEnded' }>,
    touched: Set<LegId>,
  ): void {
    const ear = this.ears.get(legId)
    const at = completed ? -1 : (ear?.replaced.indexOf(prompt) ?? -1)
    if (at >= 0) ear?.replaced.splice(at, 1)
    if (at >= 0 || ear?.hears !== 'prompt' || ear.prompt !== prompt) return
    // Music that cannot be played is not begun anew: it would end as often as it begins.
    if (ear.isLoop && !completed) return
    ear.hears = 'nothing'
    touched.add(legId)
  }

  private surveyed(
    { askedAt, legs }: Extract<Event, { kind: 'SwitchSurveyed' }>,
    touched: Set<LegId>,
  ): void {
    const up = new Map(legs.map((leg) => [leg.legId, leg]))
    for (const [id, { at }] of this.ears) {
      if (at >= askedAt) continue
      if (up.get(id)?.state === 'answered') this.answered(id, touched)
      else if (!up.has(id)) this.ears.delete(id)
    }
  }

  private answered(id: LegId, touched: Set<LegId>): void {
    const ear = this.ears.get(id)
    if (ear === undefined || ear.answered) return
    ear.answered = true
    touched.add(id)
  }

  private gone(id: LegId, touched: Set<LegId>): void {
    this.ears.delete(id)
    for (const [listener, ear] of this.ears) {
      if (ear.other !== id || ear.hears !== 'somebody') continue
      ear.other = undefined
      ear.hears = 'nothing'
      touched.add(listener)
    }
  }

  private see(effect: Effect, touched: Set<LegId>, now: Instant): void {
    switch (effect.kind) {
      case 'DialCustomer':
      case 'AnswerLeg':
        this.ears.set(effect.legId, silent(now))
        return
      case 'BridgeLegs':
        this.together(effect.a, effect.b)
        return this.together(effect.b, effect.a)
      case 'SplitLegs':
        for (const id of [effect.a, effect.b]) this.hearsFrom(id, 'nothing', touched)
        return
      case 'PlayPrompt':
        return this.plays(effect, touched)
      case 'StopPrompt':
        return this.hearsFrom(effect.legId, 'nothing', touched)
      case 'ReleaseLeg':
        return this.hearsFrom(effect.legId, 'the end', touched)
      case 'Publish':
        if (effect.note.event === 'recording-started') this.isRecorded(effect.callbackId)
        return
      default:
        return
    }
  }

  private plays(
    { legId, prompt, loop }: Extract<Effect, { kind: 'PlayPrompt' }>,
    touched: Set<LegId>,
  ): void {
    const ear = this.ears.get(legId)
    if (ear?.hears === 'prompt' && ear.prompt !== undefined) ear.replaced.push(ear.prompt)
    this.hearsFrom(legId, 'prompt', touched)
    if (ear === undefined) return
    ear.prompt = prompt
    ear.isLoop = loop
  }

  private isRecorded(id: CallbackId): void {
    for (const [legId, ear] of this.ears) {
      if (ear.hears === 'nothing' && interactionOf(legId) === id) ear.hears = 'its own words'
    }
  }

  private together(id: LegId, other: LegId): void {
    const ear = this.ears.get(id)
    if (ear === undefined) return
    ear.hears = 'somebody'
    ear.other = other
  }

  private hearsFrom(id: LegId, hears: Ear['hears'], touched: Set<LegId>): void {
    const ear = this.ears.get(id)
    if (ear === undefined || ear.hears === 'the end') return
    ear.hears = hears
    ear.other = undefined
    touched.add(id)
  }
}

function silent(at: Instant): Ear {
  return {
    at,
    answered: false,
    isMachine: false,
    hears: 'nothing',
    prompt: undefined,
    isLoop: false,
    other: undefined,
    replaced: [],
  }
}
