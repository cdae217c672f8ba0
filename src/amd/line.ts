import { Cadence } from './cadence.ts'
import { HOP_SAMPLES } from './hop.ts'
import { LevelMeter } from './level.ts'
import { Signals } from './signals.ts'
import { Spectrum, SPECTRUM_POINTS } from './spectrum.ts'
import { DEAF_DB, VoiceActivity } from './voice-activity.ts'

/** The line is learnt for so long before its first sounds are judged. */
const LEARN_HOPS = 25
/** Voice is judged so late, so that what turns out to be a tone was never voice. */
const DELAY_HOPS = 12
/** Levels are kept for so many hops: the whole opening, to a power of two. */
const KEPT_HOPS = 256
/** What proves to be a tone was none other for so many hops back, at most. */
const TONE_BACK_HOPS = 32
/**
 * A line that begins in the middle of a word has no noise to be learnt from: where the threshold
 * falls by so much in its first second, to so far under what was loudest, and nobody was heard yet,
 * its beginning is judged anew.
 */
const OPENING_HOPS = 240
const FELL_DB = 10
const UNDER_OPENING_DB = 24
/** Lost audio is taken for more of the same so long, then for quiet. */
const CONCEAL_HOPS = 6
/** So many loud hops among those not judged yet may be voice. */
const STIRRING_HOPS = 3
const OVER_FLOOR_DB = 3
/** Soft voice shows in the mean over so many hops before and after, which noise hardly moves. */
const CARRIED_HOPS = 4
/** It lasts no longer without a louder moment. */
const CARRIED_MOST_HOPS = 30
/**
 * It is not quiet after a turn while so many hops on end stand over what the line was before it,
 * though they are no voice: soft words, breath, where they move as voices do; the noise that a
 * recording brings where it is so far over it. For so long.
 */
const RESTLESS_HOPS = 3
const RESTLESS_DB = 7
const RESTLESS_MOST_HOPS = 60
/** What stands so far over the softest moment of late, and is no tone, moves as voices do. */
const STIR_DB = 5
/** Digital silence is no moment of the line. */
const SILENT_DB = -99
/** The noise of a line is looked at so often. */
const NOISE_EVERY_HOPS = 4
/** A line may begin in the middle of a tone: at first everything is looked at. */
const FIRST_HOPS = 150

/** One for all lines: nothing in it is kept, and a thousand would not fit into a core's cache. */
const scratch = new Spectrum()

/** Cuts a leg's audio into hops and hears voice and signals in them. Allocates nothing per hop. */
export class Line {
  readonly voice = new VoiceActivity()
  readonly cadence = new Cadence()
  readonly signals = new Signals()
  /** Hops heard since the first sample; the newest is `hop - 1`. */
  hop = 0
  /** The hop after the last one that held voice or a signal. */
  soundEnd = 0
  /** Hops that moved as voices do, in noise as well. */
  stirs = 0
  readonly #onHop: () => void
  readonly #level = new LevelMeter()
  readonly #ring = new Float32Array(SPECTRUM_POINTS)
  readonly #buffer = new Float32Array(HOP_SAMPLES)
  readonly #levels = new Float64Array(KEPT_HOPS).fill(-100)
  #filled = 0
  #lostInHop = 0
  #lostHops = 0
  #lastLoud = -1_000
  /** The threshold by which the line's beginning was judged. */
  #openingDb = 0
  #lastDb = -100
  /** Where voice began in the quiet before the turn. */
  #beforeDb = 0
  /** The softest moment since the last voice. */
  #lullDb = 0
  #restless = 0
  #restlessEnd = 0
  #signalEnd = 0

  /** `onHop` is called after each hop has been heard. */
  constructor(onHop: () => void) {
    this.#onHop = onHop
  }

