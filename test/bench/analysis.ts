import { measureCost } from '../eval/cost.ts'
import type { Figure } from './figure.ts'

/** What a second of audio costs call analysis, and whether a thousand legs keep up on one core. */
export function benchAnalysis(): readonly Figure[] {
  return measureCost().map((measure) => ({ ...measure, name: `analysis: ${measure.name}` }))
}
