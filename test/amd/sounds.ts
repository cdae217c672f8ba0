import type { Detector } from '../../src/amd/detector.ts'
import type { Finding, Verdict } from '../../src/amd/verdict.ts'

const RATE_HZ = 8_000

/** A source of numbers from 0 to 1 that is the same for a seed, always (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Samples of some milliseconds of nothing. */
export function silence(ms: number): Int16Array {
  return new Int16Array(Math.round(ms * 8))
}

/** A sum of steady tones with 5 ms edges; `dbfs` is the level of each. */
export function tone(ms: number, frequenciesHz: readonly number[], dbfs = -18): Int16Array {
  const samples = silence(ms)
  const amplitude = 32_768 * 10 ** (dbfs / 20) * Math.SQRT2
  for (let i = 0; i < samples.length; i += 1) {
    const edge = Math.min(1, i / 40, (samples.length - 1 - i) / 40)
    let sum = 0
    for (const hz of frequenciesHz) sum += Math.sin((2 * Math.PI * hz * i) / RATE_HZ)
    samples[i] = clip(edge * amplitude * sum)
  }
  return samples
}

/**
 * Something that has the cadence and spectrum of talk: syllables of 120 to 220 ms, a gliding
 * pitch with harmonics under two formants, soft consonants between. Not speech, but not a tone.
 */
export function talk(ms: number, seed = 1, dbfs = -22): Int16Array {
  const random = seeded(seed)
  const samples = silence(ms)
  const amplitude = 32_768 * 10 ** (dbfs / 20)
  for (let at = 0; at < samples.length;) {
    const length = Math.min(samples.length - at, Math.round((120 + 100 * random()) * 8))
    syllable(samples.subarray(at, at + length), amplitude, random)
    at += length + Math.round(random() * 240)
  }
  return samples
}

function syllable(into: Int16Array, amplitude: number, random: () => number): void {
  const pitchHz = 110 + 100 * random()
  const glide = (random() - 0.5) * 0.3
  const formants = [350 + 450 * random(), 1_100 + 1_100 * random(), 2_600]
  const phases = new Float64Array(20)
  for (let i = 0; i < into.length; i += 1) {
    const t = i / into.length
    const f0 = pitchHz * (1 + glide * t)
    let sum = 0
    for (let h = 1; h < 20 && h * f0 < 3_400; h += 1) {
      phases[h] = phases[h]! + (2 * Math.PI * h * f0) / RATE_HZ
      const gain = formants.reduce((g, f, n) => g + 0.6 ** n / (1 + ((h * f0 - f) / 90) ** 2), 0.02)
      sum += gain * Math.sin(phases[h]!)
    }
    into[i] = clip(
      amplitude * 2 * Math.sin(Math.PI * t) ** 0.5 * sum + amplitude * 0.02 * (random() - 0.5),
    )
  }
}

/** White noise at a level, the same for a seed. */
export function noise(ms: number, dbfs: number, seed = 7): Int16Array {
  const random = seeded(seed)
  const amplitude = 32_768 * 10 ** (dbfs / 20) * Math.sqrt(12)
  return silence(ms).map(() => clip(amplitude * (random() - 0.5)))
}

/** One sound after another. */
export function sequence(...parts: readonly Int16Array[]): Int16Array {
  const samples = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    samples.set(part, at)
    at += part.length
  }
  return samples
}

/** Two sounds at once, as long as the longer. */
export function mix(a: Int16Array, b: Int16Array): Int16Array {
  const samples = new Int16Array(Math.max(a.length, b.length))
  for (let i = 0; i < samples.length; i += 1) samples[i] = clip((a[i] ?? 0) + (b[i] ?? 0))
  return samples
}

/** A greeting of 4.5 s, a beep, and a wait for the message. */
export function voicemail(): Int16Array {
  const greeting = talk(4_500, 3)
  return sequence(silence(300), greeting, silence(600), tone(400, [1_000]), silence(1_500))
}

/** The same sound louder or softer, clipped where it must be. */
export function gained(samples: Int16Array, db: number): Int16Array {
  return samples.map((sample) => clip(sample * 10 ** (db / 20)))
}

/** What a detector finds in a sound that begins at the answer, in frames of so many samples. */
export function listen(
  detector: Detector,
  samples: Int16Array,
  frameSamples: number | (() => number) = 160,
): Finding[] {
  const findings = [...detector.answered()]
  for (let at = 0; at < samples.length;) {
    const frame = typeof frameSamples === 'number' ? frameSamples : frameSamples()
    findings.push(...detector.push(samples.subarray(at, at + frame)))
    at += frame
  }
  return findings
}

/** The verdicts among findings, in order. */
export function verdicts(findings: readonly Finding[]): Verdict[] {
  return findings.flatMap((finding) => (finding.kind === 'verdict' ? [finding.verdict] : []))
}

function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)))
}
