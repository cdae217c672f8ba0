import { GREETED_HOPS, noTalk, weighTalk } from './beep-context.ts'
import { type Prompt, PromptListener } from './fingerprint.ts'
import type { FaxTone } from './fax.ts'
import { HOP_MS } from './hop.ts'
import { Line } from './line.ts'
import { isLikelyMachine, isTalkative, judgeTurn, LIKELY_CONFIDENCE } from './score.ts'
import type { Tone } from './tones.ts'
import type { Finding, Verdict, VerdictKind } from './verdict.ts'

/** The times of a detector, milliseconds. */
export interface DetectorOptions {
  /** After so long without a verdict it is `unsure`, or `silence`. */
  readonly analysisMaxMs?: number
  /** Without any sound for so long after the answer the verdict is `silence`. */
  readonly silenceMs?: number
  /** A machine's greeting without a beep is over after so much quiet. */
  readonly greetingEndMs?: number
  /** Announcements that are known, and recognised by their sound. */
  readonly prompts?: readonly Prompt[]
}

/**
 * Hears who answered. Fed with the far end's audio it says what it finds, and goes on listening
 * after a verdict: a later beep corrects it, a live reply after our prompt reopens `human`.
 * Deterministic: the same samples bring the same findings at the same moments, however they are
 * cut into frames.
 */
export interface Detector {
  /** Hears linear samples at 8 kHz, any number of them; early media before `answered`. */
  push(samples: Int16Array): readonly Finding[]
  /** So many samples were lost: time goes on. */
  skip(sampleCount: number): readonly Finding[]
  /** The answer happened here: times count from here, and what was heard before is early media. */
  answered(): readonly Finding[]
  /** Our own message begins to play towards the far end. */
  promptStarted(): void
  promptEnded(): void
  /** The newest beep; its end moves on while it sounds. Undefined before the first. */
  readonly beep: Beep | undefined
  /** Nothing more will come: says what can be said. */
  settle(): readonly Finding[]
}

/** A beep as it was heard. Milliseconds from the answer. */
export interface Beep {
  readonly startMs: number
  readonly endMs: number
  readonly hz: number
}

/** A detector for one leg. Never throws for any samples; memory does not grow with time. */
export function createDetector(options: DetectorOptions = {}): Detector {
  return new Listening(options)
}

const NOTHING: readonly Finding[] = Object.freeze([])
/** A message may start after so much quiet behind a beep: some machines beep twice. */
const AFTER_BEEP_HOPS = 25
/** A beep that is no longer heard as one goes on while the line is so loud, for so long at most. */
const BEEP_FALL_DB = 6
const BEEP_GOES_ON_HOPS = 200
/** A reply to our words: short, soon, then quiet. */
const REPLY_QUIET_HOPS = 60
const REPLY_MOST_HOPS = 160
const REPLY_WITHIN_HOPS = 500
/** A turn that the end of the audio cut off is a person's if it was so short. */
const SETTLE_MOST_HOPS = 250

class Listening implements Detector {
  readonly #analysisMaxMs: number
  readonly #silenceMs: number
  readonly #greetingEndMs: number
  readonly #promptListener: PromptListener | undefined
  #line = new Line(() => this.#hear())
  #answered = false
  #beep: Tone | undefined
  #beepReady = false
  #beepEnd = 0
  #ready = false
  #likely = false
  #verdict: Verdict | undefined
  #prompt: 'none' | 'playing' | 'over' = 'none'
  #promptEndHop = 0
  #findings: Finding[] = []
  readonly #talk = noTalk()

  constructor(options: DetectorOptions) {
    this.#analysisMaxMs = options.analysisMaxMs ?? 15_000
    this.#silenceMs = options.silenceMs ?? 5_000
    this.#greetingEndMs = options.greetingEndMs ?? 6_000
    const prompts = options.prompts ?? []
    this.#promptListener = prompts.length > 0 ? new PromptListener(prompts) : undefined
  }

  push(samples: Int16Array): readonly Finding[] {
    this.#line.push(samples)
    return this.#drain()
  }

  skip(sampleCount: number): readonly Finding[] {
    this.#line.skip(sampleCount)
    return this.#drain()
  }

  answered(): readonly Finding[] {
    this.#answered = true
    this.#verdict = undefined
    this.#likely = false
    this.#line = new Line(() => this.#hear())
    return this.#drain()
  }

