import { type BeepContext, emptyContext, type TalkSoFar } from './beep-context.ts'
import { judgeBeep } from './beep.ts'
import { Melody } from './melody.ts'
import { isInstrumentNote, isNoVoice } from './note.ts'
import { FaxData, type FaxTone, faxTone } from './fax.ts'
import { ProgressTone } from './progress.ts'
import { SpecialInformation } from './special-information.ts'
import { Quiet } from './quiet.ts'
import { type Tone, ToneTracker } from './tones.ts'

/** The tone before goes on where no more than so many hops lie between. */
const GOES_ON_HOPS = 10
const SAME_SHARE = 0.01
/** A tone that stands no further out of the line's own noise may be a part of it, and no note. */
const NOTE_OVER_QUIET_DB = 3
const NOTE_RISE_DB = 10
/** The tones before one are counted so far back. */
const SOON_HOPS = 200
const LATELY_HOPS = 800

/** Everything that is no voice: tones of machines, networks and faxes, and what they mean. */
export class Signals {
  readonly information = new SpecialInformation()
  readonly progress = new ProgressTone()
  readonly #tones = new ToneTracker()
  readonly #faxData = new FaxData()
  readonly #quiet = new Quiet()
  readonly #melody = new Melody()
  readonly #context = emptyContext()
  #begun: Tone | undefined
  #before: Tone | undefined
  #judged: Tone | undefined
  #heardNote = false
  #hop = 0
  #refused: Tone | undefined

  /**
   * Takes hop `hop`: its spectrum, undefined where there was nothing to hear, its level as the
   * voice is judged and as it was measured. `concealed` says that it was lost.
   */
  push(
    hop: number,
    power: Float64Array | undefined,
    db: number,
    measuredDb: number,
    concealed: boolean,
  ): void {
    this.#hop = hop
    this.#quiet.learn(hop, measuredDb, concealed)
    const tones = this.#tones
    const change =
      concealed || this.#quiet.isGap
        ? tones.lost(hop)
        : power === undefined
          ? tones.quiet(hop)
          : tones.push(hop, power, db)
    if (!concealed) this.progress.push(hop, power, db)
    if (change === 'confirmed') this.#begin(tones.tone!)
    if (tones.tone !== undefined) this.information.follow(tones.tone, tones.sounding)
    if (tones.sounding) this.#followNote(tones.tone!)
    this.#faxData.push(power)
  }

  #followNote(tone: Tone): void {
    const { overQuietDb, riseDb } = this.#quiet
    if (overQuietDb < NOTE_OVER_QUIET_DB && riseDb < NOTE_RISE_DB) return
    const isNote = isInstrumentNote(tone)
    this.#heardNote ||= isNote
    this.#melody.follow(tone, isNote)
  }

  /** Takes the spectrum of a hop that holds the line's noise alone; undefined of silence. */
  learnNoise(power: Float64Array | undefined): void {
    this.#tones.learnNoise(power)
  }

  /** Whether a tone or a burst sounds now. */
  get sounding(): boolean {
    return this.#electronic !== undefined || this.progress.sounding
  }

  /** Whether the newest hop looks like part of a tone. */
  get tonal(): boolean {
    return this.#tones.tonal
  }

  /** Whether the next hop must be looked at even if it is soft. */
  get attentive(): boolean {
    return this.#tones.sounding || this.progress.start >= 0
  }

  /** The hop from which what sounds now is no voice. */
  get since(): number {
    const tone = this.#electronic?.startHop ?? Infinity
    return this.progress.sounding ? Math.min(tone, this.progress.start) : tone
  }

  /** The tone that sounds, if no voice could sing it so, or it was told as a beep. */
  get #electronic(): Tone | undefined {
    const { tone, sounding } = this.#tones
    return sounding && (tone === this.#before || isNoVoice(tone!)) ? tone : undefined
  }

  /** Whether any tone was heard that is no voice. */
  get heard(): boolean {
    return this.#heardNote || this.progress.steps > 0
  }

  /** The fax signal heard by now, if any. */
  get fax(): FaxTone | undefined {
    if (this.#faxData.heard) return 'V.21'
    const { tone, sounding } = this.#tones
    return tone === undefined ? undefined : faxTone(tone, sounding)
  }

  /** Whether there is a tone of which it was not yet said whether it is a beep. */
  get isOpen(): boolean {
    return this.#tones.tone !== this.#judged
  }

  /** The newest tone, once, as soon as it is known to be a beep; the rest is as in `BeepContext`. */
  takeBeep(talk: TalkSoFar, peakDb: number): Tone | undefined {
    const { tone, sounding } = this.#tones
    if (tone === undefined || tone === this.#judged) return undefined
    const opinion = judgeBeep(tone, sounding, this.known(tone, talk, peakDb))
    if (opinion === 'not-yet') return undefined
    this.#judged = tone
    this.#refused = opinion === 'no-beep' ? tone : undefined
    if (opinion === 'no-beep') return undefined
    this.#before = tone
    return tone
  }

  /** The tone that sounds, whatever it is: the score of beeps is fitted to all of them. */
  get soundingTone(): Tone | undefined {
    return this.#tones.sounding ? this.#tones.tone : undefined
  }

  /** What is known when a tone sounds. One object for all tones: a voice is judged at every hop. */
  known(tone: Tone, talk: TalkSoFar, peakDb: number): BeepContext {
    const context = this.#context
    const melody = this.#melody
    context.talk = talk
    context.peakDb = peakDb
    context.information = this.information.underWay || this.information.heard !== undefined
    context.fax = this.#faxData.underWay
    context.riseDb = this.#quiet.riseDb
    context.unrestDb = this.#quiet.unrestDb
    context.overQuietDb = this.#quiet.overQuietDb
    context.quietHops = this.#hop - tone.endHop
    context.tonal = this.#tones.isAgain(tone.hz)
    context.melody = melody.goesOn(tone)
    context.company = melody.hasCompany(tone)
    context.tonesSoon = melody.tonesBefore(tone, SOON_HOPS)
    context.tonesLately = melody.tonesBefore(tone, LATELY_HOPS)
    context.steadyLately = melody.steadyBefore(tone, LATELY_HOPS)
    context.repeated = melody.isRepeated(tone)
    context.before = this.#before
    return context
  }

  #begin(tone: Tone): void {
    this.information.begin(tone)
    this.#quiet.measure(tone, this.#goesOn(tone))
    this.#begun = tone
  }

  /** Whether it is the tone before, after something that covered it for a moment. */
  #goesOn(tone: Tone): boolean {
    const before = this.#begun
    if (
      before === undefined ||
      before === this.#refused ||
      tone.startHop - before.endHop > GOES_ON_HOPS
    )
      return false
    return Math.abs(tone.hz - before.hz) < SAME_SHARE * tone.hz
  }
}
