const RATE_HZ = 8_000
const NOTE_SAMPLES = 2_000
const NOTES = 16
const LOOP_SAMPLES = NOTE_SAMPLES * NOTES
const FULL_SCALE = 32_767
const LOUDNESS = 0.11

/** A tuned bar struck softly: its partials with their loudness and how fast they fade. */
const PARTIALS: readonly (readonly [ratio: number, loudness: number, fadePerSecond: number])[] = [
  [1, 1, 2.2],
  [2, 0.25, 3.5],
  [3.93, 0.18, 9],
]

/** Semitones above middle C for each quarter of a second; undefined rests. Two bars, back to where it began. */
const MELODY: readonly (number | undefined)[] = [
  0,
  undefined,
  7,
  4,
  9,
  undefined,
  7,
  4,
  5,
  undefined,
  9,
  12,
  7,
  undefined,
  4,
  2,
]
const BASS: readonly (number | undefined)[] = [
  -12,
  undefined,
  undefined,
  undefined,
  -3 - 12,
  undefined,
  undefined,
  undefined,
  -7,
  undefined,
  undefined,
  undefined,
  -5,
  undefined,
  undefined,
  undefined,
]
const MIDDLE_C_HZ = 261.63

/**
 * What a customer hears while waiting: a soft melody of struck bars that joins its own beginning.
 * Notes change four times a second and fade at once, so that neither a person nor an analysis
 * takes it for a tone of the network, and it has no rhythm of speech. Pure.
 */
export function comfortMusic(): Int16Array {
  const mix = new Float64Array(LOOP_SAMPLES)
  MELODY.forEach((note, at) => strike(mix, note, at * NOTE_SAMPLES, 1))
  BASS.forEach((note, at) => strike(mix, note, at * NOTE_SAMPLES, 0.8))
  return Int16Array.from(mix, (sample) => Math.round(FULL_SCALE * LOUDNESS * Math.tanh(sample)))
}

function strike(mix: Float64Array, note: number | undefined, start: number, force: number): void {
  if (note === undefined) return
  const hz = MIDDLE_C_HZ * 2 ** (note / 12)
  for (let i = 0; i < LOOP_SAMPLES; i++) {
    const seconds = i / RATE_HZ
    const attack = Math.min(1, seconds / 0.012)
    let sample = 0
    for (const [ratio, loudness, fade] of PARTIALS) {
      sample += loudness * Math.exp(-fade * seconds) * Math.sin(2 * Math.PI * hz * ratio * seconds)
    }
    const slot = (start + i) % LOOP_SAMPLES
    mix[slot] = (mix[slot] as number) + force * attack * sample
  }
}
