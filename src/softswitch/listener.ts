import { createDetector, type Detector } from '../amd/detector.ts'
import type { Prompt } from '../amd/fingerprint.ts'
import type { Gap } from '../amd/recording.ts'
import type { Finding } from '../amd/verdict.ts'
import type { LegEvent } from '../core/state/events.ts'
import type { LegId } from '../core/ids.ts'
import type { Observation } from '../ports/softswitch.ts'
import { Tape } from './tape.ts'

/** Takes what was heard, and what of it never came. */
type Keep = (samples: Int16Array, gaps: readonly Gap[]) => void

/**
 * Listens to one leg: feeds its audio to a detector and tells what was heard as events of the leg.
 * After `stop` it is deaf and mute.
 */
export class Listener {
  readonly #legId: LegId
  readonly #createDetector: () => Detector
  #made: Detector | undefined
  readonly #emit: (event: LegEvent) => void
  readonly #tape: Tape | undefined
  readonly #keep: Keep | undefined
  #listening = true

  /**
   * The detector is made when there is something to hear: many legs that ring are never answered.
   * `keep` is handed what was heard, once, when the listening ends; absent: it is forgotten.
   */
  constructor(
    legId: LegId,
    createDetector: () => Detector,
    emit: (event: LegEvent) => void,
    keep?: Keep,
  ) {
    this.#legId = legId
    this.#createDetector = createDetector
    this.#emit = emit
    this.#keep = keep
    this.#tape = keep === undefined ? undefined : new Tape()
  }

  get #detector(): Detector {
    return (this.#made ??= this.#createDetector())
  }

  /** Hears linear samples at 8 kHz. */
  hear(samples: Int16Array): void {
    if (!this.#listening) return
    this.#tape?.add(samples)
    this.#tell(this.#detector.push(samples))
  }

  /** So many samples did not come. */
  miss(sampleCount: number): void {
    if (!this.#listening) return
    this.#tape?.addMissing(sampleCount)
    this.#tell(this.#detector.skip(sampleCount))
  }

  /** The far end answered: what comes now is the call itself. */
  answered(): void {
    if (!this.#listening) return
    this.#tape?.rewind()
    this.#tell(this.#detector.answered())
  }

  /** Words of ours begin to play to the far end; not to be told of music that plays under analysis. */
  promptStarted(): void {
    if (this.#listening) this.#detector.promptStarted()
  }

  promptEnded(): void {
    if (this.#listening) this.#detector.promptEnded()
  }

  /** Ends the listening: a bridge or an order ended it, or the leg did. */
  stop(): void {
    if (!this.#listening) return
    this.#listening = false
    const { samples, gaps } = this.#tape ?? {}
    if (samples !== undefined && samples.length > 0) this.#keep?.(samples, gaps ?? [])
  }

  #tell(findings: readonly Finding[]): void {
    for (const finding of findings) {
      if (finding.kind !== 'likely-machine') this.#emit(eventOf(this.#legId, finding))
    }
  }
}

/** Whom a listener tells what, and whether what it heard is kept. */
export interface Ears {
  readonly tell: (event: LegEvent) => void
  readonly observe: (observation: Observation) => void
  readonly keepsAnalysed: boolean | undefined
  /** Announcements that are recognised; absent: none. */
  readonly knownPrompts: readonly Prompt[] | undefined
}

/** A listener with a detector of its own, for one leg. */
export function createListener(legId: LegId, ears: Ears): Listener {
  const { tell, observe, keepsAnalysed, knownPrompts: prompts = [] } = ears
  const keep: Keep = (samples, gaps) => observe({ kind: 'analysed', legId, samples, gaps })
  const detector = (): Detector => createDetector({ prompts })
  return new Listener(legId, detector, tell, keepsAnalysed === true ? keep : undefined)
}

/** What is only likely stays here: nothing is decided by it. */
type Told = Exclude<Finding, { readonly kind: 'likely-machine' }>

function eventOf(legId: LegId, finding: Told): LegEvent {
  switch (finding.kind) {
    case 'verdict':
      return { kind: 'LegJudged', legId, verdict: finding.verdict, correction: finding.correction }
    case 'beep': {
      const { startMs, endMs, hz } = finding
      return { kind: 'BeepHeard', legId, startMs, endMs, hz }
    }
    case 'ready':
      return { kind: 'LegReady', legId, by: finding.by, atMs: finding.atMs }
  }
}
