import { z } from 'zod'
import { isPhoneNumber, NAME_RULE } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts'
import { chosen } from './chosen-schema.ts'
import { duration } from './duration.ts'
import { suggest } from './suggestion.ts'

/*
 * The flow language as people write it: a list of steps, each with one key that says what it does.
 * `flow-compiler.ts` makes of it what the core runs.
 */

const name = z.string().regex(NAME_RULE, 'must be a name of the configuration')
const dataName = z.string().regex(/^[a-z][a-zA-Z0-9_-]{0,62}$/, 'must be a word')
const promptName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_-]{0,127}$/i, 'must be the name of a prompt: letters, digits, hyphens')
const key = z.string().regex(/^[0-9*#]$/, "must be one key of a telephone, quoted: '1'")
const keys = z.string().regex(/^[0-9*#]{1,16}$/, "must be keys of a telephone, quoted: '1'")
const e164 = z
  .string()
  .refine(isPhoneNumber, { error: "must be a number in E.164 form, quoted: '+12025550100'" })
const language = z.string().regex(/^[a-z]{2}(-[a-z]{2})?$/, 'must be a language: en, de, en-gb')

/** Words in what is said that are no prompts but values. */
export const SPOKEN_VALUES = ['position', 'estimated-wait'] as const

const utterance = z.union(
  [
    promptName,
    z.strictObject({ number: z.union([z.int().min(0).max(999_999), dataName]) }),
    z.strictObject({ digits: dataName }),
    z.strictObject({ time: z.string().min(1).max(64) }),
  ],
  {
    error:
      'must be a prompt, position, estimated-wait, { number: 7 }, { digits: caller } or { time: 08:30 }',
  },
)

/** One thing, or several in a row. */
const said = z
  .union([utterance, z.array(utterance).min(1).max(50)], {
    error: 'must be a prompt or a list of what is said',
  })
  .transform((value) => (Array.isArray(value) ? value : [value]))

export type Said = z.output<typeof said>

/** What a decision asks. */
export type When =
  | { readonly open: string }
  | { readonly closed: string }
  | { readonly holiday: string }
  | { readonly data: string; readonly is: string }
  | { readonly caller: string }
  | { readonly callerKnown: boolean }
  | { readonly machine: 'voicemail' | 'ivr' | 'screening' | 'unavailable' }
  | { readonly hasCallback: boolean | string }
  | { readonly queue: string; readonly waitingOver: number }
  | { readonly queue: string; readonly waitOver: number }
  | { readonly noAgents: string }
  | { readonly queueClosed: string }
  | { readonly not: When }
  | { readonly all: readonly When[] }
  | { readonly any: readonly When[] }

const WHEN: Readonly<Record<string, z.ZodType>> = {
  open: z.strictObject({ open: name }),
  closed: z.strictObject({ closed: name }),
  holiday: z.strictObject({ holiday: name }),
  data: z.strictObject({ data: dataName, is: z.string().max(256) }),
  caller: z.strictObject({
    caller: z.string().regex(/^\+[0-9]{1,15}$/, "must be the beginning of a number, such as '+44'"),
  }),
  callerKnown: z.strictObject({ callerKnown: z.boolean() }),
  machine: z.strictObject({ machine: z.enum(['voicemail', 'ivr', 'screening', 'unavailable']) }),
  hasCallback: z.strictObject({ hasCallback: z.union([z.boolean(), name]) }),
  queue: z.union(
    [
      z.strictObject({ queue: name, waitingOver: z.int().min(0).max(LIMITS.waitingPerQueue) }),
      z.strictObject({ queue: name, waitOver: duration(0, 24 * HOUR_MS) }),
    ],
    { error: 'must be { queue: NAME, waitingOver: 10 } or { queue: NAME, waitOver: 5 min }' },
  ),
  noAgents: z.strictObject({ noAgents: name }),
  queueClosed: z.strictObject({ queueClosed: name }),
  not: z.strictObject({ not: z.lazy(() => when) }),
  all: z.strictObject({
    all: z
      .array(z.lazy(() => when))
      .min(1)
      .max(20),
  }),
  any: z.strictObject({
    any: z
      .array(z.lazy(() => when))
      .min(1)
      .max(20),
  }),
}

const when: z.ZodType<When> = byKey('a condition', WHEN)

/** A step as it is written; `steps` are nested. */
export type Step =
  | { readonly play: Said }
  | { readonly hold: number; readonly music?: string }
  | AskStep
  | CollectStep
  | { readonly if: When; readonly then: readonly Step[]; readonly else?: readonly Step[] }
  | QueueStep
  | { readonly offerCallback: OfferWords }
  | { readonly createCallback: PromiseWords }
  | { readonly takePlace: true; readonly else?: readonly Step[] }
  | { readonly cancelCallback: true; readonly else?: readonly Step[] }
  | { readonly moveCallback: number; readonly else?: readonly Step[] }
  | { readonly set: SetWords }
  | { readonly goTo: string }
  | { readonly transfer: TransferWords; readonly else?: readonly Step[] }
  | { readonly rebook: number | true }
  | { readonly waitForBeep: number }
  | { readonly record: { readonly max: number; readonly end?: string } }
  | { readonly http: string; readonly timeout: number; readonly else?: readonly Step[] }
  | { readonly hangUp: 'released' | 'busy' | 'declined' | 'invalid-number' }

/** A menu: what each key leads to. */
export interface AskStep {
  readonly ask: Said
  readonly choices: Readonly<Record<string, readonly Step[]>>
  readonly again?: Said
  readonly tries: number
  readonly timeout: number
  readonly else?: readonly Step[]
}

/** Keys that are kept under a name. */
export interface CollectStep {
  readonly collect: Said
  readonly as: string
  readonly min: number
  readonly max: number
  readonly end: string
  readonly check?: 'phone-number'
  readonly again?: Said
  readonly tries: number
  readonly timeout: number
  readonly else?: readonly Step[]
}

/** A wait in line, with what is heard and what may come of it. */
export interface QueueStep {
  readonly queue: string
  readonly music?: string
  readonly say?: Said
  readonly every: number
  readonly offerCallback?: OfferWords & { readonly waitOver: number; readonly key: string }
  readonly preferredAgents?: readonly string[]
  readonly maxWait?: number
  /** After the longest wait. */
  readonly then?: readonly Step[]
}

/** How a callback is offered: the caller keeps their number or keys another. */
export interface OfferWords {
  readonly queue?: string
  readonly delay?: number
}

/** Whom the caller is passed on to; a number is written, or the name of data that holds it. */
export type TransferWords = { readonly agent: string } | { readonly number: string }

export interface PromiseWords {
  readonly queue?: string
  readonly delay?: number
  readonly number?: string
}

export interface SetWords {
  readonly priority?: number
  readonly skills?: readonly string[]
  readonly preferredAgents?: readonly string[]
  readonly language?: string
  readonly data?: Readonly<Record<string, string>>
}

const steps: z.ZodType<readonly Step[]> = z.lazy(() => z.array(step).min(1).max(200))
/** Steps, or one of them. */
const branch = chosen<readonly Step[]>((value) =>
  Array.isArray(value) ? steps : step.transform((one) => [one]),
)
const optionalSteps = branch.optional()
const tries = z.int().min(1).max(9).default(3)
const timeout = duration(SECOND_MS, MINUTE_MS).default(6 * SECOND_MS)
const delay = duration(0, 7 * 24 * HOUR_MS).optional()
const flag = z.literal(true, { error: 'must be true' })
const offer = z.union([
  z.literal(true).transform(() => ({})),
  z.strictObject({ queue: name.optional(), delay }),
])

const STEPS: Readonly<Record<string, z.ZodType>> = {
  play: z.strictObject({ play: said }),
  hold: z.strictObject({ hold: duration(SECOND_MS, HOUR_MS), music: promptName.optional() }),
  ask: z.strictObject({
    ask: said,
    choices: z.record(keys, branch),
    again: said.optional(),
    tries,
    timeout,
    else: optionalSteps,
  }),
  collect: z.strictObject({
    collect: said,
    as: dataName,
    min: z.int().min(1).max(20).default(1),
    max: z.int().min(1).max(20).default(20),
    end: key.default('#'),
    check: z.literal('phone-number').optional(),
    again: said.optional(),
    tries,
    timeout,
    else: optionalSteps,
  }),
  if: z.strictObject({ if: when, then: branch, else: optionalSteps }),
  queue: z.strictObject({
    queue: name,
    music: promptName.optional(),
    say: said.optional(),
    every: duration(5 * SECOND_MS, 10 * MINUTE_MS).default(45 * SECOND_MS),
    offerCallback: z
      .strictObject({
        waitOver: duration(0, 2 * HOUR_MS),
        key: key.default('1'),
        queue: name.optional(),
        delay,
      })
      .optional(),
    preferredAgents: z.array(name).min(1).max(20).optional(),
    maxWait: duration(SECOND_MS, 4 * HOUR_MS).optional(),
    then: optionalSteps,
  }),
  offerCallback: z.strictObject({ offerCallback: offer }),
  createCallback: z.strictObject({
    createCallback: z.strictObject({ queue: name.optional(), delay, number: dataName.optional() }),
  }),
  takePlace: z.strictObject({ takePlace: flag, else: optionalSteps }),
  cancelCallback: z.strictObject({ cancelCallback: flag, else: optionalSteps }),
  moveCallback: z.strictObject({
    moveCallback: duration(MINUTE_MS, 7 * 24 * HOUR_MS),
    else: optionalSteps,
  }),
  set: z.strictObject({
    set: z.strictObject({
      priority: z.int().min(LIMITS.prioritiesMin).max(LIMITS.prioritiesMax).optional(),
      skills: z.array(z.string().min(1).max(64)).max(20).optional(),
      preferredAgents: z.array(name).min(1).max(20).optional(),
      language: language.optional(),
      data: z.record(dataName, z.string().max(256)).optional(),
    }),
  }),
  goTo: z.strictObject({ goTo: name }),
  transfer: z.strictObject({
    transfer: z.union(
      [z.strictObject({ agent: name }), z.strictObject({ number: z.union([e164, dataName]) })],
      {
        error:
          "must be { agent: NAME } or { number: '+12025550100' }; a word names data, and queues and flows are queue: and goTo:",
      },
    ),
    else: optionalSteps,
  }),
  rebook: z.strictObject({
    rebook: chosen<number | true>((value) =>
      value === true ? z.literal(true) : duration(0, 24 * HOUR_MS),
    ),
  }),
  waitForBeep: z.strictObject({ waitForBeep: duration(SECOND_MS, LIMITS.readyMaxMs) }),
  record: z.strictObject({
    record: z.strictObject({
      max: duration(SECOND_MS, 10 * MINUTE_MS).default(2 * MINUTE_MS),
      end: key.optional(),
    }),
  }),
  http: z.strictObject({
    http: z.url({ protocol: /^https?$/, error: 'must be an http or https address' }),
    timeout: duration(100, 30 * SECOND_MS).default(3 * SECOND_MS),
    else: optionalSteps,
  }),
  hangUp: z.strictObject({
    hangUp: z.enum(['released', 'busy', 'declined', 'invalid-number']),
  }),
}

const step: z.ZodType<Step> = byKey('a step', STEPS, {
  hangUp: { hangUp: 'released' },
  rebook: { rebook: true },
  takePlace: { takePlace: true },
  cancelCallback: { cancelCallback: true },
  offerCallback: { offerCallback: {} },
})

/** A flow: its steps, and the language of its prompts where it has one of its own. */
const flow = chosen<{ readonly steps: readonly Step[]; readonly language?: string | undefined }>(
  (value) =>
    Array.isArray(value)
      ? steps.transform((own) => ({ steps: own }))
      : z.strictObject({ language: language.optional(), steps }),
)

/** A flow of a queue: the name of one, or steps. */
export const QUEUE_FLOW = chosen<string | readonly Step[]>((value) =>
  typeof value === 'string' ? name : steps,
)

/** What a number leads to: a flow's name, or more. */
interface Entry {
  readonly flow: string
  readonly queue?: string | undefined
  readonly language?: string | undefined
}

const entry = chosen<Entry>((value) =>
  typeof value === 'string'
    ? name.transform((own) => ({ flow: own }))
    : z.strictObject({ flow: name, queue: name.optional(), language: language.optional() }),
)

/** Fields of the whole house about calls that come in. */
export const FLOW_FIELDS = {
  flows: z.record(name, flow).default({}),
  /** Which flow a number leads to: its name, or more. */
  numbers: z.record(e164, entry).default({}),
  /** Host names that flows may ask. */
  httpHosts: z.array(z.string().regex(/^[a-z0-9.-]{1,253}(:[0-9]{1,5})?$/)).default([]),
}

/**
 * An object whose one key of the table says what it is: the errors are then those of that kind
 * alone, each at its field.
 */
function byKey<T>(
  what: string,
  table: Readonly<Record<string, z.ZodType>>,
  words: Readonly<Record<string, unknown>> = {},
): z.ZodType<T> {
  const known = Object.keys(table)
  const word = (written: unknown): unknown =>
    typeof written === 'string' ? (words[written] ?? written) : written
  const schema = chosen<T>((value) => {
    const names = typeof value === 'object' && value !== null ? Object.keys(value) : []
    const kind = known.find((each) => names.includes(each))
    if (kind !== undefined) {
      const shape = table[kind] as z.ZodType<T>
      const second = foreignTo(shape, value).find((each) => known.includes(each))
      return second === undefined ? shape : `must be ${what}, not two: ${kind} and ${second}`
    }
    const meant = suggest(names[0] ?? String(value), known)
    const advice = meant === undefined ? `one of ${known.join(', ')}` : `did you mean ${meant}?`
    return `must be ${what}: ${advice}`
  })
  return z.preprocess(word, schema) as z.ZodType<T>
}

/** The keys of a value that its schema does not know. */
function foreignTo(schema: z.ZodType, value: unknown): readonly string[] {
  const issues = schema.safeParse(value).error?.issues ?? []
  return issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
  )
}
