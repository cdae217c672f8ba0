import type { ScoreTable } from '../../src/amd/score-table.ts'

/** What a score is fitted to: a column for each question that may be asked, a row for each moment. */
export interface Sample {
  readonly columns: readonly Float32Array[]
  /** 1 where the score should be high, else 0. */
  readonly labels: Uint8Array
  readonly weights: Float32Array
}

const RATE = 0.2
const DEPTH = 4
const LEAVES = 1 << DEPTH
const BINS = 64
/** A leaf's points are pulled towards nothing as if it held so much more weight. */
const RIDGE = 5

/**
 * A sum of small tables whose logistic is the likelihood of the label: gradient boosting by Newton
 * steps, each table of four questions that all rows are asked (oblivious trees). Pure: the same
 * sample brings the same tables.
 */
export function boosted(sample: Sample, rounds: number): ScoreTable[] {
  const limits = sample.columns.map(limitsOf)
  const binned = sample.columns.map((column, i) => binnedBy(column, limits[i]!))
  const scores = new Float64Array(sample.labels.length)
  const tables: ScoreTable[] = []
  for (let round = 0; round < rounds; round += 1) {
    const slopes = slopesOf(sample, scores)
    const { questions, leaves } = grown(binned, slopes)
    const points = pointsOf(leaves, slopes)
    for (let row = 0; row < scores.length; row += 1)
      scores[row] = scores[row]! + points[leaves[row]!]!
    tables.push({
      questions: questions.map(({ feature, bin }) => [feature, limits[feature]![bin]!]),
      points: points.map((each) => Math.round(each * 1_000) / 1_000),
    })
  }
  return tables
}

interface Slopes {
  readonly first: Float32Array
  readonly second: Float32Array
}

interface Question {
  readonly feature: number
  /** True where the row's bin is over this one. */
  readonly bin: number
}

/** Values of a column that split it into parts of about the same size; at most one less than bins. */
function limitsOf(column: Float32Array): number[] {
  const step = Math.max(1, Math.floor(column.length / 20_000))
  const some = Float64Array.from({ length: Math.floor(column.length / step) }, (_, i) =>
    shortened(column[i * step]!),
  ).sort()
  const limits: number[] = []
  for (let i = 1; i < BINS; i += 1) {
    const value = some[Math.floor((i * some.length) / BINS)]!
    if (value > (limits.at(-1) ?? some[0]! - 1) && value < some.at(-1)!) limits.push(value)
  }
  return limits
}

/** Four digits are enough to ask by. */
function shortened(value: number): number {
  return Number(value.toPrecision(4))
}

function binnedBy(column: Float32Array, limits: readonly number[]): Uint8Array {
  return Uint8Array.from(column, (value) => {
    let low = 0
    let high = limits.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (value > limits[middle]!) low = middle + 1
      else high = middle
    }
    return low
  })
}

function slopesOf({ labels, weights }: Sample, scores: Float64Array): Slopes {
  const first = new Float32Array(labels.length)
  const second = new Float32Array(labels.length)
  for (let row = 0; row < labels.length; row += 1) {
    const likelihood = 1 / (1 + Math.exp(-scores[row]!))
    first[row] = weights[row]! * (likelihood - labels[row]!)
    second[row] = weights[row]! * likelihood * (1 - likelihood)
  }
  return { first, second }
}

/** The questions that tell most, and the leaf of each row by its answers. */
function grown(
  binned: readonly Uint8Array[],
  slopes: Slopes,
): { questions: Question[]; leaves: Uint8Array } {
  const leaves = new Uint8Array(slopes.first.length)
  const questions: Question[] = []
  for (let depth = 0; depth < DEPTH; depth += 1) {
    let best: (Question & { gain: number }) | undefined
    binned.forEach((bins, feature) => {
      const found = bestSplit(bins, leaves, slopes, 1 << depth)
      if (best === undefined || found.gain > best.gain) best = { feature, ...found }
    })
    const { feature, bin } = best!
    questions.push({ feature, bin })
    const bins = binned[feature]!
    for (let row = 0; row < leaves.length; row += 1)
      leaves[row] = 2 * leaves[row]! + (bins[row]! > bin ? 1 : 0)
  }
  return { questions, leaves }
}

const firsts = new Float64Array(LEAVES * BINS)
const seconds = new Float64Array(LEAVES * BINS)

function bestSplit(
  bins: Uint8Array,
  leaves: Uint8Array,
  { first, second }: Slopes,
  count: number,
): { bin: number; gain: number } {
  firsts.fill(0)
  seconds.fill(0)
  for (let row = 0; row < bins.length; row += 1) {
    const at = leaves[row]! * BINS + bins[row]!
    firsts[at] = firsts[at]! + first[row]!
    seconds[at] = seconds[at]! + second[row]!
  }
  const gains = new Float64Array(BINS)
  for (let leaf = 0; leaf < count; leaf += 1) addGains(leaf * BINS, gains)
  let bin = 0
  for (let i = 1; i < BINS; i += 1) if (gains[i]! > gains[bin]!) bin = i
  return { bin, gain: gains[bin]! }
}

/** Adds what splitting one leaf behind each bin would gain. */
function addGains(from: number, gains: Float64Array): void {
  let allFirst = 0
  let allSecond = 0
  for (let i = from; i < from + BINS; i += 1) {
    allFirst += firsts[i]!
    allSecond += seconds[i]!
  }
  const whole = allFirst ** 2 / (allSecond + RIDGE)
  let lowFirst = 0
  let lowSecond = 0
  for (let bin = 0; bin < BINS - 1; bin += 1) {
    lowFirst += firsts[from + bin]!
    lowSecond += seconds[from + bin]!
    const low = lowFirst ** 2 / (lowSecond + RIDGE)
    const high = (allFirst - lowFirst) ** 2 / (allSecond - lowSecond + RIDGE)
    gains[bin] = gains[bin]! + low + high - whole
  }
}

function pointsOf(leaves: Uint8Array, { first, second }: Slopes): number[] {
  const firstOf = new Float64Array(LEAVES)
  const secondOf = new Float64Array(LEAVES)
  for (let row = 0; row < leaves.length; row += 1) {
    const leaf = leaves[row]!
    firstOf[leaf] = firstOf[leaf]! + first[row]!
    secondOf[leaf] = secondOf[leaf]! + second[row]!
  }
  return Array.from(firstOf, (sum, leaf) => (-RATE * sum) / (secondOf[leaf]! + RIDGE))
}
