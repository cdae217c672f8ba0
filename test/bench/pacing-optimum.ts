/**
 * The best that any policy can do that sees how many agents are busy and how many dials ring: a
 * Markov decision process, solved by value iteration. Service, ring and patience are exponential,
 * callbacks never run out. A customer is late who is not joined within the grace time.
 */
export interface PacingModel {
  readonly agents: number
  readonly handleS: number
  readonly ringS: number
  readonly answerRate: number
  readonly patienceS: number
  readonly graceS: number
}

/** What a policy comes to in the long run: shares of 1. */
export interface LongRun {
  readonly occupancy: number
  readonly late: number
}

interface Chain {
  readonly model: PacingModel
  readonly rows: number
  readonly columns: number
  /** The chance of being late for who answers with so many in service or waiting. */
  readonly lateAt: Float64Array
  readonly rate: number
}

const BISECTIONS = 14
const COST_MAX = 60
const SWEEPS_MAX = 60_000
const PRECISE = 1e-7

/** The highest occupancy with at most this share of late answers. */
export function optimum(model: PacingModel, lateMax: number): LongRun {
  const chain = makeChain(model)
  let [low, high] = [0, COST_MAX]
  let best: LongRun = { occupancy: 0, late: 0 }
  let above: LongRun | undefined
  for (let i = 0; i < BISECTIONS; i++) {
    const cost = (low + high) / 2
    const result = longRun(chain, solve(chain, cost))
    if (result.late > lateMax) {
      low = cost
      if (above === undefined || result.late < above.late) above = result
    } else {
      high = cost
      if (result.occupancy > best.occupancy) best = result
    }
  }
  if (above === undefined || above.late <= best.late) return best
  // Two policies, mixed: the bound is met exactly.
  const weight = (lateMax - best.late) / (above.late - best.late)
  return { occupancy: best.occupancy + weight * (above.occupancy - best.occupancy), late: lateMax }
}

function makeChain(model: PacingModel): Chain {
  const { agents, handleS, ringS, answerRate, patienceS } = model
  const waiting = Math.max(6, Math.floor(agents * 0.4) + 4)
  const dials = Math.ceil((agents * 1.15 + 3) / answerRate)
  return {
    model,
    rows: agents + waiting + 1,
    columns: dials + 1,
    lateAt: Float64Array.from({ length: agents + waiting + 1 }, (_, k) => chanceLate(model, k)),
    rate: agents / handleS + waiting / patienceS + dials / ringS,
  }
}

/** The chance that more than the grace time passes until an agent is free for one who finds `k` before. */
function chanceLate(model: PacingModel, k: number): number {
  const { agents, handleS, patienceS, graceS } = model
  if (k < agents) return 0
  const stages = k - agents + 1
  const rates = Array.from(
    { length: stages },
    (_, i) => agents / handleS + (stages - 1 - i) / patienceS,
  )
  const fastest = Math.max(...rates)
  let distribution = new Float64Array(stages + 1)
  distribution[0] = 1
  let weight = Math.exp(-fastest * graceS)
  let done = 0
  for (let jumps = 0; jumps < 400; jumps++) {
    done += weight * (distribution[stages] ?? 0)
    const next = new Float64Array(stages + 1)
    for (let i = 0; i < stages; i++) {
      const move = (rates[i] ?? 0) / fastest
      next[i] = (next[i] ?? 0) + (distribution[i] ?? 0) * (1 - move)
      next[i + 1] = (next[i + 1] ?? 0) + (distribution[i] ?? 0) * move
    }
    next[stages] = (next[stages] ?? 0) + (distribution[stages] ?? 0)
    distribution = next
    weight *= (fastest * graceS) / (jumps + 1)
  }
  return 1 - done
}

/** For each state, up to how many dials to go: maximises busy time less the cost of late answers. */
function solve(chain: Chain, cost: number): Int32Array {
  const { rows, columns } = chain
  let values: Float64Array = new Float64Array(rows * columns)
  let worth: Float64Array = new Float64Array(rows * columns)
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    const next = new Float64Array(rows * columns)
    worth = worthOf(chain, values, cost)
    let [least, most] = [Infinity, -Infinity]
    for (let k = 0; k < rows; k++) {
      let best = -Infinity
      for (let d = columns - 1; d >= 0; d--) {
        const i = k * columns + d
        best = Math.max(best, worth[i] ?? 0)
        next[i] = best
        const change = best - (values[i] ?? 0)
        least = Math.min(least, change)
        most = Math.max(most, change)
      }
    }
    const base = next[0] ?? 0
    values = next.map((value) => value - base)
    if (most - least < PRECISE) break
  }
  return greedy(chain, worth)
}

