/** One measurement of a call, over the time since the one before. */
export interface Sample {
  readonly rttMs: number
  readonly jitterMs: number
  /** Packets lost of those sent to us, 0 to 1. */
  readonly lossShare: number
}

/** What can be wrong with the sound of a call. */
export type Trouble = 'delay' | 'jitter' | 'loss' | 'mos'

/** How a call sounds. */
export interface Quality extends Sample {
  /** Mean opinion score, 1 to 4.4. */
  readonly mos: number
  /** What has been wrong lately; empty where the call sounds well. */
  readonly troubles: readonly Trouble[]
}

/** Beyond these a sample counts against the call; the values that Twilio publishes for its own. */
export const THRESHOLDS = { rttMs: 400, jitterMs: 30, lossShare: 0.03, mos: 3.5 } as const

/** So many of the last so many samples make a trouble. */
export const TROUBLE_SAMPLES = 3
export const SAMPLES_HELD = 5

/** G.711 with concealment under random loss: robustness (ITU-T G.113 table IV.1). */
const BPL = 25.1
/** R of a perfect G.711 call (ITU-T G.107 table 2). */
const R_BEST = 93.2

/**
 * The mean opinion score of a sample by the E-model, reduced to delay and loss (ITU-T G.107
 * annex B; delay after Cole and Rosenbluth 2001). The jitter buffer is counted as twice the
 * jitter. Pure.
 */
export function mosOf({ rttMs, jitterMs, lossShare }: Sample): number {
  const delayMs = rttMs / 2 + 2 * jitterMs + 20
  const delayImpairment = 0.024 * delayMs + (delayMs > 177.3 ? 0.11 * (delayMs - 177.3) : 0)
  const lossPercent = lossShare * 100
  const lossImpairment = (95 * lossPercent) / (lossPercent + BPL)
  const r = Math.max(0, Math.min(100, R_BEST - delayImpairment - lossImpairment))
  return Math.max(1, 1 + 0.035 * r + r * (r - 60) * (100 - r) * 7e-6)
}

/** What is wrong with one sample. Pure. */
function troublesOf(sample: Sample): readonly Trouble[] {
  const wrong: Trouble[] = []
  if (sample.rttMs > THRESHOLDS.rttMs) wrong.push('delay')
  if (sample.jitterMs > THRESHOLDS.jitterMs) wrong.push('jitter')
  if (sample.lossShare > THRESHOLDS.lossShare) wrong.push('loss')
  if (mosOf(sample) < THRESHOLDS.mos) wrong.push('mos')
  return wrong
}

/** How a call sounds by its latest samples, oldest first; undefined where there is none. Pure. */
export function qualityOf(samples: readonly Sample[]): Quality | undefined {
  const held = samples.slice(-SAMPLES_HELD)
  const last = held.at(-1)
  if (last === undefined) return undefined
  const all = held.flatMap(troublesOf)
  const kinds: readonly Trouble[] = ['delay', 'jitter', 'loss', 'mos']
  const troubles = kinds.filter(
    (kind) => all.filter((each) => each === kind).length >= TROUBLE_SAMPLES,
  )
  return { ...last, mos: mosOf(last), troubles }
}

/** The name of a score, on the scale that Twilio publishes. Pure. */
export function gradeOf(mos: number): 'excellent' | 'great' | 'good' | 'fair' | 'degraded' {
  if (mos > 4.2) return 'excellent'
  if (mos >= 4.1) return 'great'
  if (mos >= 3.7) return 'good'
  return mos >= 3.1 ? 'fair' : 'degraded'
}
