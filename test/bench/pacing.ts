import type { Figure } from './figure.ts'
import { playCentre, type Centre } from './pacing-centre.ts'
import { playHouse } from './pacing-house.ts'
import { optimum } from './pacing-optimum.ts'

const ANSWER_RATES = [0.4, 0.7, 0.9]
const AGENTS = [5, 20, 50]
const LATE_MAX = 0.03
const GAP_MAX_POINTS = 0.5
const SMALL_POOL = 5
const HOUR_MS = 3_600_000
const FIXED_MODIFIERS = [1.5, 2]
const JUMP_SEEDS = [1, 2, 3, 4, 5, 6, 7, 8]
/** So many hours that the share of late answers is known to a tenth of a point. */
const AGENT_HOURS = 4_000

const MODEL = { handleS: 240, ringS: 15, patienceS: 30, graceS: 2 }
const MEMORYLESS = {
  seed: 1,
  world: 'memoryless',
  acwMs: 0,
  policy: 'auto',
  watchFromMs: 0,
} as const

/**
 * How `auto` paces, untuned and played through `step`, against the computed optimum, one dial per
 * idle agent and fixed modifiers: in nine cells of answer rate and pool size, through a jump of the
 * answer rate, while agents vanish, and with talk and ring times as they are measured.
 */
export function benchPacing(): Figure[] {
  return [...cells(), ...jumps(), ...vanishing(), ...measured()]
}

function cells(): Figure[] {
  return ANSWER_RATES.flatMap((answerRate) =>
    AGENTS.flatMap((agents) => {
      const at = `answer rate ${answerRate}, ${agents} agents`
      const hours = AGENT_HOURS / agents
      const centre: Centre = {
        ...MEMORYLESS,
        hours,
        agents: () => agents,
        answerRate: () => answerRate,
      }
      const auto = playCentre(centre)
      const best = optimum({ ...MODEL, agents, answerRate }, LATE_MAX).occupancy
      // A small pool has one dial per idle agent by rule: the optimum under that rule has a formula.
      const bound =
        agents <= SMALL_POOL ? MODEL.handleS / (MODEL.handleS + MODEL.ringS / answerRate) : best
      const gap = 100 * (bound - auto.occupancy)
      return [
        percent(`${at}: computed optimum`, best),
        percent(`${at}: idle`, playCentre({ ...centre, policy: 'idle' }).occupancy),
        ...FIXED_MODIFIERS.flatMap((dialsPerIdle) => {
          const report = playHouse({ seed: 1, hours, agents, answerRate, dialsPerIdle })
          return [
            percent(`${at}: ${dialsPerIdle} per idle agent`, report.occupancy),
            percent(`${at}: ${dialsPerIdle} per idle agent, late`, report.late),
          ]
        }),
        {
          ...percent(`${at}: auto`, auto.occupancy),
          goal: `within ${GAP_MAX_POINTS} points of ${(100 * bound).toFixed(1)}`,
          met: gap <= GAP_MAX_POINTS,
        },
        lateFigure(at, auto.late),
      ]
    }),
  )
}

function jumps(): Figure[] {
  return [20, 50].map((agents) => {
    const windows = JUMP_SEEDS.map(
      (seed) =>
        playCentre({
          ...MEMORYLESS,
          seed,
          hours: 8,
          agents: () => agents,
          answerRate: (atMs) => (atMs < 4 * HOUR_MS ? 0.4 : 0.9),
          watchFromMs: 4 * HOUR_MS,
        }).worstWindow,
    )
    const name = `answer rate from 0.4 to 0.9, ${agents} agents: worst 200 answers after it, of ${JUMP_SEEDS.length} runs, late`
    return windowFigure(name, Math.max(...windows))
  })
}

/** In full swing, and at the opening, when twenty dials go out at once. */
function vanishing(): Figure[] {
  return [2 * HOUR_MS, 3_000].flatMap((goneAtMs) => {
    const report = playCentre({
      ...MEMORYLESS,
      hours: 20,
      agents: (atMs) => (atMs < goneAtMs ? 20 : 2),
      answerRate: () => 0.4,
      watchFromMs: goneAtMs,
    })
    const name = `20 agents who become 2 after ${goneAtMs / 1_000} s`
    return [
      windowFigure(`${name}: worst 200 answers after it, late`, report.worstWindow),
      { name: `pacing: ${name}: dials let go`, value: report.withdrawn, unit: 'dials' },
    ]
  })
}

function measured(): Figure[] {
  return [20, 50].flatMap((agents) => {
    const report = playCentre({
      ...MEMORYLESS,
      hours: AGENT_HOURS / agents,
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
      lateFigure(at, report.late),
    ]
  })
}

function lateFigure(at: string, late: number): Figure {
  return { ...percent(`${at}: auto, late`, late), goal: 'at most 3 %', met: late <= LATE_MAX }
}

function windowFigure(name: string, worst: number): Figure {
  return { ...percent(name, worst), goal: 'at most 5 %', met: worst <= 0.05 }
}

function percent(name: string, share: number): Figure {
  return { name: `pacing: ${name}`, value: Math.round(10_000 * share) / 100, unit: '%' }
}
