import { type BeepContext, type BeepOpinion, judgeBeep } from './beep.ts'
import { FaxData, type FaxTone, faxTone } from './fax.ts'
import { ProgressTone } from './progress.ts'
import { SpecialInformation } from './special-information.ts'
import { type Tone, ToneTracker } from './tones.ts'

/** The softest moment before a tone is looked for in so many hops. */
const RISE_HOPS = 10
/** Two tones of different frequency within this are a melody, if both are pure. */
const MELODY_HOPS = 200
const MELODY_PURITY = 0.85
const RAW_HOPS = 32
/** A tone less pure, less steady or lower than this may be a vowel. */
const VOICE_PURITY = 0.92
const VOICE_SWING_DB = 3
const VOICE_HZ = 385

/** Everything that is no voice: tones of machines, networks and faxes, and what they mean. */
export class Signals {
  readonly information = new SpecialInformation()
  readonly progress = new ProgressTone()
  readonly #tones = new ToneTracker()
  readonly #faxData = new FaxData()
  readonly #rawLevels = new Float64Array(RAW_HOPS)
  #previous: Tone | undefined
  #judged: Tone | undefined
  #riseDb = 0
  #melody = false

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
    this.#rawLevels[hop % RAW_HOPS] = measuredDb
    const tones = this.#tones
    const change = concealed
      ? tones.lost(hop)
      : power === undefined
        ? tones.quiet(hop)
        : tones.push(hop, power, db)
    if (!concealed) this.progress.push(hop, power, db)
    if (change === 'confirmed') this.#begin(tones.tone!)
    if (tones.tone !== undefined) this.information.follow(tones.tone, tones.sounding)
    this.#faxData.push(power)
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

  /** The tone that sounds, if no voice could sing it so. */
  get #electronic(): Tone | undefined {
    const { tone, sounding } = this.#tones
    const isVoice =
      !sounding || tone === undefined || tone.purity < VOICE_PURITY || tone.swingDb > VOICE_SWING_DB
    return isVoice || tone.hz < VOICE_HZ ? undefined : tone
  }

  /** Whether any tone was heard at all. */
  get heard(): boolean {
    return this.#previous !== undefined || this.progress.steps > 0
  }

  /** The fax signal heard by now, if any. */
  get fax(): FaxTone | undefined {
    if (this.#faxData.heard) return 'V.21'
    const { tone, sounding } = this.#tones
    return tone === undefined ? undefined : faxTone(tone, sounding)
  }

  /** The newest tone, once, as soon as it is known to be a beep. */
  takeBeep(context: Pick<BeepContext, 'greeted' | 'machine' | 'peakDb'>): Tone | undefined {
    const { tone, sounding } = this.#tones
    if (tone === undefined || tone === this.#judged) return undefined
    const opinion: BeepOpinion = judgeBeep(tone, sounding, {
      ...context,
      information: this.information.underWay || this.information.heard !== undefined,
      fax: this.#faxData.underWay,
      riseDb: this.#riseDb,
      melody: this.#melody,
    })
    if (opinion === 'not-yet') return undefined
    this.#judged = tone
    return opinion === 'beep' ? tone : undefined
  }

  #begin(tone: Tone): void {
    this.information.begin(tone)
    let softest = 0
    for (let hop = Math.max(0, tone.startHop - RISE_HOPS); hop < tone.startHop; hop += 1) {
      softest = Math.min(softest, this.#rawLevels[hop % RAW_HOPS]!)
    }
    this.#riseDb = tone.startHop <= 0 ? 100 : tone.levelDb - softest
    const before = this.#previous
    this.#melody =
      before !== undefined &&
      before.purity > MELODY_PURITY &&
      tone.startHop - before.endHop < MELODY_HOPS &&
      Math.abs(tone.hz - before.hz) > 0.01 * tone.hz
    this.#previous = tone
  }
}
