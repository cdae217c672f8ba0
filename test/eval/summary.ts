import type { Row } from './rows.ts'

/** One figure with its goal, as every bench prints it. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** In words, `at most 0.5`; empty where there is none. */
  readonly goal: string
  readonly met: boolean
  /** Wilson interval at 95 %, in the same unit, for shares. */
  readonly interval?: readonly [number, number]
  readonly of?: number
}

/** The rows that the goals speak of: noise at most 15 dB under the talk. */
export function judged(rows: readonly Row[]): Row[] {
  return rows.filter((row) => row.treatment.snrDb >= 15)
}

/** All goals of call analysis, each with the figure obtained. */
export function measures(all: readonly Row[]): Measure[] {
  return [
    ...speechMeasures(judged(all)),
    ...latencyMeasures(judged(all)),
    ...beepMeasures(all),
    ...otherMeasures(judged(all)),
  ]
}

/** A share in percent with its Wilson interval at 95 %. */
export function share(
  name: string,
  hits: number,
  of: number,
  limit: 'at most' | 'at least',
  goal: number,
): Measure {
  const value = of === 0 ? 0 : (100 * hits) / of
  const met = limit === 'at most' ? value <= goal : value >= goal
  return {
    name,
    value: round(value),
    unit: '%',
    goal: `${limit} ${goal}`,
    met: met && of > 0,
    interval: wilson(hits, of),
    of,
  }
}

/** Wilson's interval of a share at 95 %, in percent. */
export function wilson(hits: number, of: number): [number, number] {
  if (of === 0) return [0, 100]
  const z = 1.96
  const p = hits / of
  const centre = p + (z * z) / (2 * of)
  const spread = z * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  const scale = 1 + (z * z) / of
  return [
    round((100 * Math.max(0, centre - spread)) / scale),
    round((100 * (centre + spread)) / scale),
  ]
}

