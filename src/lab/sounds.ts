/** Rate of all audio here, Hz. */
const RATE_HZ = 8_000
const FULL_SCALE = 32_767
/** Loudness of a tone, as a share of full scale: about -16 dBFS, where networks send theirs. */
const TONE_SHARE = 0.22
const RAMP_SAMPLES = 32

/** A tone with soft edges. Pure. */
export function tone(hz: number, ms: number, share = TONE_SHARE): Int16Array {
  const length = samplesIn(ms)
  return Int16Array.from({ length }, (_, i) => {
    const edge = Math.min(1, (i + 1) / RAMP_SAMPLES, (length - i) / RAMP_SAMPLES)
    return Math.round(FULL_SCALE * share * edge * Math.sin((2 * Math.PI * hz * i) / RATE_HZ))
  })
}

/** Silence. Pure. */
export function silence(ms: number): Int16Array {
  return new Int16Array(samplesIn(ms))
}

/** Sounds one after another. Pure. */
export function inTurn(...sounds: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(sounds.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const sound of sounds) {
    whole.set(sound, at)
    at += sound.length
  }
  return whole
}

/** The beep of a voicemail: 1000 Hz for half a second, as FreeSWITCH's and many others are. */
export const BEEP: Int16Array = tone(1_000, 500)

/**
 * The special information tone for a number that is not in service (intercept): 274 ms, 274 ms,
 * 380 ms at these frequencies. Source: ITU-T E.180, Telcordia SR-2275.
 */
export const NOT_IN_SERVICE_TONE: Int16Array = inTurn(
  tone(913.8, 274),
  tone(1_370.6, 274),
  tone(1_776.7, 380),
)

/** What a fax machine answers with: 2100 Hz for 3 s, after a short silence. Source: ITU-T T.30. */
export const FAX_ANSWER_TONE: Int16Array = inTurn(silence(200), tone(2_100, 3_000))

/** What a calling fax machine says: 1100 Hz for half a second every three. Source: ITU-T T.30. */
export const FAX_CALLING_TONE: Int16Array = inTurn(tone(1_100, 500), silence(3_000))

function samplesIn(ms: number): number {
  return Math.round((RATE_HZ * ms) / 1_000)
}
