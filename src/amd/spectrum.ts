/** Points of the transform: 32 ms at 8 kHz, so that one bin is 31.25 Hz wide. */
export const SPECTRUM_POINTS = 256
export const BIN_HZ = 31.25

const HALF = SPECTRUM_POINTS / 2
const WINDOW = Float64Array.from(
  { length: SPECTRUM_POINTS },
  (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / SPECTRUM_POINTS),
)
const COS = Float64Array.from({ length: HALF }, (_, i) =>
  Math.cos((2 * Math.PI * i) / SPECTRUM_POINTS),
)
const SIN = Float64Array.from(
  { length: HALF },
  (_, i) => -Math.sin((2 * Math.PI * i) / SPECTRUM_POINTS),
)
const REVERSED = Uint8Array.from({ length: HALF }, (_, i) => {
  let reversed = 0
  for (let bit = 0; bit < 7; bit += 1) reversed |= ((i >> bit) & 1) << (6 - bit)
  return reversed
})

/** Points that are a quarter of a group, in the passes that halve twice. */
const QUARTERS = [4, 16] as const

/**
 * The power spectrum of the newest 256 samples under a Hann window, bins 0 to 127.
 * One real transform of 256 points done as a complex one of 128, two halvings a pass. Allocates
 * nothing per call.
 */
export class Spectrum {
  readonly power = new Float64Array(HALF)
  readonly #re = new Float64Array(HALF)
  readonly #im = new Float64Array(HALF)

  /** Fills `power` from a ring of 256 samples whose oldest sample is at `oldest`. */
  measure(ring: Float32Array, oldest: number): void {
    const re = this.#re
    const im = this.#im
    const mask = SPECTRUM_POINTS - 1
    for (let i = 0; i < HALF; i += 1) {
      const at = REVERSED[i]!
      re[at] = ring[(oldest + 2 * i) & mask]! * WINDOW[2 * i]!
      im[at] = ring[(oldest + 2 * i + 1) & mask]! * WINDOW[2 * i + 1]!
    }
    foursOf(re, im)
    for (const quarter of QUARTERS) quartersOf(re, im, quarter)
    halvesOf(re, im)
    untangle(re, im, this.power)
  }
}

/** The first two halvings, which need no turn but a right angle. */
function foursOf(re: Float64Array, im: Float64Array): void {
  for (let a = 0; a < HALF; a += 4) {
    const sumRe = re[a]! + re[a + 1]!
    const sumIm = im[a]! + im[a + 1]!
    const lessRe = re[a]! - re[a + 1]!
    const lessIm = im[a]! - im[a + 1]!
    const nextRe = re[a + 2]! + re[a + 3]!
    const nextIm = im[a + 2]! + im[a + 3]!
    const turnedRe = im[a + 2]! - im[a + 3]!
    const turnedIm = re[a + 3]! - re[a + 2]!
    re[a] = sumRe + nextRe
    im[a] = sumIm + nextIm
    re[a + 1] = lessRe + turnedRe
    im[a + 1] = lessIm + turnedIm
    re[a + 2] = sumRe - nextRe
    im[a + 2] = sumIm - nextIm
    re[a + 3] = lessRe - turnedRe
    im[a + 3] = lessIm - turnedIm
  }
}

/** Two halvings at once over groups of four times `quarter` points. */
function quartersOf(re: Float64Array, im: Float64Array, quarter: number): void {
  const stride = HALF / (2 * quarter)
  for (let k = 0; k < quarter; k += 1) {
    const cos = COS[k * stride]!
    const sin = SIN[k * stride]!
    const cosTwice = COS[2 * k * stride]!
    const sinTwice = SIN[2 * k * stride]!
    for (let a = k; a < HALF; a += 4 * quarter) {
      const b = a + quarter
      const c = b + quarter
      const d = c + quarter
      const bRe = cosTwice * re[b]! - sinTwice * im[b]!
      const bIm = cosTwice * im[b]! + sinTwice * re[b]!
      const dRe = cosTwice * re[d]! - sinTwice * im[d]!
      const dIm = cosTwice * im[d]! + sinTwice * re[d]!
      const sumRe = re[c]! + dRe
      const sumIm = im[c]! + dIm
      const lessRe = re[c]! - dRe
      const lessIm = im[c]! - dIm
      const cRe = cos * sumRe - sin * sumIm
      const cIm = cos * sumIm + sin * sumRe
      const turnedRe = cos * lessIm + sin * lessRe
      const turnedIm = sin * lessIm - cos * lessRe
      re[d] = re[a]! - bRe - turnedRe
      im[d] = im[a]! - bIm - turnedIm
      re[b] = re[a]! - bRe + turnedRe
      im[b] = im[a]! - bIm + turnedIm
      re[c] = re[a]! + bRe - cRe
      im[c] = im[a]! + bIm - cIm
      re[a] = re[a]! + bRe + cRe
      im[a] = im[a]! + bIm + cIm
    }
  }
}

/** The last halving, over all points. */
function halvesOf(re: Float64Array, im: Float64Array): void {
  const half = HALF / 2
  for (let a = 0; a < half; a += 1) {
    const b = a + half
    const cos = COS[2 * a]!
    const sin = SIN[2 * a]!
    const bRe = cos * re[b]! - sin * im[b]!
    const bIm = cos * im[b]! + sin * re[b]!
    re[b] = re[a]! - bRe
    im[b] = im[a]! - bIm
    re[a] = re[a]! + bRe
    im[a] = im[a]! + bIm
  }
}

/** From the spectrum of even and odd samples as one complex signal to that of the real one. */
function untangle(re: Float64Array, im: Float64Array, power: Float64Array): void {
  power[0] = (re[0]! + im[0]!) ** 2
  for (let k = 1; k <= HALF / 2; k += 1) {
    const j = HALF - k
    const evenRe = 0.5 * (re[k]! + re[j]!)
    const evenIm = 0.5 * (im[k]! - im[j]!)
    const oddRe = 0.5 * (im[k]! + im[j]!)
    const oddIm = 0.5 * (re[j]! - re[k]!)
    const turnedRe = COS[k]! * oddRe - SIN[k]! * oddIm
    const turnedIm = COS[k]! * oddIm + SIN[k]! * oddRe
    power[k] = (evenRe + turnedRe) ** 2 + (evenIm + turnedIm) ** 2
    power[j] = (evenRe - turnedRe) ** 2 + (evenIm - turnedIm) ** 2
  }
}
