import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { NAME_RULE, queueId, type QueueId } from '../core/ids.ts'
import { OperatingError } from '../errors.ts'
import { shadowOf, type Change, type Entry, type ShadowReport } from '../simulation/shadow.ts'
import type { PlayReport } from '../simulation/tally.ts'
import { createPostgresStore } from '../store/postgres.ts'
import { lastHours } from '../store/journal-hours.ts'
import { oneWord, readOptions, wholeNumber, type Given } from './options.ts'
import { databaseOf, dataFolderOf } from './settings.ts'
import { minutes, percent } from './play-text.ts'
import type { Terminal } from './terminal.ts'

const SEED_MAX = 2 ** 31 - 1
const MODIFIER_MAX = 100
const HOURS_MAX = 720

/** `ringfirst shadow QUEUE`: the journal replayed with other pacing, beside what was. */
export async function shadow(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      policy: { type: 'string' },
      modifier: { type: 'string' },
      seed: { type: 'string' },
      hours: { type: 'string' },
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
  const hours = wholeNumber('hours', given.text('hours'), 1, HOURS_MAX)
  const pacing = {
    ...(policy === undefined ? {} : { policy }),
    ...(modifier === undefined ? {} : { modifier }),
  }
  const change: Change = { queueId: readQueue(given.operands[0] ?? ''), ...pacing }
  const file = given.text('journal')
  const entries = file === undefined ? await readJournal(given, hours) : await readLines(file)
  checkQueue(entries, change.queueId)
  const report = shadowOf(entries, change, seed)
  if (given.isSet('json')) terminal.out(JSON.stringify(report))
  else tell(terminal, report, change)
  return 0
}

/** Its last hours, or all of it; refused while a Ringfirst runs on it, and where there is none. */
async function readJournal(given: Given, hours: number | undefined): Promise<readonly Entry[]> {
  const server = serverOf(given)
  const store = createPostgresStore({ server })
  const opened = await store.open()
  try {
    return await lastHours(store, opened, hours)
  } finally {
    await store.close()
  }
}

/** The database of the configuration, or the data folder; nothing is made where there is none. */
function serverOf(given: Given): { readonly url: string } | { readonly folder: string } {
  const url = given.text('data') === undefined ? databaseOf(given.text('config')) : undefined
  if (url !== undefined) return { url }
  const folder = dataFolderOf(given.text('data'), given.text('config'))
  if (!existsSync(join(folder, 'postgres'))) {
    throw new OperatingError('data-folder-unusable', {
      folder,
      why: 'no Ringfirst has run on it, so it holds no journal',
    })
  }
  return { folder }
}

function readQueue(name: string): QueueId {
  if (NAME_RULE.test(name)) return queueId(name)
  throw new OperatingError('unknown-queue', { queueId: name })
}

/** Throws `unknown-queue` with those that there are, `usage` where nothing has happened. */
function checkQueue(entries: readonly Entry[], id: QueueId): void {
  if (entries.length === 0) {
    throw new OperatingError('usage', { why: 'the journal is empty: nothing has happened yet' })
  }
  const names = new Set(
    entries.flatMap(({ event }) =>
      event.kind === 'OrganisationConfigured' ? event.organisation.queues.map((one) => one.id) : [],
    ),
  )
  if (names.has(id)) return
  throw new OperatingError('unknown-queue', { queueId: `${id}; queues: ${[...names].join(', ')}` })
}

/** Entries as lines of JSON, from a file or, for `-`, from standard input. Throws `usage`. */
async function readLines(file: string): Promise<readonly Entry[]> {
  const input = file === '-' ? process.stdin : createReadStream(file)
  const entries: Entry[] = []
  let number = 0
  try {
    for await (const line of createInterface({ input, crlfDelay: Infinity })) {
      number++
      if (line !== '') entries.push(entryOf(line))
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const where = number === 0 ? file : `${file}:${number}`
    throw new OperatingError('usage', { why: `--journal ${where}: ${why}` }, { cause })
  }
  return entries
}

function entryOf(line: string): Entry {
  const { at, event } = JSON.parse(line) as Partial<Entry>
  if (typeof at === 'number' && typeof event?.kind === 'string') return { at, event }
  throw new Error('is no entry of a journal: it has no moment (at) or no event with a kind')
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
