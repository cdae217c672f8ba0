import { HeldLevel } from './level.ts'

/** A gap of up to so many hops is inside one run of voice. */
const BRIDGE_HOPS = 10
/** A run needs so many voiced hops to count: less is a click. */
const RUN_HOPS = 5
/** A gap so long may have been a wait for an answer; one so long ends a phrase. */
const WAIT_HOPS = 25
const PHRASE_GAP_HOPS = 45
/** Talk comes so close to the loudest of the turn, most of the time; noise that swells does not. */
const CLEAR_DB = 14
/** A run must come so close to the loudest voice: less is someone in the background. */
const BACKGROUND_DB = 13
/** Voice rises and falls within a run by more than this; the noise of a line does not. */
const LIVELY_DB = 5

/** Voiced hops of a stretch of the turn, and how many of them were clearly the turn's voice. */
class Stretch {
  /** Its first hop, or -1. */
  onset = -1
  voiced = 0
  clear = 0

  begin(onset: number): void {
    this.onset = onset
    this.voiced = 0
    this.clear = 0
  }

  add(voiced: number, clear: number): void {
    this.voiced += voiced
    this.clear += clear
  }
}

/**
 * How the far end talks: runs of voice and the gaps between them since the turn began.
 * All counts are hops. A run counts from its first hop once it has proved to be one.
 */
export class Cadence {
  /** All runs since the turn began. */
  readonly turn = new Stretch()
  /** Those since the last gap that may have been a wait. */
  readonly sinceWait = new Stretch()
  /** Those since the last gap that phrases seldom have. */
  readonly phrase = new Stretch()
  /** The last voiced hop of a counting run, or -1. */
  last = -1
  /** The last one that was clearly the turn's voice, or -1. */
  lastClear = -1
  runs = 0
  longestRun = 0
  longestGap = 0
  readonly #held = new HeldLevel()
  #runStart = -1
  #runLast = -1
  #runVoiced = 0
  #runPeakDb = -100
  #runLeastDb = 0
  #loudestDb = -100
  #counts = false

  /** Forgets the turn; the next run begins a new one. */
  reset(): void {
    this.turn.begin(-1)
    this.sinceWait.begin(-1)
    this.phrase.begin(-1)
    this.last = -1
    this.lastClear = -1
    this.runs = 0
    this.longestRun = 0
    this.longestGap = 0
    this.#loudestDb = -100
    this.#runStart = -1
    this.#counts = false
  }

  /** Hop at which the turn began, or -1 while nobody has spoken. */
  get onset(): number {
    return this.turn.onset
  }

  /** Voiced hops in all counting runs. */
  get voiced(): number {
    return this.turn.voiced
  }

  /** From the first voiced hop to the last, gaps included. */
  get span(): number {
    return this.onset < 0 ? 0 : this.last - this.onset + 1
  }

  /** The run that is going on, from its start to `hop`; 0 in a gap. */
  running(hop: number): number {
    return this.#counts && hop - this.#runLast <= BRIDGE_HOPS ? hop - this.#runStart + 1 : 0
  }

  /** Takes one hop: its level, and the threshold and peak of the line at that moment. */
  push(hop: number, db: number, thresholdDb: number, peakDb: number): void {
    if (this.#runStart >= 0 && hop - this.#runLast > BRIDGE_HOPS) this.#endRun()
    const heldDb = this.#held.push(db)
    if (db <= thresholdDb) return
    if (this.#runStart < 0) this.#startRun(hop)
    this.#runLast = hop
    this.#runVoiced += 1
    this.#runPeakDb = Math.max(this.#runPeakDb, db)
    if (hop > this.#runStart) this.#runLeastDb = Math.min(this.#runLeastDb, db)
    if (this.#counts) this.#extend(hop, 1, heldDb)
    else if (this.#isVoice(peakDb)) this.#count(hop, heldDb)
  }

  #isVoice(peakDb: number): boolean {
    return (
      this.#runVoiced >= RUN_HOPS &&
      this.#runPeakDb > peakDb - BACKGROUND_DB &&
      this.#runPeakDb - this.#runLeastDb > LIVELY_DB
    )
  }

  #startRun(hop: number): void {
    this.#runStart = hop
    this.#runVoiced = 0
    this.#runPeakDb = -100
    this.#runLeastDb = 0
    this.#counts = false
  }

  #endRun(): void {
    this.#runStart = -1
    this.#counts = false
  }

  #count(hop: number, heldDb: number): void {
    this.#counts = true
    const start = this.#runStart
    const gap = this.onset < 0 ? 0 : start - this.last - 1
    const isFirst = this.onset < 0
    if (isFirst) this.turn.begin(start)
    if (isFirst || gap >= WAIT_HOPS) this.sinceWait.begin(start)
    if (isFirst || gap >= PHRASE_GAP_HOPS) this.phrase.begin(start)
    this.longestGap = Math.max(this.longestGap, gap)
    this.runs += 1
    this.#extend(hop, this.#runVoiced, heldDb)
  }

  #extend(hop: number, voiced: number, db: number): void {
    this.last = hop
    this.#loudestDb = Math.max(this.#loudestDb, db)
    const clear = db > this.#loudestDb - CLEAR_DB ? voiced : 0
    if (clear > 0) this.lastClear = hop
    this.turn.add(voiced, clear)
    this.sinceWait.add(voiced, clear)
    this.phrase.add(voiced, clear)
    this.longestRun = Math.max(this.longestRun, hop - this.#runStart + 1)
  }
}
