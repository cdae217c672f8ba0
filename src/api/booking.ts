import { z } from 'zod'
import type { CallbackBooked } from '../core/state/events.ts'
import {
  agentId,
  campaignId,
  NAME_RULE,
  queueId,
  type CallbackId,
  type PhoneNumber,
} from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import type { Organisation, Site } from '../core/state/organisation.ts'
import { instant, type Instant } from '../core/time.ts'
import { OperatingError } from '../errors.ts'
import { resolveSchedule } from '../wall-time.ts'
import { wordingOf } from '../wording.ts'
import { callableTimes } from './callable-times.ts'
import { InvalidRequest, type FieldProblem } from './failure.ts'
import type { CallbackRequest } from './protocol/callback.ts'
import { readNumber } from './telephone.ts'

/** Text for people: no line breaks or other control characters, which a switch must never see. */
const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters')

const name = z.string().regex(NAME_RULE, 'must be a name of the configuration')

/** What a booking brings along for agents, and later edits change: small and shallow. */
export const BOOKING_DATA = z
  .record(z.string(), z.unknown())
  .refine((value) => isNestedAtMost(value, LIMITS.dataDepthPerCallback), {
    error: `must not be nested more than ${LIMITS.dataDepthPerCallback} deep`,
    abort: true,
  })
  .refine((value) => Buffer.byteLength(JSON.stringify(value)) <= LIMITS.dataBytesPerCallback, {
    error: `must have at most ${LIMITS.dataBytesPerCallback} bytes as JSON`,
  })

function isNestedAtMost(value: unknown, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((one) => isNestedAtMost(one, depth - 1))
}

const localTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a local time: 2026-05-01T09:00')

/** The body of a booking, before its numbers and names are looked up. */
export const CALLBACK_REQUEST = z.strictObject({
  number: line(64).meta({ description: 'E.164, or as people of the site’s country write it' }),
  queueId: name.exactOptional().meta({ description: 'The only queue where there is one' }),
  customerName: line(128).exactOptional(),
  callerIdNumber: line(64).exactOptional(),
  callerIdName: line(64).exactOptional(),
  ownerId: name.exactOptional(),
  dueAt: z.iso
    .datetime({ offset: true, error: 'must be a moment with an offset: 2026-05-01T09:00:00+02:00' })
    .exactOptional()
    .meta({ description: 'When it enters the queue; at most 30 days ahead' }),
  at: z
    .strictObject({
      from: localTime,
      until: localTime.exactOptional(),
      timeZone: line(64),
    })
    .exactOptional()
    .meta({ description: 'Instead of dueAt: a local time, or a window, where the customer is' }),
  campaignId: name.exactOptional().meta({ description: 'A contact of a campaign: previewed' }),
  timeZone: line(64)
    .exactOptional()
    .meta({ description: 'Of a contact: the IANA zone by which its campaign’s hours go' }),
  priority: z.int().min(LIMITS.prioritiesMin).max(LIMITS.prioritiesMax).exactOptional(),
  skills: z.array(line(64)).max(20).exactOptional(),
  data: BOOKING_DATA.exactOptional(),
  idempotencyKey: line(255).exactOptional(),
}) satisfies z.ZodType<unknown, CallbackRequest>

/** Where a booking comes from, beside its body. */
export interface BookingSource {
  readonly callbackId: CallbackId
  readonly source: CallbackBooked['source']
  /** Now: campaigns' callable times count from it. */
  readonly at: Instant
  /** The header Idempotency-Key. */
  readonly idempotencyKey?: string
}

/** The event of a booking. Throws `InvalidRequest` naming every wrong field. Pure. */
export function readBooking(
  body: unknown,
  organisation: Organisation,
  origin: BookingSource,
): CallbackBooked {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new OperatingError('malformed-body', { why: 'it must be an object' })
  }
  const parsed = CALLBACK_REQUEST.safeParse(body)
  const problems: FieldProblem[] = parsed.success ? [] : parsed.error.issues.flatMap(problemsOf)
  const fields = body as Readonly<Record<string, unknown>>
  const site = siteOf(organisation, fields['queueId'])
  const number = lookUp(fields, 'number', site, problems)
  const callerIdNumber = lookUp(fields, 'callerIdNumber', site, problems)
  const queue = parsed.success ? queueOf(organisation, parsed.data.queueId, problems) : undefined
  const times = parsed.success
    ? timesOf(parsed.data, { organisation, site, now: origin.at }, problems)
    : undefined
  const [first, ...others] = problems
  if (first !== undefined) throw new InvalidRequest([first, ...others])
  if (!parsed.success || number === undefined || queue === undefined) {
    throw new OperatingError('invalid-number', { why: 'is missing' })
  }
  const { ownerId, campaignId: campaign, dueAt: _, at: __, timeZone: ___, ...given } = parsed.data
  const { queueId: _queue, number: _number, callerIdNumber: _shown, ...rest } = given
  return {
    kind: 'CallbackBooked',
    ...rest,
    ...(origin.idempotencyKey === undefined ? {} : { idempotencyKey: origin.idempotencyKey }),
    callbackId: origin.callbackId,
    source: origin.source,
    number,
    queueId: queueId(queue),
    ...(callerIdNumber === undefined ? {} : { callerIdNumber }),
    ...(ownerId === undefined ? {} : { ownerId: agentId(ownerId) }),
    ...(campaign === undefined ? {} : { campaignId: campaignId(campaign) }),
    ...times,
  }
}

