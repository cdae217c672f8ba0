import { CsvError, parse } from 'csv-parse/sync'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { PhoneNumber } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { isBarred } from '../core/state/state.ts'
import { OperatingError } from '../errors.ts'
import { InvalidRequest } from './failure.ts'
import type { Guard } from './guard.ts'
import type { Product } from './product.ts'
import type { DoNotCallList, DoNotCallReport } from './protocol.ts'
import { settled } from './refusal.ts'
import { readNumber } from './telephone.ts'

const PROBLEMS_TOLD = 1_000
/** So many numbers are submitted before their answers are waited for. */
const AT_ONCE = 1_000
const HEADERS: readonly string[] = ['number', 'phone', 'phonenumber', 'telephone']

type ByNumber = { Params: { number: string } }
type Problem = DoNotCallReport['problems'][number]

/** What the list may be asked: from which number on, and how many. */
export const DO_NOT_CALL_QUERY = z.strictObject({
  after: z.string().max(64).optional(),
  limit: z.coerce.number().int().min(1).max(10_000).default(1_000),
})

/**
 * Numbers that are never dialled: one by one, or a list as CSV, dry first. They are in the journal,
 * and looked at when a callback is booked and again when it would be dialled.
 */
export function doNotCallRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.get('/v1/do-not-call', async (request): Promise<DoNotCallList> => {
    const caller = guard.admit(request, 'read')
    return guard.shown(caller, listOf(product, readQuery(request)))
  })
  app.post(
    '/v1/do-not-call',
    { bodyLimit: LIMITS.importBytes },
    async (request): Promise<DoNotCallReport> => {
      guard.admit(request, 'steer')
      const { dryRun } = request.query as { readonly dryRun?: string }
      if (typeof request.body !== 'string') {
        throw new OperatingError('malformed-body', { why: 'send Content-Type: text/csv' })
      }
      return importNumbers(product, request.body, dryRun !== 'false')
    },
  )
  app.put<ByNumber>('/v1/do-not-call/:number', async (request, reply) => {
    guard.admit(request, 'steer')
    const number = readBarred(product, request.params.number)
    settled(await product.submit({ kind: 'NumberBarred', number }), {})
    return reply.code(204).send()
  })
  app.delete<ByNumber>('/v1/do-not-call/:number', async (request, reply) => {
    guard.admit(request, 'steer')
    const number = readBarred(product, request.params.number)
    settled(await product.submit({ kind: 'NumberUnbarred', number }), {})
    return reply.code(204).send()
  })
}

function readQuery({ query }: FastifyRequest): z.output<typeof DO_NOT_CALL_QUERY> {
  const parsed = DO_NOT_CALL_QUERY.safeParse(query)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.') ?? 'limit'
  throw new InvalidRequest([
    { code: 'invalid-field', field, message: 'limit is 1 to 10000, after is a number of the list' },
  ])
}

/** In ascending order: those of the configuration and those that were added. */
function listOf(
  { state }: Product,
  { after, limit }: z.output<typeof DO_NOT_CALL_QUERY>,
): DoNotCallList {
  const { doNotCall } = state
  const added = state.numbers.barred
  const configured = [...doNotCall].filter((number) => !added.has(number))
  return {
    total: added.size + configured.length,
    numbers: leastOf([configured, added], after ?? '', limit).map((number) => ({
      number,
      from: doNotCall.has(number) ? 'configuration' : 'list',
    })),
  }
}

/** So many of the least that come after one, in ascending order: a million are never sorted. Pure. */
function leastOf(
  lists: readonly Iterable<PhoneNumber>[],
  after: string,
  limit: number,
): readonly PhoneNumber[] {
  let least: PhoneNumber[] = []
  let most: PhoneNumber | undefined
  for (const list of lists) {
    for (const number of list) {
      if (number <= after || (most !== undefined && number >= most)) continue
      least.push(number)
      if (least.length < 2 * limit) continue
      least = least.sort().slice(0, limit)
      most = least.at(-1)
    }
  }
  return least.sort().slice(0, limit)
}

async function importNumbers(
  product: Product,
  text: string,
  dryRun: boolean,
): Promise<DoNotCallReport> {
  const problems: Problem[] = []
  const rows = readRows(text)
  const fresh = new Map<PhoneNumber, number>()
  let known = 0
  for (const { line, cell } of rows) {
    const read = readNumber(cell, countryOf(product))
    if (!read.ok) problems.push({ line, field: 'number', message: read.why })
    else if (isBarred(product.state, read.number) || fresh.has(read.number)) known++
    else fresh.set(read.number, line)
  }
  let added = 0
  const numbers = [...fresh]
  for (let i = 0; i < numbers.length && !dryRun; i += AT_ONCE) {
    const replies = numbers.slice(i, i + AT_ONCE).map(async ([number, line]) => {
      const answer = await product.submit({ kind: 'NumberBarred', number })
      if (answer.ok) added++
      else problems.push({ line, field: 'number', message: answer.detail })
    })
    await Promise.all(replies)
  }
  return {
    dryRun,
    rows: rows.length,
    added: dryRun ? fresh.size : added,
    known,
    refused: problems.length,
    problems: problems.sort((a, b) => a.line - b.line).slice(0, PROBLEMS_TOLD),
  }
}

/** The cells that should hold a number: of the column with such a name, else of the first. */
function readRows(text: string): readonly { readonly line: number; readonly cell: string }[] {
  const records = recordsOf(text)
  const [first] = records
  if (first === undefined) {
    throw new InvalidRequest([
      { code: 'invalid-field', field: 'body', message: 'has no line with a number' },
    ])
  }
  if (records.length > LIMITS.importRows) {
    throw new OperatingError('body-too-large', { limit: LIMITS.importBytes })
  }
  const column = first.record.findIndex((name) =>
    HEADERS.includes(name.toLowerCase().replace(/[\s_-]/g, '')),
  )
  const rows = column === -1 ? records : records.slice(1)
  return rows.map(({ record, info }) => ({
    line: info.lines,
    cell: record[Math.max(0, column)] ?? '',
  }))
}

interface Line {
  readonly record: readonly string[]
  readonly info: { readonly lines: number }
}

/** Throws `InvalidRequest` naming the line from which on nothing can be told apart. */
function recordsOf(text: string): readonly Line[] {
  try {
    // The parser counts both characters of a line end within a cell.
    return parse(text.replace(/\r\n?/g, '\n'), {
      bom: true,
      trim: true,
      delimiter: [',', ';', '\t'],
      skip_empty_lines: true,
      relax_column_count: true,
      relax_quotes: true,
      info: true,
    }) as unknown as readonly Line[]
  } catch (thrown) {
    if (!(thrown instanceof CsvError)) throw thrown
    const message = `cannot be read from line ${Number(thrown['lines'])} on: ${thrown.message}`
    throw new InvalidRequest([{ code: 'invalid-field', field: 'body', message }])
  }
}

/** As people of the default site's country write it. */
function readBarred(product: Product, text: string): PhoneNumber {
  const read = readNumber(text, countryOf(product))
  if (read.ok) return read.number
  throw new InvalidRequest([{ code: 'invalid-number', field: 'number', message: read.why }])
}

function countryOf({ state: { organisation } }: Product): string {
  const site = organisation?.sites.find(({ id }) => id === organisation.defaultSite)
  return site?.country ?? 'US'
}
