import { type BeepContext, type BeepOpinion, emptyContext } from './beep-context.ts'
import { isInstrumentNote, isNoVoice, judgeBeep } from './beep.ts'
import { Melody } from './melody.ts'
import { FaxData, type FaxTone, faxTone } from './fax.ts'
import { ProgressTone } from './progress.ts'
import { SpecialInformation } from './special-information.ts'
import { type Tone, ToneTracker } from './tones.ts'
import { DEAF_DB } from './voice-activity.ts'

/** The softest moment before a tone is looked for in so many hops. */
const RISE_HOPS = 10
const RAW_HOPS = 32
/** A gap of this length is quiet enough to tell. */
const QUIET_HOPS = 16
const SAME_SHARE = 0.01

/** Everything that is no voice: tones of machines, networks and faxes, and what they mean. */
export class Signals {
  readonly information = new SpecialInformation()
  readonly progress = new ProgressTone()
  readonly #tones = new ToneTracker()
  readonly #faxData = new FaxData()
  readonly #rawLevels = new Float64Array(RAW_HOPS)
  readonly #melody = new Melody()
  readonly #context = emptyContext()
  #begun: Tone | undefined
  #before: Tone | undefined
  #judged: Tone | undefined
  #heardNote = false
  #hop = 0
  #refused: Tone | undefined
  #riseDb = 0
  #overQuietDb = 0
  #unrestDb = 0
  #quietestDb = 0
  #quietMomentDb = 0

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
    this.#rawLevels[hop % RAW_HOPS] = measuredDb
    if (!concealed && hop > 0 && hop % QUIET_HOPS === 0) this.#learnQuiet()
    const tones = this.#tones
    const change = concealed
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
    const isInstruments = isInstrumentNote(tone)
    this.#heardNote ||= isInstruments
    this.#melody.follow(tone, isInstruments)
  }

  /** Takes the spectrum of a hop that holds the line's noise alone; undefined of silence. */
  learnNoise(power: Float64Array | undefined): void {
    this.#tones.learnNoise(power)
  }

  /** Whether a tone or a burst sounds now. */
  get sounding(): boolean {
    return this.#electronic !== undefined || this.progress.sounding
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

  /** The newest tone, once, as soon as it is known to be a beep; the rest is as in `BeepContext`. */
  takeBeep(greeted: boolean, machine: boolean, peakDb: number): Tone | undefined {
    const { tone, sounding } = this.#tones
    if (tone === undefined || tone === this.#judged) return undefined
    this.#context.greeted = greeted
    this.#context.machine = machine
    this.#context.peakDb = peakDb
    const opinion: BeepOpinion = judgeBeep(tone, sounding, this.#known(tone))
    if (opinion === 'not-yet') return undefined
    this.#judged = tone
    this.#refused = opinion === 'no-beep' ? tone : undefined
    if (opinion === 'no-beep') return undefined
    this.#before = tone
    return tone
  }

  /** One object for all tones: a voice is judged at every hop. */
  #known(tone: Tone): BeepContext {
    const context = this.#context
    context.information = this.information.underWay || this.information.heard !== undefined
    context.fax = this.#faxData.underWay
    context.riseDb = this.#riseDb
    context.unrestDb = this.#unrestDb
    context.overQuietDb = this.#overQuietDb
    context.quietHops = this.#hop - tone.endHop
    context.melody = this.#melody.isUnderWay(tone)
    context.company = this.#melody.hasCompany(tone)
    context.before = this.#before
    return context
  }

  /** A third of a second is as quiet as its loudest moment, and so is a part of it. */
  #learnQuiet(): void {
    let loudest = -100
    for (let hop = this.#hop - QUIET_HOPS + 1; hop <= this.#hop; hop += 1)
      loudest = Math.max(loudest, this.#rawLevels[hop % RAW_HOPS]!)
    this.#quietMomentDb = Math.min(this.#quietMomentDb, loudest)
    if (this.#hop % RAW_HOPS !== 0) return
    for (let i = 0; i < RAW_HOPS; i += 1) loudest = Math.max(loudest, this.#rawLevels[i]!)
    this.#quietestDb = Math.min(this.#quietestDb, loudest)
  }

  #begin(tone: Tone): void {
    this.information.begin(tone)
    let softest = 0
    for (let hop = Math.max(0, tone.startHop - RISE_HOPS); hop < tone.startHop; hop += 1) {
      softest = Math.min(softest, this.#rawLevels[hop % RAW_HOPS]!)
    }
    this.#unrestDb = Math.max(DEAF_DB, softest) - Math.max(DEAF_DB, this.#quietestDb)
    const riseDb = tone.startHop <= 0 ? 100 : tone.levelDb - softest
    this.#riseDb = this.#goesOn(tone) ? Math.max(riseDb, this.#riseDb) : riseDb
    this.#overQuietDb = tone.levelDb - Math.max(DEAF_DB, this.#quietMomentDb)
    this.#begun = tone
  }

  /** Whether it is the tone before, after something that covered it for a moment. */
  #goesOn(tone: Tone): boolean {
    const before = this.#begun
    if (
      before === undefined ||
      before === this.#refused ||
      tone.startHop - before.endHop > RISE_HOPS
    )
      return false
    return Math.abs(tone.hz - before.hz) < SAME_SHARE * tone.hz
  }
}