/** When a booking may be called: as it says, and where it is a contact's, in its campaign's hours. */
function timesOf(
  request: z.output<typeof CALLBACK_REQUEST>,
  around: { readonly organisation: Organisation; readonly site: Site | undefined; now: Instant },
  problems: FieldProblem[],
): Pick<CallbackBooked, 'dueAt' | 'wallTime' | 'windows'> {
  const { at, dueAt, campaignId: id } = request
  const schedule = scheduleOf(request, problems)
  const campaign = around.organisation.campaigns?.find((one) => one.id === id)
  const timeZone = request.timeZone ?? (campaign?.callable === undefined ? undefined : at?.timeZone)
  const windows = schedule !== undefined && 'windows' in schedule ? schedule.windows : undefined
  const callable = callableTimes(campaign, around.site, { timeZone, windows }, around.now)
  if (callable !== undefined && 'field' in callable) {
    problems.push(problem('invalid-field', callable.field, callable.why))
  }
  const due = dueAt === undefined ? {} : { dueAt: instant(Date.parse(dueAt)) }
  // A contact's windows are its campaign's too: they do not follow from its own words alone.
  if (callable !== undefined && 'windows' in callable) return { ...due, ...schedule, ...callable }
  return { ...due, ...(at === undefined ? {} : { wallTime: at }), ...schedule }
}

/** What the local time of a booking comes to; a time that is none is a problem of its field. */
function scheduleOf(
  { at, dueAt }: z.output<typeof CALLBACK_REQUEST>,
  problems: FieldProblem[],
): ReturnType<typeof resolveSchedule> {
  if (at === undefined) return undefined
  if (dueAt !== undefined)
    problems.push(problem('invalid-field', 'at', 'give at or dueAt, not both'))
  const resolved = resolveSchedule(at)
  if (resolved === undefined) {
    const why = 'is no local time of a zone of the IANA list, or ends before it begins'
    problems.push(problem('invalid-field', 'at', why))
  }
  return resolved
}

function problemsOf(issue: z.core.$ZodIssue): readonly FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => problem('invalid-field', key, 'is not a field of a callback'))
  }
  const field = issue.path.map(String).join('.')
  const code = field === 'number' ? 'invalid-number' : 'invalid-field'
  return [problem(code, field, wordingOf(issue))]
}

function problem(code: FieldProblem['code'], field: string, message: string): FieldProblem {
  return { code, field, message }
}

/** The site whose country a number is read in: the queue's, or the default. */
function siteOf(organisation: Organisation, queue: unknown): Site | undefined {
  const id = organisation.queues.find((each) => each.id === queue)?.site ?? organisation.defaultSite
  return organisation.sites.find((site) => site.id === id)
}

function lookUp(
  fields: Readonly<Record<string, unknown>>,
  field: 'number' | 'callerIdNumber',
  site: Site | undefined,
  problems: FieldProblem[],
): PhoneNumber | undefined {
  const text = fields[field]
  if (typeof text !== 'string' || problems.some((each) => each.field === field)) return undefined
  const read = readNumber(text, site?.country ?? 'US')
  if (read.ok) return read.number
  problems.push(problem(field === 'number' ? 'invalid-number' : 'invalid-field', field, read.why))
  return undefined
}

function queueOf(
  organisation: Organisation,
  id: string | undefined,
  problems: FieldProblem[],
): string | undefined {
  const known = organisation.queues.map((queue) => queue.id)
  if (id === undefined && known.length === 1) return known[0]
  if (id === undefined) {
    problems.push(problem('invalid-field', 'queueId', `is missing; queues: ${known.join(', ')}`))
  } else if (!known.some((each) => each === id)) {
    problems.push(
      problem('unknown-queue', 'queueId', `there is no queue ${id}; queues: ${known.join(', ')}`),
    )
  }
  return id
}
