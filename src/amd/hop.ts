/**
 * The grain of analysis: everything in `amd/` counts time in hops of 80 samples, 10 ms at the
 * telephone rate. Whatever frames the audio comes in, the hops are the same.
 */
export const SAMPLE_RATE_HZ = 8_000
export const HOP_SAMPLES = 80
export const HOP_MS = 10

/** Decibels of a mean square where full scale is a square wave of 32768; never below -100. Pure. */
export function decibels(meanSquare: number): number {
  return meanSquare <= 1e-10 ? -100 : Math.max(-100, 10 * Math.log10(meanSquare))
}
