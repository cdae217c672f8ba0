import { optimum } from './pacing-optimum.ts'
import { playHouse, type House } from './pacing-house.ts'
import type { Figure } from './figure.ts'

const ANSWER_RATES = [0.4, 0.7, 0.9]
const AGENTS = [5, 20, 50]
const LATE_MAX = 0.03
const GAP_MAX_POINTS = 0.5
const SMALL_POOL = 5
const HOURS = 400
const HOUR_MS = 3_600_000
const FIXED_MODIFIERS = [1.5, 2]
const JUMP_SEEDS = [1, 2, 3, 4, 5]

const MODEL = { handleS: 240, ringS: 15, patienceS: 30, graceS: 2 }
const MEMORYLESS = { seed: 1, hours: HOURS, world: 'memoryless', acwMs: 0, policy: 'auto' } as const

/**
 * How `auto` paces, untuned, against the computed optimum, one dial per idle agent and fixed
 * modifiers: in nine cells of answer rate and pool size, through a jump of the answer rate, while
 * agents vanish, and with talk and ring times as they are measured.
 */
export function benchPacing(): Figure[] {
  return [...cells(), ...jumps(), ...vanishing(), ...measured()]
}

function cells(): Figure[] {
  return ANSWER_RATES.flatMap((answerRate) =>
    AGENTS.flatMap((agents) => {
      const at = `answer rate ${answerRate}, ${agents} agents`
      const house: House = { ...MEMORYLESS, agents: () => agents, answerRate: () => answerRate }
      const auto = playHouse(house)
      const best = optimum({ ...MODEL, agents, answerRate }, LATE_MAX).occupancy
      // A small pool has one dial per idle agent by rule: the optimum under that rule has a formula.
      const bound =
        agents <= SMALL_POOL ? MODEL.handleS / (MODEL.handleS + MODEL.ringS / answerRate) : best
      const gap = 100 * (bound - auto.occupancy)
      return [
        percent(`${at}: computed optimum`, best),
        percent(`${at}: one dial per idle agent`, playHouse({ ...house, policy: 1 }).occupancy),
        ...FIXED_MODIFIERS.flatMap((modifier) => fixed(at, house, modifier)),
        {
          ...percent(`${at}: auto`, auto.occupancy),
          goal: `within ${GAP_MAX_POINTS} points of ${(100 * bound).toFixed(1)}`,
          met: gap <= GAP_MAX_POINTS,
        },
        {
          ...percent(`${at}: auto, late`, auto.late),
          goal: 'at most 3 %',
          met: auto.late <= LATE_MAX,
        },
      ]
    }),
  )
}

function fixed(at: string, house: House, modifier: number): Figure[] {
  const report = playHouse({ ...house, policy: modifier })
  return [
    percent(`${at}: ${modifier} per idle agent`, report.occupancy),
    percent(`${at}: ${modifier} per idle agent, late`, report.late),
  ]
}

function jumps(): Figure[] {
  return [20, 50].map((agents) => {
    const windows = JUMP_SEEDS.map((seed) => {
      const answerRate = (atMs: number): number => (atMs < 4 * HOUR_MS ? 0.4 : 0.9)
      return playHouse({ ...MEMORYLESS, seed, hours: 10, agents: () => agents, answerRate })
        .worstWindow
    }).sort((a, b) => a - b)
    const worst = windows.at(-1) ?? 1
    const name = `answer rate from 0.4 to 0.9, ${agents} agents: worst 200 answers of ${JUMP_SEEDS.length} runs, late`
    return { ...percent(name, worst), goal: 'at most 5 %', met: worst <= 0.05 }
  })
}

function vanishing(): Figure[] {
  const agents = (atMs: number): number => (atMs < 2 * HOUR_MS ? 20 : 2)
  const report = playHouse({ ...MEMORYLESS, hours: 6, agents, answerRate: () => 0.4 })
  const name = '20 agents who become 2: worst 200 answers, late'
  return [
    { ...percent(name, report.worstWindow), goal: 'at most 5 %', met: report.worstWindow <= 0.05 },
  ]
}

function measured(): Figure[] {
  return [20, 50].flatMap((agents) => {
    const report = playHouse({
      ...MEMORYLESS,
      world: 'measured',
      acwMs: 30_000,
      agents: () => agents,
      answerRate: () => 0.7,
    })
    const best = optimum({ ...MODEL, agents, answerRate: 0.7 }, LATE_MAX).occupancy
    const at = `measured rings, lognormal talk, ${agents} agents`
    return [
      {
        ...percent(`${at}: auto`, report.occupancy),
        goal: `above the memoryless optimum ${(100 * best).toFixed(1)}`,
        met: report.occupancy > best,
      },
      {
        ...percent(`${at}: auto, late`, report.late),
        goal: 'at most 3 %',
        met: report.late <= LATE_MAX,
      },
    ]
  })
}

function percent(name: string, share: number): Figure {
  return { name: `pacing: ${name}`, value: Math.round(10_000 * share) / 100, unit: '%' }
}
