import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { queueId } from '../core/ids.ts'
import { OperatingError } from '../errors.ts'
import { shadowOf, type Change, type Entry, type ShadowReport } from '../simulation/shadow.ts'
import type { PlayReport } from '../simulation/tally.ts'
import { createPostgresStore } from '../store/postgres.ts'
import { oneWord, readOptions, wholeNumber } from './options.ts'
import { dataFolderOf } from './settings.ts'
import { minutes, percent } from './play-text.ts'
import type { Terminal } from './terminal.ts'

const SEED_MAX = 2 ** 31 - 1
const MODIFIER_MAX = 100

/** `ringfirst shadow QUEUE`: the journal replayed with other pacing, beside what was. */
export async function shadow(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      policy: { type: 'string' },
      modifier: { type: 'string' },
      seed: { type: 'string' },
      journal: { type: 'string' },
      json: { type: 'boolean' },
      data: { type: 'string', short: 'd' },
      config: { type: 'string', short: 'c' },
    },
    operands: ['QUEUE'],
  })
  const policy = oneWord('policy', given.text('policy'), ['auto', 'idle', 'cap'] as const)
  const modifier = readModifier(given.text('modifier'))
  const seed = wholeNumber('seed', given.text('seed'), 0, SEED_MAX) ?? 1
  const change: Change = {
    queueId: queueId(given.operands[0] ?? ''),
    ...(policy === undefined ? {} : { policy }),
    ...(modifier === undefined ? {} : { modifier }),
  }
  const file = given.text('journal')
  const entries =
    file === undefined
      ? await readJournal(dataFolderOf(given.text('data'), given.text('config')))
      : await readLines(file)
  const report = shadowOf(entries, change, seed)
  if (given.isSet('json')) terminal.out(JSON.stringify(report))
  else tell(terminal, report, change)
  return 0
}

/** All of it; refused while a Ringfirst runs on it. */
async function readJournal(folder: string): Promise<readonly Entry[]> {
  const store = createPostgresStore({ server: { folder } })
  await store.open()
  try {
    const entries: Entry[] = []
    for await (const { at, event } of store.readJournal(1)) entries.push({ at, event })
    return entries
  } finally {
    await store.close()
  }
}

/** Entries as lines of JSON, from a file or, for `-`, from standard input. Throws `usage`. */
async function readLines(file: string): Promise<readonly Entry[]> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const entries: Entry[] = []
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      if (line !== '') entries.push(JSON.parse(line) as Entry)
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OperatingError('usage', { why: `--journal ${file}: ${why}` }, { cause })
  }
  return entries
}

function readModifier(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const modifier = Number(text)
  if (modifier >= 1 && modifier <= MODIFIER_MAX) return modifier
  throw new OperatingError('usage', {
    why: `--modifier must be a number from 1 to ${MODIFIER_MAX}, not ${text}`,
  })
}

function tell(terminal: Terminal, report: ShadowReport, change: Change): void {
  const { outPaint: paint } = terminal
  const otherwise = [
    ...(change.policy === undefined ? [] : [change.policy]),
    ...(change.modifier === undefined ? [] : [`modifier ${change.modifier}`]),
  ].join(', ')
  terminal.out(
    paint.dim(
      '                                  connected  occupancy  mean wait   9 in 10    late  abandoned  dials',
    ),
  )
  terminal.out(row('as it was', report.actual))
  terminal.out(row('replayed as it was', report.replayed))
  terminal.out(row(`replayed with ${otherwise || 'no change'}`, report.shadow))
  terminal.out('')
  terminal.out(
    paint.dim(
      `Of ${report.recordedDials + report.drawnDials} dials ${report.recordedDials} have the outcome that is on record, ${report.drawnDials} are drawn: nobody was dialled then.`,
    ),
  )
  if (report.callsLeftOut > 0) {
    terminal.out(paint.dim(`${report.callsLeftOut} calls of customers are left out.`))
  }
}

function row(name: string, report: PlayReport): string {
  return [
    name.padEnd(34),
    String(report.connected).padStart(9),
    percent(report.occupancy).padStart(10),
    minutes(report.meanWaitMs).padStart(10),
    minutes(report.p90WaitMs).padStart(9),
    percent(report.lateShare).padStart(7),
    String(report.abandoned).padStart(10),
    String(report.dials).padStart(6),
  ].join(' ')
}
