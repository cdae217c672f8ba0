import { loadConfig } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { OperatingError } from '../errors.ts'
import { advised, planDay, type PlanRow } from '../simulation/plan.ts'
import type { Day } from '../simulation/day.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { readOptions, wholeNumber } from './options.ts'
import { renderProblem } from './problem-text.ts'
import { minutes, percent } from './play-text.ts'
import type { Terminal } from './terminal.ts'

const BAR_WIDTH = 24
const SEED_MAX = 2 ** 31 - 1

/** `ringfirst simulate FILE`: how many agents, which modifier, what wait, for a day of the file's curve. */
export function simulate(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: { json: { type: 'boolean' }, seed: { type: 'string' }, agents: { type: 'string' } },
    operands: ['FILE'],
  })
  const file = given.operands[0] ?? ''
  const { settings, problems } = loadConfig(file)
  if (settings === undefined) {
    for (const problem of problems) terminal.err(renderProblem(problem, terminal.errPaint))
    return Promise.resolve(EXIT_FAILED)
  }
  const seed = wholeNumber('seed', given.text('seed'), 0, SEED_MAX) ?? 1
  const agents = wholeNumber('agents', given.text('agents'), 1, 5_000)
  const day = dayOf(settings, file)
  const rows = planDay(settings.organisation, day, {
    seed,
    ...(agents === undefined ? {} : { agents: [agents] }),
  })
  if (given.isSet('json')) terminal.out(JSON.stringify({ seed, rows, advised: advised(rows) }))
  else tell(terminal, day, rows, seed)
  return Promise.resolve(0)
}

function dayOf({ simulation, organisation }: Settings, file: string): Day {
  const [first] = organisation.queues
  if (simulation === undefined || first === undefined) {
    throw new OperatingError('usage', {
      why: `${file} has no section simulation: it needs arrivals, 24 numbers of bookings an hour`,
    })
  }
  return { ...simulation, queueId: simulation.queueId ?? first.id }
}

function tell(terminal: Terminal, day: Day, rows: readonly PlanRow[], seed: number): void {
  const { outPaint: paint } = terminal
  const best = advised(rows)
  terminal.out(
    paint.strong(`Queue ${day.queueId}, one day, ${rows[0]?.report.booked ?? 0} bookings`) +
      paint.dim(` (seed ${seed})`),
  )
  terminal.out('')
  terminal.out(
    paint.dim(
      '  agents  modifier  occupancy  mean wait   9 in 10   late  abandoned  unserved  dials',
    ),
  )
  for (const row of rows) {
    const text = rowText(row)
    terminal.out(row === best ? paint.green(`✔ ${text}`) : `  ${text}`)
  }
  terminal.out('')
  if (best === undefined) {
    terminal.out('With none of these would everyone be served in time: try --agents with more.')
    return
  }
  terminal.out(
    `${best.agents === 1 ? 'One agent' : `${best.agents} agents`} and a modifier of ${best.modifier}: nine in ten wait at most ${minutes(best.report.p90WaitMs)}.`,
  )
  terminal.out('')
  for (const line of plot(best)) terminal.out(line)
}

function rowText({ agents, modifier, report }: PlanRow): string {
  return [
    String(agents).padStart(6),
    modifier.toFixed(1).padStart(9),
    percent(report.occupancy).padStart(10),
    minutes(report.meanWaitMs).padStart(10),
    minutes(report.p90WaitMs).padStart(9),
    percent(report.lateShare).padStart(6),
    String(report.abandoned).padStart(10),
    String(report.unserved).padStart(9),
    String(report.dials).padStart(6),
  ].join(' ')
}

/** Bookings and waits by the hour. */
function plot({ report }: PlanRow): string[] {
  const most = Math.max(1, ...report.hours.map(({ booked }) => booked))
  const longest = Math.max(1, ...report.hours.map(({ meanWaitMs }) => meanWaitMs))
  const bar = (value: number, max: number): string =>
    '█'.repeat(Math.round((BAR_WIDTH * value) / max)).padEnd(BAR_WIDTH)
  return [
    `  hour   ${'bookings'.padEnd(BAR_WIDTH + 6)} mean wait`,
    ...report.hours.map(({ from, booked, meanWaitMs }) => {
      const hour = new Date(from).toISOString().slice(11, 16)
      const left = `${bar(booked, most)} ${String(booked).padStart(5)}`
      return `  ${hour}  ${left} ${bar(meanWaitMs, longest)} ${minutes(meanWaitMs)}`
    }),
  ]
}
