import { type BeepContext, judgeBeep } from './beep.ts'
import { Cadence } from './cadence.ts'
import { FaxData, type FaxTone, faxTone } from './fax.ts'
import { type Prompt, PromptListener } from './fingerprint.ts'
import { HOP_MS, HOP_SAMPLES } from './hop.ts'
import { LevelMeter } from './level.ts'
import { ProgressTone } from './progress.ts'
import { isTalkative, judgeTurn } from './score.ts'
import { SpecialInformation } from './special-information.ts'
import { Spectrum, SPECTRUM_POINTS } from './spectrum.ts'
import { type Tone, ToneTracker } from './tones.ts'
import type { Finding, MachineKind, Verdict, VerdictKind } from './verdict.ts'
import { VoiceActivity } from './voice-activity.ts'

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
/** The line is learnt for so long before its first sounds are judged. */
const LEARN_HOPS = 25
/** Voice is judged so late, so that what turns out to be a tone was never voice. */
const DELAY_HOPS = 12
/** Levels are kept for so many hops: the longer of the two, to a power of two. */
const KEPT_HOPS = 32
/** Lost audio is taken for more of the same so long, then for quiet. */
const CONCEAL_HOPS = 6
const STIRRING_HOPS = 3
const GREETED_HOPS = 60
const RISE_HOPS = 10
const MELODY_HOPS = 200
const MELODY_PURITY = 0.85
/** A beep is over, and a message may start, after so much quiet. */
const AFTER_BEEP_HOPS = 25
const REPLY_QUIET_HOPS = 60
const REPLY_MOST_HOPS = 160
const REPLY_WITHIN_HOPS = 500

class Listening implements Detector {
  readonly #analysisMaxMs: number
  readonly #silenceMs: number
  readonly #greetingEndMs: number
  readonly #level = new LevelMeter()
  readonly #voice = new VoiceActivity()
  readonly #spectrum = new Spectrum()
  readonly #ring = new Float32Array(SPECTRUM_POINTS)
  readonly #buffer = new Float32Array(HOP_SAMPLES)
  readonly #levels = new Float64Array(KEPT_HOPS)
  readonly #rawLevels = new Float64Array(KEPT_HOPS)
  readonly #cadence = new Cadence()
  #tones = new ToneTracker()
  #progress = new ProgressTone()
  #information = new SpecialInformation()
  #faxData = new FaxData()
  #filled = 0
  #lostInHop = 0
  #lostHops = 0
  #hop = 0
  #answerHop = 0
  #answered = false
  #heardHops = 0
  #lastDb = -100
  #lastSound = -1
  readonly #promptListener: PromptListener | undefined
  #judgedTone: Tone | undefined
  #previousTone: Tone | undefined
  #riseDb = 0
  #melody = false
  #beep: Tone | undefined
  #beepReady = false
  #ready = false
  #verdict: Verdict | undefined
  #prompt: 'none' | 'playing' | 'over' = 'none'
  #promptEndHop = 0
  #findings: Finding[] = []

  constructor(options: DetectorOptions) {
    this.#analysisMaxMs = options.analysisMaxMs ?? 15_000
    this.#silenceMs = options.silenceMs ?? 5_000
    this.#greetingEndMs = options.greetingEndMs ?? 6_000
    const prompts = options.prompts ?? []
    this.#promptListener = prompts.length > 0 ? new PromptListener(prompts) : undefined
  }

