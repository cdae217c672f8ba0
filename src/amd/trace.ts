import { HOP_MS, HOP_SAMPLES } from './hop.ts'
import { LevelMeter } from './level.ts'
import { VoiceActivity } from './voice-activity.ts'

/** What a recording sounds like, every 10 ms: for drawing, not for judging. */
export interface Trace {
  readonly hopMs: number
  /** Decibels under full scale. */
  readonly levelDb: readonly number[]
  /** The level over which there was voice, as known 120 ms later. */
  readonly thresholdDb: readonly number[]
}

const LATER_HOPS = 12

/** The levels of a recording and what counted as voice. Pure. */
export function traceOf(samples: Int16Array): Trace {
  const meter = new LevelMeter()
  const voice = new VoiceActivity()
  const hop = new Float32Array(HOP_SAMPLES)
  const levelDb: number[] = []
  const thresholds: number[] = []
  for (let at = 0; at + HOP_SAMPLES <= samples.length; at += HOP_SAMPLES) {
    for (let i = 0; i < HOP_SAMPLES; i += 1) hop[i] = (samples[at + i] ?? 0) / 32_768
    const db = meter.measure(hop)
    voice.learn(db)
    levelDb.push(db)
    thresholds.push(voice.thresholdDb)
  }
  const last = thresholds.length - 1
  const thresholdDb = thresholds.map((_, i) => thresholds[Math.min(last, i + LATER_HOPS)] ?? 0)
  return { hopMs: HOP_MS, levelDb, thresholdDb }
}
