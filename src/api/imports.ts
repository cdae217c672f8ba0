import { parse } from 'csv-parse/sync'
import type { FastifyInstance } from 'fastify'
import { refusalOf } from '../core/callback/booking.ts'
import type { CallbackBooked } from '../core/state/events.ts'
import { LIMITS } from '../core/limits.ts'
import { OperatingError } from '../errors.ts'
import { readBooking } from './booking.ts'
import { newCallbackId } from './callbacks.ts'
import { InvalidRequest } from './failure.ts'
import type { Product } from './product.ts'
import type { ImportReport } from './protocol.ts'
import { settled } from './refusal.ts'
import type { Guard } from './guard.ts'

/** Columns that are fields of a callback, by their names in lower case without blanks. */
const COLUMNS: Readonly<Record<string, string>> = {
  number: 'number',
  phone: 'number',
  queueid: 'queueId',
  queue: 'queueId',
  customername: 'customerName',
  name: 'customerName',
  priority: 'priority',
  dueat: 'dueAt',
  ownerid: 'ownerId',
  owner: 'ownerId',
  skills: 'skills',
  calleridnumber: 'callerIdNumber',
  calleridname: 'callerIdName',
  campaignid: 'campaignId',
  campaign: 'campaignId',
  timezone: 'timeZone',
  idempotencykey: 'idempotencyKey',
}

const PROBLEMS_TOLD = 1_000

interface Row {
  readonly line: number
  readonly fields: Readonly<Record<string, string>>
}

type Problem = ImportReport['problems'][number]

/** Lists of contacts as CSV: dry first, then for good. A row that is wrong stops no other. */
export function importRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.addContentTypeParser(
    'text/csv',
    { parseAs: 'string', bodyLimit: LIMITS.importBytes },
    (_request, body, done) => done(null, body),
  )
  app.post(
    '/v1/imports',
    { bodyLimit: LIMITS.importBytes },
    async (request): Promise<ImportReport> => {
      guard.admit(request, 'import')
      const { dryRun } = request.query as { readonly dryRun?: string }
      if (typeof request.body !== 'string') {
        throw new OperatingError('malformed-body', { why: 'send Content-Type: text/csv' })
      }
      return importContacts(product, request.body, dryRun !== 'false')
    },
  )
}

async function importContacts(
  product: Product,
  text: string,
  dryRun: boolean,
): Promise<ImportReport> {
  const problems: Problem[] = []
  const { rows, dataColumns, refused: malformed } = readRows(text, problems)
  const seen = new Set<string>()
  let [booked, duplicates, refused] = [0, 0, malformed]
  for (const row of rows) {
    const outcome = await takeRow(product, row, { dryRun, seen })
    if (outcome === 'booked') booked++
    else if (outcome === 'duplicate') duplicates++
    else {
      refused++
      problems.push(...outcome)
    }
  }
  return {
    dryRun,
    rows: rows.length + malformed,
    booked,
    duplicates,
    refused,
    problems: problems.sort((a, b) => a.line - b.line).slice(0, PROBLEMS_TOLD),
    dataColumns,
  }
}

async function takeRow(
  product: Product,
  { line, fields }: Row,
  { dryRun, seen }: { readonly dryRun: boolean; readonly seen: Set<string> },
): Promise<'booked' | 'duplicate' | readonly Problem[]> {
  const { organisation, queues } = product.state
  if (organisation === undefined) throw new OperatingError('stopping')
  let event: CallbackBooked
  try {
    const at = product.now()
    const origin = { callbackId: newCallbackId(at), source: 'import', at } as const
    event = readBooking(bodyOf(fields), organisation, origin)
  } catch (thrown) {
    if (thrown instanceof InvalidRequest) {
      return thrown.problems.map(({ field, message }) => ({ line, field, message }))
    }
    throw thrown
  }
  const key = `${event.queueId} ${event.number}`
  if (seen.has(key) || queues.get(event.queueId)?.open.has(event.number) === true)
    return 'duplicate'
  seen.add(key)
  if (dryRun) {
    const turn = { state: product.state, now: product.now() }
    const refusal = refusalOf(turn, queues.get(event.queueId), event)
    if (refusal === undefined) return 'booked'
    const { message } = new OperatingError(refusal.code, { why: refusal.detail })
    return [{ line, field: message.split(':')[0] ?? '', message }]
  }
  try {
    const reply = settled(await product.submit(event), { queueId: event.queueId })
    return reply.existing === true ? 'duplicate' : 'booked'
  } catch (thrown) {
    if (!(thrown instanceof OperatingError) || thrown.retryable) throw thrown
    return [{ line, field: thrown.message.split(':')[0] ?? '', message: thrown.message }]
  }
}

function readRows(
  text: string,
  problems: Problem[],
): { readonly rows: readonly Row[]; readonly dataColumns: readonly string[]; refused: number } {
  let header: readonly string[] = []
  let refused = 0
  const tell = (line: number, message: string): void => {
    refused++
    problems.push({ line, field: 'row', message })
  }
  // The parser counts both characters of a line end within a cell.
  const records = parse(text.replace(/\r\n?/g, '\n'), {
    bom: true,
    trim: true,
    skip_empty_lines: true,
    info: true,
    max_record_size: LIMITS.requestBytes,
    columns: (names: string[]) => (header = names.map(fieldOf)),
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) tell(Number(error['lines']), wordsOf(error.message))
      return undefined
    },
  }) as unknown as { readonly record: Record<string, string>; readonly info: { lines: number } }[]
  if (!header.includes('number')) {
    throw new InvalidRequest([
      { code: 'invalid-field', field: 'header', message: 'has no column number' },
    ])
  }
  if (records.length > LIMITS.importRows) {
    throw new OperatingError('body-too-large', { limit: LIMITS.importBytes })
  }
  const known = new Set(Object.values(COLUMNS))
  return {
    rows: records.map(({ record, info }) => ({ line: info.lines, fields: record })),
    dataColumns: header.filter((name) => !known.has(name)),
    refused,
  }
}

function fieldOf(column: string): string {
  return COLUMNS[column.toLowerCase().replace(/[\s_-]/g, '')] ?? column
}

/** A row as the body of a booking: empty cells are absent, columns of its own are data. */
function bodyOf(fields: Readonly<Record<string, string>>): object {
  const known = new Set(Object.values(COLUMNS))
  const body: Record<string, unknown> = {}
  const data: Record<string, string> = {}
  for (const [name, text] of Object.entries(fields)) {
    if (text === '') continue
    if (!known.has(name)) data[name] = text
    else if (name === 'priority') body[name] = Number.isNaN(Number(text)) ? text : Number(text)
    else if (name === 'skills') body[name] = text.split(/[;|]/).map((skill) => skill.trim())
    else body[name] = text
  }
  return Object.keys(data).length === 0 ? body : { ...body, data }
}

function wordsOf(message: string): string {
  return message.replace(/^Invalid Record Length: /, 'does not have as many cells as the header: ')
}
