const RATE_HZ = 8_000
/** Mean square below which there is nothing to measure. */
const FAINT = 100

/** The share of the energy of some samples that lies at a frequency, 0 to 1; 0 where they are faint. */
export function shareAt(samples: readonly number[], hz: number): number {
  const total = samples.reduce((sum, sample) => sum + sample * sample, 0)
  if (total < samples.length * FAINT) return 0
  let real = 0
  let imaginary = 0
  samples.forEach((sample, index) => {
    real += sample * Math.cos((2 * Math.PI * hz * index) / RATE_HZ)
    imaginary += sample * Math.sin((2 * Math.PI * hz * index) / RATE_HZ)
  })
  return (2 * (real * real + imaginary * imaginary)) / (samples.length * total)
}