/** The value under which a share of the values lies; NaN of nothing. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(p * sorted.length))] ?? NaN
}

const HUMAN_CLASSES = new Set(['human-short', 'human-repeat', 'human-business', 'human-late'])
const MACHINE_CLASSES = new Set(['ivr', 'voicemail-beep', 'voicemail-no-beep', 'screening'])

export function isHuman(row: Row): boolean {
  return HUMAN_CLASSES.has(row.class)
}

export function isMachine(row: Row): boolean {
  return MACHINE_CLASSES.has(row.class)
}

function speechMeasures(rows: readonly Row[]): Measure[] {
  const spanMs = (row: Row): number => row.turnEndMs - row.speechStartMs
  const people = rows.filter(isHuman)
  const short = people.filter((row) => spanMs(row) < 1_200)
  const business = people.filter((row) => spanMs(row) >= 1_200 && spanMs(row) <= 3_500)
  const machines = rows.filter(isMachine)
  const both = [...people, ...machines]
  const clean = both.filter((row) => row.turn === 0)
  const by = (row: Row, ms: number): boolean =>
    row.machineAtMs !== undefined && row.machineAtMs <= ms
  const right = (row: Row): boolean => row.expected.includes(row.verdict)
  const count = (some: readonly Row[], is: (row: Row) => boolean): number => some.filter(is).length
  return [
    share(
      'human called machine, short answers',
      count(short, (row) => row.everMachine),
      short.length,
      'at most',
      0.5,
    ),
    share(
      'human called machine, business answers',
      count(business, (row) => row.everMachine),
      business.length,
      'at most',
      2,
    ),
    share(
      'human not called human at first',
      count(people, (row) => row.firstVerdict !== 'human'),
      people.length,
      'at most',
      2,
    ),
    share(
      'machine recall within 6 s of speech',
      count(machines, (row) => by(row, row.speechStartMs + 6_000)),
      machines.length,
      'at least',
      98.5,
    ),
    share(
      "machine recall by the greeting's end",
      count(machines, (row) => by(row, Math.max(row.turnEndMs, row.trueBeeps[0]?.endMs ?? 0))),
      machines.length,
      'at least',
      99.5,
    ),
    share(
      'machine first called human',
      count(machines, (row) => row.firstVerdict === 'human'),
      machines.length,
      'at most',
      3,
    ),
    share(
      'accuracy human or machine, all classes',
      count(both, right),
      both.length,
      'at least',
      97,
    ),
    share('accuracy human or machine, clean', count(clean, right), clean.length, 'at least', 99),
  ]
}

function latencyMeasures(rows: readonly Row[]): Measure[] {
  const human = rows
    .filter((row) => isHuman(row) && row.firstVerdict === 'human')
    .map((row) => row.firstVerdictAtMs - row.turnEndMs)
  const machine = rows
    .filter((row) => isMachine(row) && row.machineAtMs !== undefined)
    .map((row) => row.machineAtMs! - row.speechStartMs)
  return [
    time("human verdict after the first turn's end, p50", percentile(human, 0.5), 350),
    time("human verdict after the first turn's end, p95", percentile(human, 0.95), 700),
    time('machine verdict from speech start, p50', percentile(machine, 0.5), 2_000),
    time('machine verdict from speech start, p95', percentile(machine, 0.95), 3_500),
  ]
}

function beepMeasures(all: readonly Row[]): Measure[] {
  const rows = all.filter((row) => row.trueBeeps.length === 1 && row.beepSnrDb >= 10)
  const hitOf = (row: Row): Row['beeps'][number] | undefined => {
    const truth = row.trueBeeps[0]!
    return row.beeps.find((beep) => beep.atMs >= truth.startMs && beep.atMs <= truth.endMs + 300)
  }
  const recall = (shape: string): readonly [number, number] => {
    const some = rows.filter((row) => row.trueBeeps[0]!.shape === shape)
    return [some.filter((row) => hitOf(row) !== undefined).length, some.length]
  }
  const hits = rows.filter(
    (row) => ['one', 'two'].includes(row.trueBeeps[0]!.shape) && hitOf(row) !== undefined,
  )
  const latency = hits.map((row) => hitOf(row)!.atMs - row.trueBeeps[0]!.startMs)
  const endError = hits.map((row) => Math.abs(hitOf(row)!.endMs - row.trueBeeps[0]!.endMs))
  return [
    share('beep recall, one tone', ...recall('one'), 'at least', 99),
    share('beep recall, two tones', ...recall('two'), 'at least', 97),
    share(
      'beep recall, steps and chirps',
      recall('steps')[0] + recall('chirp')[0],
      recall('steps')[1] + recall('chirp')[1],
      'at least',
      0,
    ),
    time('beep latency, p50', percentile(latency, 0.5), 90),
    time('beep latency, p95', percentile(latency, 0.95), 120),
    time("beep's end, error p95", percentile(endError, 0.95), 40),
    ...falseBeeps(all),
  ]
}

function falseBeeps(rows: readonly Row[]): Measure[] {
  const wrong = (row: Row): number => {
    const truth = row.trueBeeps[0]
    return row.beeps.filter(
      (beep) =>
        truth === undefined || beep.atMs < truth.startMs || beep.startMs > truth.endMs + 100,
    ).length
  }
  const rate = (some: readonly Row[]): readonly [number, number] => {
    const hours = some.reduce((sum, row) => sum + row.durationMs, 0) / 3_600_000
    const count = some.reduce((sum, row) => sum + wrong(row), 0)
    return [count, hours]
  }
  const [speech, speechHours] = rate(
    rows.filter((row) => isHuman(row) || isMachine(row) || row.class === 'human-long'),
  )
  const [music, musicHours] = rate(rows.filter((row) => row.class === 'music'))
  const [tones] = rate(
    rows.filter((row) => ['sit', 'progress', 'fax', 'negative'].includes(row.class)),
  )
  return [
    perHour('false beeps an hour of speech', speech, speechHours, 0.3),
    perHour('false beeps an hour of music', music, musicHours, 6),
    {
      name: 'false beeps on network and fax tones',
      value: tones,
      unit: 'beeps',
      goal: 'at most 0',
      met: tones === 0,
    },
  ]
}

function otherMeasures(rows: readonly Row[]): Measure[] {
  const kind = (name: string): Measure => {
    const some = rows.filter((row) => row.class === name)
    const right = some.filter((row) => row.expected.includes(row.verdict)).length
    return share(`right verdict, ${name}`, right, some.length, 'at least', 95)
  }
  const machines = rows.filter((row) => isMachine(row) && row.readyAtMs !== undefined)
  const cut = machines.filter(
    (row) => row.readyAtMs! < (row.trueBeeps[0]?.endMs ?? row.turnEndMs) - 150,
  )
  return [
    ...['sit', 'progress', 'fax', 'silence', 'negative'].map(kind),
    {
      name: 'message starts that cut greeting or beep',
      value: cut.length,
      unit: 'starts',
      goal: 'at most 0',
      met: cut.length === 0,
      of: machines.length,
    },
  ]
}

function time(name: string, value: number, goal: number): Measure {
  return { name, value: round(value), unit: 'ms', goal: `at most ${goal}`, met: value <= goal }
}

function perHour(name: string, count: number, hours: number, goal: number): Measure {
  const value = hours === 0 ? 0 : count / hours
  return {
    name,
    value: round(value),
    unit: `an hour, ${count} in ${hours.toFixed(1)} h`,
    goal: `at most ${goal}`,
    met: value <= goal,
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
