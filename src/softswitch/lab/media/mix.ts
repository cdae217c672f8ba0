import { FRAME_SAMPLES } from './frame.ts'

const LOUDEST = 32_767

/** Several frames as one, clipped where they are too loud together; undefined where there is none. Pure. */
export function mix(frames: readonly (Int16Array | undefined)[]): Int16Array | undefined {
  const present = frames.filter((frame) => frame !== undefined)
  if (present.length < 2) return present[0]
  const mixed = new Int16Array(FRAME_SAMPLES)
  for (let i = 0; i < FRAME_SAMPLES; i++) {
    let sum = 0
    for (const frame of present) sum += frame[i] ?? 0
    mixed[i] = Math.max(-LOUDEST, Math.min(LOUDEST, sum))
  }
  return mixed
}