  /** Takes linear samples. */
  push(samples: Int16Array): void {
    for (let at = 0; at < samples.length;) {
      const count = Math.min(HOP_SAMPLES - this.#filled, samples.length - at)
      const buffer = this.#buffer
      const shift = this.#filled - at
      for (const end = at + count; at < end; at += 1) buffer[at + shift] = samples[at]! / 32_768
      this.#fill(count)
    }
  }

  /** Takes samples that never came. */
  skip(sampleCount: number): void {
    for (let left = sampleCount; left > 0;) {
      const count = Math.min(HOP_SAMPLES - this.#filled, left)
      this.#buffer.fill(0, this.#filled, this.#filled + count)
      this.#lostInHop += count
      left -= count
      this.#fill(count)
    }
  }

  /** Whether enough was heard to judge by. */
  get learnt(): boolean {
    return this.hop >= LEARN_HOPS
  }

  /** Hops up to the newest that may be voice, of those not judged yet; 0 where too few may be. */
  get stirredTo(): number {
    let loud = 0
    let newest = 0
    for (let hop = Math.max(0, this.hop - DELAY_HOPS); hop < this.hop; hop += 1) {
      if (this.#levels[hop % KEPT_HOPS]! <= this.voice.thresholdDb) continue
      loud += 1
      newest = hop + 1
    }
    return loud >= STIRRING_HOPS ? newest : 0
  }

  /** The level of the newest hop, decibels; of what was there before where it was lost. */
  get levelDb(): number {
    return this.#lastDb
  }

  /** Hops since the turn's last sound, be it voice, a tone or what is no noise of this line. */
  get quietHops(): number {
    return this.hop - Math.max(this.cadence.last + 1, this.#signalEnd, this.#restlessEnd)
  }

  /** The spectrum of the last 32 ms, whatever they hold; good until any line hears on. */
  spectrum(): Float64Array {
    scratch.measure(this.#ring, (this.hop * HOP_SAMPLES) % SPECTRUM_POINTS)
    return scratch.power
  }

  #fill(count: number): void {
    this.#filled += count
    if (this.#filled === HOP_SAMPLES) this.#takeHop()
  }

  #takeHop(): void {
    const isLost = this.#lostInHop > 0
    this.#lostHops = isLost ? this.#lostHops + 1 : 0
    this.#filled = 0
    this.#lostInHop = 0
    const ring = this.#ring
    const buffer = this.#buffer
    const at = this.hop * HOP_SAMPLES
    for (let i = 0; i < HOP_SAMPLES; i += 1) ring[(at + i) & (SPECTRUM_POINTS - 1)] = buffer[i]!
    const measuredDb = this.#level.measure(this.#buffer)
    const isConcealed = isLost && this.#lostHops <= CONCEAL_HOPS
    const db = isConcealed ? this.#lastDb : measuredDb
    this.#lastDb = db
    this.hop += 1
    if (!isLost) this.voice.learn(db)
    this.#levels[(this.hop - 1) % KEPT_HOPS] = db
    this.#hearSignals(db, measuredDb, isLost, isConcealed)
    if (!isLost && measuredDb > this.voice.floorDb + STIR_DB && !this.signals.tonal) this.stirs += 1
    if (this.learnt) this.#hearVoice()
    this.#hearRest(measuredDb)
    this.#onHop()
  }

  #hearSignals(db: number, measuredDb: number, isLost: boolean, isConcealed: boolean): void {
    const isAudible =
      db > this.voice.floorDb + OVER_FLOOR_DB || this.signals.attentive || this.hop <= FIRST_HOPS
    const power = isAudible && !isLost ? this.spectrum() : undefined
    this.#learnNoise(db, power, isLost)
    this.signals.push(this.hop - 1, power, db, measuredDb, isConcealed)
    if (!this.signals.sounding) return
    const oldest = Math.max(this.signals.since, this.hop - TONE_BACK_HOPS, 0)
    for (let hop = oldest; hop < this.hop; hop += 1) this.#levels[hop % KEPT_HOPS] = -100
    this.soundEnd = this.hop
    this.#signalEnd = this.hop
  }

  #hearRest(db: number): void {
    const { onset, last } = this.cadence
    if (onset < 0 && db <= this.voice.thresholdDb) this.#beforeDb = this.voice.thresholdDb
    if (this.hop - 1 - DELAY_HOPS <= last) this.#lullDb = 0
    if (db > SILENT_DB) this.#lullDb = Math.min(this.#lullDb, Math.max(DEAF_DB, db))
    const overDb = db - this.#beforeDb
    const isSoftVoice = overDb > 0 && db > this.#lullDb + STIR_DB
    this.#restless = isSoftVoice || overDb > RESTLESS_DB ? this.#restless + 1 : 0
    if (this.#restless >= RESTLESS_HOPS && this.hop - last <= RESTLESS_MOST_HOPS)
      this.#restlessEnd = this.hop
  }

  #learnNoise(db: number, power: Float64Array | undefined, isLost: boolean): void {
    const isTurn = this.hop % NOISE_EVERY_HOPS === 0
    if (!isTurn || isLost || this.signals.attentive || db > this.voice.thresholdDb) return
    this.signals.learnNoise(db <= DEAF_DB ? undefined : (power ?? this.spectrum()))
  }

  /** Whether soft voice stands over the noise for longer than noise does. */
  #isCarried(hop: number): boolean {
    if (this.cadence.last < 0 || hop - this.#lastLoud > CARRIED_MOST_HOPS) return false
    let sum = 0
    for (let at = hop - CARRIED_HOPS; at <= hop + CARRIED_HOPS; at += 1) {
      sum += Math.max(DEAF_DB, this.#levels[at % KEPT_HOPS]!)
    }
    return sum / (2 * CARRIED_HOPS + 1) > this.voice.carriedDb
  }

  /** The first hop to judge: the newest, or the line's first where its beginning is judged. */
  #judgedFrom(newest: number): number {
    const { thresholdDb, peakDb } = this.voice
    const fell = thresholdDb < Math.min(this.#openingDb - FELL_DB, peakDb - UNDER_OPENING_DB)
    const isAnew = fell && this.cadence.last < 0 && this.hop <= OPENING_HOPS
    if (this.hop > LEARN_HOPS && !isAnew) return newest
    this.cadence.reset()
    this.#openingDb = thresholdDb
    return 0
  }

  #hearVoice(): void {
    const newest = this.hop - 1 - DELAY_HOPS
    const { thresholdDb, peakDb } = this.voice
    for (let hop = this.#judgedFrom(newest); hop <= newest; hop += 1) {
      const db = this.#levels[hop % KEPT_HOPS]!
      if (db > thresholdDb) this.#lastLoud = hop
      const isCarried = db <= thresholdDb && this.#isCarried(hop)
      this.cadence.push(hop, isCarried ? thresholdDb + 0.01 : db, thresholdDb, peakDb)
    }
    this.soundEnd = Math.max(this.soundEnd, this.cadence.last + 1)
  }
}