function worthOf(chain: Chain, values: Float64Array, cost: number): Float64Array {
  const { model, rows, columns, lateAt, rate } = chain
  const { agents, handleS, ringS, answerRate, patienceS } = model
  const worth = new Float64Array(rows * columns)
  for (let k = 0; k < rows; k++) {
    const served = Math.min(k, agents) / handleS
    const gone = Math.max(k - agents, 0) / patienceS
    const below = Math.max(k - 1, 0) * columns
    const above = Math.min(k + 1, rows - 1) * columns
    for (let d = 0; d < columns; d++) {
      const i = k * columns + d
      const answered = (d / ringS) * answerRate
      const failed = (d / ringS) * (1 - answerRate)
      const fewer = Math.max(d - 1, 0)
      const moved =
        (served + gone) * (values[below + d] ?? 0) +
        answered * (values[above + fewer] ?? 0) +
        failed * (values[k * columns + fewer] ?? 0)
      const stays = rate - served - gone - answered - failed
      const reward = served - cost * answered * (lateAt[k] ?? 0)
      worth[i] = (reward + moved + stays * (values[i] ?? 0)) / rate
    }
  }
  return worth
}

function greedy(chain: Chain, worth: Float64Array): Int32Array {
  const { rows, columns } = chain
  const target = new Int32Array(rows * columns)
  for (let k = 0; k < rows; k++) {
    let bestAt = columns - 1
    for (let d = columns - 1; d >= 0; d--) {
      if ((worth[k * columns + d] ?? 0) >= (worth[k * columns + bestAt] ?? 0)) bestAt = d
      target[k * columns + d] = bestAt
    }
  }
  return target
}

/** The long run of a policy, by walking the chain until it stands still. */
function longRun(chain: Chain, target: Int32Array): LongRun {
  const { model, rows, columns, lateAt } = chain
  let mass: Float64Array = new Float64Array(rows * columns)
  mass[target[0] ?? 0] = 1
  for (let sweep = 0; sweep < SWEEPS_MAX; sweep++) {
    const next = walk(chain, target, mass)
    const moved = sweep % 50 === 0 ? distance(mass, next) : Infinity
    mass = next
    if (moved < PRECISE * 1e-2) break
  }
  let [busy, answers, late] = [0, 0, 0]
  for (let k = 0; k < rows; k++) {
    for (let d = 0; d < columns; d++) {
      const here = mass[k * columns + d] ?? 0
      busy += here * Math.min(k, model.agents)
      answers += here * d
      late += here * d * (lateAt[k] ?? 0)
    }
  }
  return { occupancy: busy / model.agents, late: late / answers }
}

/** One jump of the chain under a policy. */
function walk(chain: Chain, target: Int32Array, mass: Float64Array): Float64Array {
  const { model, rows, columns, rate } = chain
  const { agents, handleS, ringS, answerRate, patienceS } = model
  const next = new Float64Array(rows * columns)
  const put = (k: number, d: number, share: number): void => {
    const i = k * columns + (target[k * columns + d] ?? d)
    next[i] = (next[i] ?? 0) + share
  }
  for (let k = 0; k < rows; k++) {
    const served = Math.min(k, agents) / handleS + Math.max(k - agents, 0) / patienceS
    for (let d = 0; d < columns; d++) {
      const here = mass[k * columns + d] ?? 0
      if (here < 1e-15) continue
      const answered = (d / ringS) * answerRate
      const failed = (d / ringS) * (1 - answerRate)
      if (k > 0) put(k - 1, d, (here * served) / rate)
      if (d > 0) put(Math.min(k + 1, rows - 1), d - 1, (here * answered) / rate)
      if (d > 0) put(k, d - 1, (here * failed) / rate)
      const i = k * columns + d
      next[i] = (next[i] ?? 0) + here * (1 - (served + answered + failed) / rate)
    }
  }
  return next
}

function distance(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0))
  return sum
}
