const RATE_HZ = 8_000
const NOTE_SAMPLES = 2_000
const NOTES = 16
const LOOP_SAMPLES = NOTE_SAMPLES * NOTES
const FULL_SCALE = 32_767
const LOUDNESS = 0.11
const HISS_PEAK = 250

/** A tuned bar struck softly: its partials with their loudness and how fast they fade. */
const PARTIALS: readonly (readonly [ratio: number, loudness: number, fadePerSecond: number])[] = [
  [1, 1, 1.3],
  [2, 0.4, 2],
  [3.93, 0.2, 8],
]

/** Semitones above the treble C, one for each quarter of a second; a dot rests. Two bars, back to where they began. */
const MELODY = '0 . 7 4 9 . 7 4 5 . 9 12 7 . 4 2'
const BASS = '-12 . . . -15 . . . -7 . . . -5 . . .'
const TREBLE_C_HZ = 523.25

/**
 * What a customer hears while waiting: a soft melody of struck bars that joins its own beginning.
 * Notes ring into each other and lie above the tones of the network, so that neither a person nor
 * an analysis takes it for one, and it has no rhythm of speech. Pure.
 */
export function comfortMusic(): Int16Array {
  const mix = new Float64Array(LOOP_SAMPLES)
  play(mix, MELODY, 1)
  play(mix, BASS, 0.8)
  return Int16Array.from(mix, (sample) => Math.round(FULL_SCALE * LOUDNESS * Math.tanh(sample)))
}

/** The tone after which a caller leaves a message: 400 Hz for 400 ms, faded at both ends. Pure. */
export function recordTone(): Int16Array {
  const length = 0.4 * RATE_HZ
  return Int16Array.from({ length }, (_, i) => {
    const fade = Math.min(1, i / 80, (length - i) / 80)
    return Math.round(FULL_SCALE * 0.2 * fade * Math.sin((2 * Math.PI * 400 * i) / RATE_HZ))
  })
}

/**
 * What a caller hears while they leave a message: a faint hiss, 47 dB below full scale, so that the
 * line is not dead and their words are not disturbed. Joins its own beginning. Pure.
 */
export function lineHiss(): Int16Array {
  let seed = 1
  return Int16Array.from({ length: LOOP_SAMPLES }, () => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return Math.round(HISS_PEAK * (seed / 2 ** 31 - 1))
  })
}

function play(mix: Float64Array, tune: string, force: number): void {
  tune.split(' ').forEach((note, at) => {
    if (note !== '.') strike(mix, Number(note), at * NOTE_SAMPLES, force)
  })
}

function strike(mix: Float64Array, semitones: number, start: number, force: number): void {
  const hz = TREBLE_C_HZ * 2 ** (semitones / 12)
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
