import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCost } from './cost.ts'
import { PEERS, heardCalls, type Row, rowOf } from './rows.ts'
import { reportPage } from './report.ts'
import { type Measure, measures } from './summary.ts'
import { csvOf } from './table.ts'
import { type Part, voicesOf } from './voices.ts'

const HERE = import.meta.dirname
const DOCS = resolve(HERE, '../../docs')
/** What the corpus is made of: a run says by this hash which corpus it ran on. */
const CORPUS_FILES = [
  'augmentation',
  'beeps',
  'calls',
  'countries',
  'packages',
  'seed',
  'signals',
  'texts',
  'voices',
]

const { values } = parseArgs({
  options: {
    part: { type: 'string', default: 'train' },
    share: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    cached: { type: 'boolean', default: false },
  },
})
const part: Part = values.part === 'test' ? 'test' : 'train'
const share = Number(values.share)
const folder = join(HERE, '../../.cache/amd/results')
mkdirSync(folder, { recursive: true })
const kept = join(folder, `${part}.json`)
const rows = values.cached ? keptRows() : listenToAll(part, share)
const found = [...measures(rows), ...measureCost()]
if (!values.cached) writeFileSync(kept, JSON.stringify(rows))
writeFileSync(join(folder, `${part}.csv`), csvOf(rows))
if (part === 'test' && !values.cached) logRun(found, rows.length)
if (values.report) writeFileSync(join(DOCS, 'amd.html'), reportPage(rows, found, corpusHash()))
if (values.json) process.stdout.write(`${JSON.stringify(found)}\n`)
else for (const measure of found) process.stdout.write(`${lineOf(measure)}\n`)

/** The rows of the last run, to draw another report from; JSON has no infinity. */
function keptRows(): Row[] {
  const rows = JSON.parse(readFileSync(kept, 'utf8')) as Row[]
  return rows.map((row) => ({
    ...row,
    beepSnrDb: row.beepSnrDb ?? Infinity,
    treatment: { ...row.treatment, snrDb: row.treatment.snrDb ?? Infinity },
  }))
}

function listenToAll(which: Part, some: number): Row[] {
  const voices = voicesOf(which)
  const heard: Row[] = []
  for (const hearing of heardCalls(which, voices, some)) {
    heard.push(rowOf(hearing, PEERS))
    if (heard.length % 500 === 0) process.stderr.write(`${heard.length} calls heard\n`)
  }
  return heard
}

/** The test part was frozen before tuning; whoever runs it leaves a line. */
function logRun(found: readonly Measure[], count: number): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const missed = found
    .filter((measure) => !measure.met)
    .map((measure) => `${measure.name} ${measure.value}`)
  const line = [
    new Date().toISOString(),
    `commit ${commit}`,
    `corpus ${corpusHash()}`,
    `${count} hearings`,
    `missed: ${missed.join('; ') || 'nothing'}`,
  ]
  appendFileSync(join(HERE, 'test-runs.txt'), `${line.join(' | ')}\n`)
}

function corpusHash(): string {
  const hash = createHash('sha256')
  for (const name of CORPUS_FILES) hash.update(readFileSync(join(HERE, `${name}.ts`)))
  return hash.digest('hex').slice(0, 12)
}

function lineOf({ name, value, unit, goal, met, interval, of }: Measure): string {
  const range = interval === undefined ? '' : ` [${interval.join(', ')}]`
  const count = of === undefined ? '' : ` of ${of}`
  const mark = goal === '' ? '      ' : met ? 'met   ' : 'missed'
  return `${mark} ${name.padEnd(52)} ${value} ${unit}${range}${count}, goal ${goal || 'none'}`
}
