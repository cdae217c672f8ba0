import { createDetector, type Detector } from '../../src/amd/detector.ts'
import { noise, sequence, silence, talk, tone } from '../amd/sounds.ts'
import type { Measure } from './summary.ts'

const FRAME = 160
const LEGS = 1_000

/** What one leg costs, and whether a thousand keep up on one core. */
export function measureCost(): Measure[] {
  const sound = sequence(
    noise(1_000, -55),
    talk(8_000, 3),
    silence(1_000),
    tone(500, [1_000]),
    noise(4_000, -55),
  )
  listenAlone(sound)
  const share = Math.min(...Array.from({ length: 5 }, () => listenAlone(sound)))
  const { late, worstMs } = listenTogether(sound)
  return [
    {
      name: 'cost of a leg',
      value: round(100 * share),
      unit: '% of a core',
      goal: 'at most 0.1',
      met: share <= 0.001,
    },
    {
      name: 'late frames of 1,000 legs on one core',
      value: late,
      unit: 'of 100 rounds',
      goal: 'at most 0',
      met: late === 0,
    },
    {
      name: 'slowest round of 1,000 frames',
      value: round(worstMs),
      unit: 'ms',
      goal: 'at most 20',
      met: worstMs <= 20,
    },
  ]
}

/** Processor time of a leg over the length of what it heard. */
function listenAlone(sound: Int16Array): number {
  const detector = createDetector()
  detector.answered()
  const start = process.cpuUsage()
  for (let at = 0; at + FRAME <= sound.length; at += FRAME)
    detector.push(sound.subarray(at, at + FRAME))
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1_000 / (sound.length / 8)
}

/** A hundred rounds of 20 ms in which each of a thousand legs hears a frame of its own moment. */
function listenTogether(sound: Int16Array): { late: number; worstMs: number } {
  const legs: Detector[] = Array.from({ length: LEGS }, () => createDetector())
  const places = legs.map((_, i) => ((i * 37) % 600) * FRAME)
  for (const leg of legs) leg.answered()
  let late = 0
  let worstMs = 0
  for (let frame = 0; frame < 120; frame += 1) {
    const start = performance.now()
    legs.forEach((leg, i) => {
      const at = (places[i]! + frame * FRAME) % (sound.length - FRAME)
      leg.push(sound.subarray(at, at + FRAME))
    })
    const tookMs = performance.now() - start
    if (frame < 20) continue
    worstMs = Math.max(worstMs, tookMs)
    if (tookMs > 20) late += 1
  }
  return { late, worstMs }
}

function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
