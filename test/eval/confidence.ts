import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { CACHE } from './packages.ts'
import type { Row } from './rows.ts'
import { isHuman, isMachine, judged } from './summary.ts'

/*
 * Fits the confidences of `src/amd/score.ts` on the training part: run `npm run eval:amd`, then
 * this with tsx. Prints offset and slope a millisecond of each logistic line.
 */

interface Sample {
  readonly ms: number
  readonly right: boolean
}

const rows = JSON.parse(readFileSync(join(CACHE, 'results/train.json'), 'utf8')) as Row[]
const spoken = judged(rows).filter(
  (row) => isHuman(row) || isMachine(row) || row.class === 'human-long',
)
report('human, by the span of the turn', samplesOf('human', /speech (\d+) ms/))
report('machine, by the longest run', samplesOf('machine', /longest run (\d+) ms/))

function samplesOf(verdict: string, measure: RegExp): Sample[] {
  return spoken.flatMap((row) => {
    const ms = measure.exec(row.evidence)?.[1]
    if (row.verdict !== verdict || row.firstVerdict !== verdict || ms === undefined) return []
    return [
      { ms: Math.min(2_500, Number(ms)), right: row.expected.some((kind) => kind === verdict) },
    ]
  })
}

function report(name: string, samples: readonly Sample[]): void {
  const [offset, slope] = fitted(samples)
  process.stdout.write(`${name}: ${offset.toFixed(2)} + ${(slope / 1_000).toFixed(5)} ms\n`)
}

/** Maximum likelihood of a logistic line by Newton's method; the slope is a second. */
function fitted(samples: readonly Sample[]): [number, number] {
  let a = 0
  let b = 0
  for (let round = 0; round < 30; round += 1) {
    let [ga, gb, haa, hab, hbb] = [0, 0, 1e-9, 0, 1e-9]
    for (const { ms, right } of samples) {
      const x = ms / 1_000
      const p = 1 / (1 + Math.exp(-a - b * x))
      const error = (right ? 1 : 0) - p
      const weight = p * (1 - p)
      ga += error
      gb += error * x
      haa += weight
      hab += weight * x
      hbb += weight * x * x
    }
    const determinant = haa * hbb - hab * hab
    a += (hbb * ga - hab * gb) / determinant
    b += (haa * gb - hab * ga) / determinant
  }
  return [a, b]
}