  push(samples: Int16Array): readonly Finding[] {
    for (let i = 0; i < samples.length; i += 1) {
      this.#buffer[this.#filled] = samples[i]! / 32_768
      this.#filled += 1
      if (this.#filled === HOP_SAMPLES) this.#takeHop()
    }
    return this.#drain()
  }

  skip(sampleCount: number): readonly Finding[] {
    for (let i = 0; i < sampleCount; i += 1) {
      this.#buffer[this.#filled] = 0
      this.#filled += 1
      this.#lostInHop += 1
      if (this.#filled === HOP_SAMPLES) this.#takeHop()
    }
    return this.#drain()
  }

  answered(): readonly Finding[] {
    this.#answered = true
    this.#answerHop = this.#hop
    this.#heardHops = 0
    this.#lastSound = this.#hop
    this.#verdict = undefined
    this.#voice.reset()
    this.#cadence.reset()
    this.#tones = new ToneTracker()
    this.#progress = new ProgressTone()
    this.#information = new SpecialInformation()
    return this.#drain()
  }

  promptStarted(): void {
    this.#prompt = 'playing'
    this.#cadence.reset()
  }

  promptEnded(): void {
    this.#prompt = 'over'
    this.#promptEndHop = this.#hop
  }

  get beep(): Beep | undefined {
    if (this.#beep === undefined) return undefined
    const { startHop, endHop, hz } = this.#beep
    return { startMs: this.#msOf(startHop), endMs: this.#msOf(endHop), hz: Math.round(hz) }
  }

  settle(): readonly Finding[] {
    if (this.#answered && this.#verdict === undefined) this.#giveUp('the audio ended')
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
    return this.#msOf(this.#hop)
  }

  #msOf(hop: number): number {
    return (hop - this.#answerHop) * HOP_MS
  }

  #takeHop(): void {
    const lost = this.#lostInHop > 0
    this.#lostHops = lost ? this.#lostHops + 1 : 0
    this.#filled = 0
    this.#lostInHop = 0
    const at = (this.#hop * HOP_SAMPLES) % SPECTRUM_POINTS
    for (let i = 0; i < HOP_SAMPLES; i += 1)
      this.#ring[(at + i) % SPECTRUM_POINTS] = this.#buffer[i]!
    const measured = this.#level.measure(this.#buffer)
    const concealed = lost && this.#lostHops <= CONCEAL_HOPS
    const db = concealed ? this.#lastDb : measured
    this.#lastDb = db
    this.#hop += 1
    this.#heardHops += 1
    if (!lost) this.#voice.learn(db)
    this.#levels[(this.#hop - 1) % KEPT_HOPS] = db
    this.#rawLevels[(this.#hop - 1) % KEPT_HOPS] = measured
    this.#hearTones(db, lost)
    this.#hearVoice()
    if (this.#promptListener !== undefined) this.#hearPrompt(this.#promptListener)
    this.#decide()
  }

  #hearTones(db: number, lost: boolean): void {
    const hop = this.#hop - 1
    const audible =
      !lost &&
      (db > this.#voice.floorDb + 3 ||
        this.#tones.sounding ||
        this.#progress.start >= 0 ||
        hop < 16)
    if (audible) this.#spectrum.measure(this.#ring, (this.#hop * HOP_SAMPLES) % SPECTRUM_POINTS)
    const power = audible ? this.#spectrum.power : undefined
    const change = power === undefined ? this.#tones.quiet(hop) : this.#tones.push(hop, power, db)
    if (!(lost && this.#lostHops <= CONCEAL_HOPS)) this.#progress.push(hop, power, db)
    if (change === 'confirmed') this.#beginTone(this.#tones.tone!)
    if (this.#tones.tone !== undefined)
      this.#information.follow(this.#tones.tone, this.#tones.sounding)
    this.#faxData.push(power)
    if (this.#tones.sounding) this.#silence(this.#tones.tone!.startHop)
    if (this.#progress.sounding) this.#silence(this.#progress.start)
  }

  #hearPrompt(listener: PromptListener): void {
    if (this.#hop % 2 !== 0) return
    this.#spectrum.measure(this.#ring, (this.#hop * HOP_SAMPLES) % SPECTRUM_POINTS)
    const match = listener.push(this.#spectrum.power)
    if (match === undefined || !this.#answered || this.#verdict?.machine === match.prompt.machine)
      return
    const likeness = Math.round(match.likeness * 100)
    const evidence = [`sounds like ${match.prompt.name}, ${likeness} % of the bits`]
    this.#say('machine', 0.98, evidence, { machine: match.prompt.machine })
  }

  #beginTone(tone: Tone): void {
    this.#information.begin(tone)
    let softest = 0
    for (let hop = Math.max(0, tone.startHop - RISE_HOPS); hop < tone.startHop; hop += 1) {
      softest = Math.min(softest, this.#rawLevels[hop % KEPT_HOPS]!)
    }
    this.#riseDb = tone.startHop === 0 ? 100 : tone.levelDb - softest
    const before = this.#previousTone
    this.#melody =
      before !== undefined &&
      before.purity > MELODY_PURITY &&
      tone.startHop - before.endHop < MELODY_HOPS &&
      Math.abs(tone.hz - before.hz) > 0.01 * tone.hz
    this.#previousTone = tone
  }

  /** What was heard since `fromHop` is a tone and no voice. */
  #silence(fromHop: number): void {
    const oldest = Math.max(fromHop, this.#hop - KEPT_HOPS, this.#answerHop)
    for (let hop = oldest; hop < this.#hop; hop += 1) this.#levels[hop % KEPT_HOPS] = -100
    this.#lastSound = this.#hop
  }

  #hearVoice(): void {
    const newest = this.#hop - 1 - DELAY_HOPS
    if (this.#heardHops < LEARN_HOPS) return
    const oldest = this.#heardHops === LEARN_HOPS ? this.#hop - LEARN_HOPS : newest
    const { thresholdDb, peakDb } = this.#voice
    for (let hop = oldest; hop <= newest; hop += 1) {
      this.#cadence.push(hop, this.#levels[hop % KEPT_HOPS]!, thresholdDb, peakDb)
    }
    this.#lastSound = Math.max(this.#lastSound, this.#cadence.last + 1)
  }

  #decide(): void {
    this.#decideTones()
    if (!this.#answered) return
    if (this.#prompt === 'none') this.#decideTurn()
    else this.#decideReply()
    this.#decideReady()
    if (this.#undecided) this.#decideTime()
  }

  get #undecided(): boolean {
    return this.#verdict === undefined
  }

  /** Whether a verdict about the speaker would still change something. */
  get #open(): boolean {
    const kind = this.#verdict?.kind
    return kind === undefined || kind === 'silence' || kind === 'unsure'
  }

  #decideTones(): void {
    const information = this.#information.heard
    if (information !== undefined && this.#verdict?.kind !== 'special-information-tone') {
      this.#say('special-information-tone', 0.98, [`special information tone: ${information}`], {
        tone: information,
      })
      return
    }
    if (this.#faxData.heard && this.#answered && this.#verdict?.kind !== 'fax') this.#sayFax('V.21')
    const tone = this.#tones.tone
    if (tone !== undefined && this.#answered) this.#decideTone(tone)
    if (!this.#open) return
    const progress = this.#progress.judge(this.#hop)
    if (progress === undefined || (progress === 'ringback' && !this.#answered)) return
    const steps = Array.from(this.#progress.onMs.slice(0, this.#progress.steps))
    if (progress === 'special-information-tone') {
      this.#say(progress, 0.8, [`bursts of ${steps.join(', ')} ms`], { tone: 'unknown' })
    } else this.#say(progress, 0.9, [`bursts of ${steps.join(', ')} ms`])
  }

  #decideTone(tone: Tone): void {
    const fax =
      this.#cadence.voiced < GREETED_HOPS ? faxTone(tone, this.#tones.sounding) : undefined
    if (fax !== undefined && this.#verdict?.kind !== 'fax') this.#sayFax(fax)
    if (tone === this.#judgedTone) return
    const opinion = judgeBeep(tone, this.#tones.sounding, this.#context)
    if (opinion === 'not-yet') return
    this.#judgedTone = tone
    if (opinion === 'beep') this.#sayBeep(tone)
  }

  get #context(): BeepContext {
    return {
      greeted: this.#cadence.voiced >= GREETED_HOPS,
      machine: this.#verdict?.kind === 'machine',
      information: this.#information.underWay || this.#information.heard !== undefined,
      riseDb: this.#riseDb,
      peakDb: this.#voice.peakDb,
      melody: this.#melody,
    }
  }

  #sayFax(fax: FaxTone): void {
    this.#say('fax', fax === 'CNG' ? 0.9 : 0.98, [`fax tone ${fax}`])
  }

  #sayBeep(tone: Tone): void {
    const startMs = this.#msOf(tone.startHop)
    this.#beep = tone
    this.#beepReady = false
    this.#findings.push({
      kind: 'beep',
      atMs: this.#nowMs,
      startMs,
      endMs: this.#msOf(tone.endHop),
      hz: Math.round(tone.hz),
    })
    if (this.#verdict?.kind !== 'machine' || this.#verdict.machine === undefined) {
      this.#say('machine', 0.99, [`beep of ${Math.round(tone.hz)} Hz at ${startMs} ms`], {
        machine: 'voicemail',
      })
    }
  }

  #decideTurn(): void {
    if (!this.#open) return this.#decideTalkative()
    if (this.#heardHops < LEARN_HOPS) return
    const opinion = judgeTurn(this.#cadence, this.#hop, this.#stirring())
    if (opinion !== undefined) this.#say(opinion.kind, opinion.confidence, [this.#describeTurn()])
  }

  /** Whether the newest hops, not judged yet, hold what may be voice. */
  #stirring(): boolean {
    let loud = 0
    for (let hop = this.#hop - DELAY_HOPS; hop < this.#hop; hop += 1) {
      if (this.#levels[hop % KEPT_HOPS]! > this.#voice.thresholdDb) loud += 1
    }
    return loud >= STIRRING_HOPS
  }

  /** A person who never stops talking was a machine. */
  #decideTalkative(): void {
    if (this.#verdict?.kind !== 'human') return
    if (isTalkative(this.#cadence, this.#hop, this.#stirring())) {
      this.#say('machine', 0.85, [this.#describeTurn()])
    }
  }

  /** A short turn after our own words, then quiet: someone answered us. */
  #decideReply(): void {
    const { onset, last, span } = this.#cadence
    if (this.#verdict?.kind !== 'machine' || onset < 0 || span > REPLY_MOST_HOPS) return
    if (this.#prompt === 'over' && onset - this.#promptEndHop > REPLY_WITHIN_HOPS) return
    if (this.#hop - last >= REPLY_QUIET_HOPS)
      this.#say('human', 0.8, [`reply: ${this.#describeTurn()}`])
  }

  #decideReady(): void {
    if (this.#verdict?.kind !== 'machine') return
    const quiet = this.#hop - this.#lastSound
    if (this.#beep !== undefined) {
      if (!this.#beepReady && !this.#tones.sounding && quiet >= AFTER_BEEP_HOPS) {
        this.#beepReady = true
        this.#ready = true
        this.#findings.push({ kind: 'ready', by: 'beep', atMs: this.#nowMs })
      }
      return
    }
    if (this.#ready || quiet * HOP_MS < this.#greetingEndMs) return
    this.#ready = true
    this.#findings.push({ kind: 'ready', by: 'greeting-end', atMs: this.#nowMs })
  }

  #decideTime(): void {
    if (this.#nothingHeard && this.#nowMs >= this.#silenceMs) {
      this.#say('silence', 0.9, [`no sound for ${this.#nowMs} ms`])
    } else if (this.#nowMs >= this.#analysisMaxMs) this.#giveUp(`${this.#nowMs} ms were not enough`)
  }

  get #nothingHeard(): boolean {
    const toneHeard = this.#progress.steps > 0 || this.#previousTone !== undefined
    return this.#cadence.onset < 0 && !toneHeard
  }

  #giveUp(why: string): void {
    if (this.#nothingHeard) this.#say('silence', 0.6, [why])
    else this.#say('unsure', 0.5, [why, this.#describeTurn()])
  }

  #describeTurn(): string {
    const { span, longestRun, last } = this.#cadence
    const quiet = Math.max(0, this.#hop - 1 - last)
    return `speech ${span * HOP_MS} ms, longest run ${longestRun * HOP_MS} ms, then ${quiet * HOP_MS} ms of quiet`
  }

  #say(
    kind: VerdictKind,
    confidence: number,
    evidence: readonly string[],
    detail: { readonly machine?: MachineKind; readonly tone?: Verdict['tone'] & string } = {},
  ): void {
    const correction = this.#verdict !== undefined
    this.#verdict = { kind, ...detail, confidence, atMs: this.#nowMs, evidence }
    this.#findings.push({ kind: 'verdict', verdict: this.#verdict, correction })
  }
}