  promptStarted(): void {
    this.#prompt = 'playing'
    this.#line.cadence.reset()
  }

  promptEnded(): void {
    this.#prompt = 'over'
    this.#promptEndHop = this.#line.hop
  }

  get beep(): Beep | undefined {
    if (this.#beep === undefined) return undefined
    const { startHop, endHop, hz } = this.#beep
    return { startMs: this.#msOf(startHop), endMs: this.#msOf(endHop), hz: Math.round(hz) }
  }

  settle(): readonly Finding[] {
    if (this.#answered && this.#verdict === undefined) {
      const { onset, span } = this.#line.cadence
      const why = 'the audio ended'
      if (onset < 0 || span > SETTLE_MOST_HOPS) this.#giveUp(why)
      else this.#say('human', 0.6, [why, this.#describeTurn()])
    }
    return this.#drain()
  }

  #drain(): readonly Finding[] {
    if (this.#findings.length === 0) return NOTHING
    const findings = this.#findings
    this.#findings = []
    return findings
  }

  /** Milliseconds from the answer to the end of the newest hop. */
  get #nowMs(): number {
    return this.#msOf(this.#line.hop)
  }

  #msOf(hop: number): number {
    return hop * HOP_MS
  }

  /** Whether a verdict about the speaker would still change something. */
  get #open(): boolean {
    const kind = this.#verdict?.kind
    return kind === undefined || kind === 'silence' || kind === 'unsure'
  }

  #hear(): void {
    if (this.#promptListener !== undefined) this.#hearPrompt(this.#promptListener)
    this.#decideSignals()
    if (!this.#answered) return
    if (this.#prompt === 'none') this.#decideTurn()
    else this.#decideReply()
    this.#decideReady()
    if (this.#verdict === undefined) this.#decideTime()
  }

  #hearPrompt(listener: PromptListener): void {
    if (this.#line.hop % 2 !== 0) return
    const match = listener.push(this.#line.spectrum())
    if (match === undefined || !this.#answered) return
    if (this.#verdict?.machine === match.prompt.machine) return
    const likeness = Math.round(match.likeness * 100)
    const evidence = [`sounds like ${match.prompt.name}, ${likeness} % of the bits`]
    this.#say('machine', 0.98, evidence, { machine: match.prompt.machine })
  }

  #decideSignals(): void {
    const { signals } = this.#line
    const information = signals.information.heard
    if (information !== undefined) {
      if (this.#verdict?.kind === 'special-information-tone') return
      const evidence = [`special information tone: ${information}`]
      this.#say('special-information-tone', 0.98, evidence, { tone: information })
      return
    }
    if (this.#answered) this.#decideTones()
    if (this.#open) this.#decideProgress()
  }

  #decideTones(): void {
    const { signals, cadence, voice, stirs } = this.#line
    const fax = cadence.voiced >= GREETED_HOPS ? undefined : signals.fax
    if (fax !== undefined && this.#verdict?.kind !== 'fax') this.#sayFax(fax)
    if (!signals.isOpen) return
    weighTalk(this.#talk, cadence, stirs, this.#verdict?.kind)
    const beep = signals.takeBeep(this.#talk, voice.peakDb)
    if (beep !== undefined) this.#sayBeep(beep)
  }

  #decideProgress(): void {
    const { progress } = this.#line.signals
    const kind = progress.judge(this.#line.hop)
    if (kind === undefined || (kind === 'ringback' && !this.#isRingback)) return
    const evidence = [`bursts of ${progress.onMs.slice(0, progress.steps).join(', ')} ms`]
    if (kind !== 'special-information-tone') this.#say(kind, 0.9, evidence)
    else this.#say(kind, 0.8, evidence, { tone: 'unknown' })
  }

  /** Whether what the pattern says may be true: after the answer, and nobody has talked since. */
  get #isRingback(): boolean {
    const { cadence, signals, stirredTo } = this.#line
    return this.#answered && stirredTo === 0 && cadence.last < signals.progress.ended
  }

  #sayFax(fax: FaxTone): void {
    this.#say('fax', fax === 'CNG' ? 0.9 : 0.98, [`fax tone ${fax}`])
  }

  #sayBeep(tone: Tone): void {
    this.#beep = tone
    this.#beepReady = false
    const startMs = this.#msOf(tone.startHop)
    const hz = Math.round(tone.hz)
    this.#findings.push({
      kind: 'beep',
      atMs: this.#nowMs,
      startMs,
      endMs: this.#msOf(tone.endHop),
      hz,
    })
    if (this.#verdict?.kind === 'machine' && this.#verdict.machine !== undefined) return
    this.#say('machine', 0.99, [`beep of ${hz} Hz at ${startMs} ms`], { machine: 'voicemail' })
  }

  #decideTurn(): void {
    const { cadence, hop, stirredTo, learnt, quietHops } = this.#line
    if (this.#open && learnt) {
      if (!this.#likely && isLikelyMachine(cadence, stirredTo)) this.#sayLikely()
      const opinion = judgeTurn(cadence, hop, stirredTo, quietHops)
      if (opinion !== undefined) this.#say(opinion.kind, opinion.confidence, [this.#describeTurn()])
    } else if (this.#verdict?.kind === 'human' && isTalkative(cadence, hop, stirredTo)) {
      this.#say('machine', 0.85, [this.#describeTurn()])
    }
  }

  #sayLikely(): void {
    this.#likely = true
    this.#findings.push({
      kind: 'likely-machine',
      atMs: this.#nowMs,
      confidence: LIKELY_CONFIDENCE,
    })
  }

  /** A short turn after our own words, then quiet: someone answered us. */
  #decideReply(): void {
    const { onset, last, span } = this.#line.cadence
    if (this.#verdict?.kind !== 'machine' || onset < 0 || span > REPLY_MOST_HOPS) return
    if (this.#prompt === 'over' && onset - this.#promptEndHop > REPLY_WITHIN_HOPS) return
    if (this.#line.stirredTo > 0 || this.#line.hop - last < REPLY_QUIET_HOPS) return
    this.#say('human', 0.8, [`reply: ${this.#describeTurn()}`])
  }

  #decideReady(): void {
    if (this.#verdict?.kind !== 'machine') return
    const soundEnd = Math.max(this.#line.soundEnd, this.#beepSoundEnd())
    const quietHops = this.#line.hop - soundEnd
    if (this.#beep !== undefined) {
      if (this.#beepReady || quietHops < AFTER_BEEP_HOPS) return
      this.#beepReady = true
      this.#sayReady('beep')
    } else if (!this.#ready && quietHops * HOP_MS >= this.#greetingEndMs) {
      this.#sayReady('greeting-end')
    }
  }

  /** The hop after the last one that may belong to the beep. */
  #beepSoundEnd(): number {
    if (this.#beep === undefined) return 0
    const { endHop, levelDb } = this.#beep
    const { hop } = this.#line
    const goesOn = hop - endHop < BEEP_GOES_ON_HOPS && this.#line.levelDb > levelDb - BEEP_FALL_DB
    this.#beepEnd = Math.max(this.#beepEnd, goesOn ? hop : endHop)
    return this.#beepEnd
  }

  #sayReady(by: 'beep' | 'greeting-end'): void {
    this.#ready = true
    this.#findings.push({ kind: 'ready', by, atMs: this.#nowMs })
  }

  #decideTime(): void {
    if (this.#nothingHeard && this.#line.stirredTo === 0 && this.#nowMs >= this.#silenceMs) {
      this.#say('silence', 0.9, [`no sound for ${this.#nowMs} ms`])
    } else if (this.#nowMs >= this.#analysisMaxMs) {
      this.#giveUp(`${this.#nowMs} ms were not enough`)
    }
  }

  get #nothingHeard(): boolean {
    return this.#line.cadence.onset < 0 && !this.#line.signals.heard
  }

  #giveUp(why: string): void {
    if (this.#nothingHeard) this.#say('silence', 0.6, [why])
    else this.#say('unsure', 0.5, [why, this.#describeTurn()])
  }

  #describeTurn(): string {
    const { span, longestRun, last } = this.#line.cadence
    const quietMs = Math.max(0, this.#line.hop - 1 - last) * HOP_MS
    return `speech ${span * HOP_MS} ms, longest run ${longestRun * HOP_MS} ms, then ${quietMs} ms of quiet`
  }

  #say(
    kind: VerdictKind,
    confidence: number,
    evidence: readonly string[],
    detail: Pick<Verdict, 'machine' | 'tone'> = {},
  ): void {
    const correction = this.#verdict !== undefined
    this.#verdict = { kind, ...detail, confidence, atMs: this.#nowMs, evidence }
    this.#findings.push({ kind: 'verdict', verdict: this.#verdict, correction })
  }
}
