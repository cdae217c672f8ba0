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

/**
 * The power spectrum of the newest 256 samples under a Hann window, bins 0 to 127.
 * One real transform of 256 points done as a complex one of 128. Allocates nothing per call.
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
    butterflies(re, im)
    this.#untangle()
  }

  #untangle(): void {
    const re = this.#re
    const im = this.#im
    this.power[0] = (re[0]! + im[0]!) ** 2
    for (let k = 1; k < HALF; k += 1) {
      const j = HALF - k
      const evenRe = 0.5 * (re[k]! + re[j]!)
      const evenIm = 0.5 * (im[k]! - im[j]!)
      const oddRe = 0.5 * (im[k]! + im[j]!)
      const oddIm = 0.5 * (re[j]! - re[k]!)
      const real = evenRe + COS[k]! * oddRe - SIN[k]! * oddIm
      const imaginary = evenIm + COS[k]! * oddIm + SIN[k]! * oddRe
      this.power[k] = real * real + imaginary * imaginary
    }
  }
}

function butterflies(re: Float64Array, im: Float64Array): void {
  for (let size = 2; size <= HALF; size *= 2) {
    const half = size / 2
    const stride = SPECTRUM_POINTS / size
    for (let start = 0; start < HALF; start += size) {
      for (let k = 0; k < half; k += 1) {
        const a = start + k
        const b = a + half
        const cos = COS[k * stride]!
        const sin = SIN[k * stride]!
        const tr = cos * re[b]! - sin * im[b]!
        const ti = cos * im[b]! + sin * re[b]!
        re[b] = re[a]! - tr
        im[b] = im[a]! - ti
        re[a] = re[a]! + tr
        im[a] = im[a]! + ti
      }
    }
  }
}
