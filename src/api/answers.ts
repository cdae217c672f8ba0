import { z } from 'zod'

const moment = z.iso.datetime().meta({ description: 'ISO 8601, UTC, milliseconds' })
const milliseconds = z.number().min(0)

const verdict = z.object({
  kind: z.enum([
    'human',
    'machine',
    'fax',
    'special-information-tone',
    'busy',
    'congestion',
    'ringback',
    'silence',
    'unsure',
  ]),
  machine: z.enum(['voicemail', 'ivr', 'screening', 'unavailable']).exactOptional(),
  tone: z.enum(['intercept', 'vacant-code', 'reorder', 'no-circuit', 'unknown']).exactOptional(),
  confidence: z.number().min(0).max(1),
  atMs: z.number().meta({ description: 'Counted from the answer' }),
  evidence: z.array(z.string()),
})

const note = z.object({
  at: moment,
  event: z.string().meta({ description: 'What happened: dialling, answered, joined …' }),
  text: z.string().meta({ description: 'The same as a short sentence' }),
  legId: z.string().exactOptional(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).exactOptional(),
})

const decision = z.object({
  at: moment,
  queueId: z.string(),
  trigger: z.string(),
  because: z.string(),
  text: z.string(),
  rule: z.string().meta({ description: 'The rule that let it be dialled or refused it' }),
  accepted: z.boolean(),
  callbackId: z.string().exactOptional(),
  agentId: z.string().exactOptional(),
  numbers: z.record(z.string(), z.number()),
})

const summary = {
  id: z.string(),
  queueId: z.string(),
  number: z.string().meta({ description: 'Masked for every role but admin' }),
  customerName: z.string().exactOptional(),
  state: z.string(),
  bookedAt: moment,
  closedAt: moment.exactOptional(),
  disposition: z.string().exactOptional(),
  cause: z.string().exactOptional(),
  waitInQueueMs: milliseconds.exactOptional(),
  waitAfterAnswerMs: milliseconds.exactOptional(),
}

/** A callback with everything on record. */
export const CALLBACK = z.object({
  ...summary,
  data: z.record(z.string(), z.unknown()).exactOptional(),
  verdict: verdict.exactOptional(),
  position: z.int().min(1).exactOptional().meta({ description: '1 is next' }),
  estimatedWait: z
    .object({ meanMs: z.number(), lowMs: z.number(), highMs: z.number() })
    .exactOptional()
    .meta({ description: 'Until its turn; four in five waits end between low and high' }),
  why: z
    .object({ rule: z.string(), numbers: z.record(z.string(), z.number()) })
    .exactOptional()
    .meta({ description: 'The one reason why it is not being served at this moment' }),
  dueAt: moment.exactOptional(),
  timeline: z.array(note),
  attempts: z.array(z.looseObject({ id: z.string(), startedAt: moment })),
  participants: z.array(z.looseObject({ role: z.enum(['customer', 'agent']) })),
  wrapUps: z.array(z.looseObject({ at: moment, agentId: z.string() })),
  recordings: z
    .array(
      z.looseObject({
        legId: z.string(),
        startedAt: moment,
        file: z.string().exactOptional().meta({ description: 'Within the recordings folder' }),
        whole: z.boolean().exactOptional(),
      }),
    )
    .exactOptional()
    .meta({ description: 'The far end left, what it heard right' }),
  decisions: z.array(decision),
  queueDecisions: z.array(decision),
})

/** Callbacks, newest first. */
export const CALLBACK_LIST = z.object({
  callbacks: z.array(
    z.object({
      ...summary,
      verdict: z.string().exactOptional(),
      confidence: z.number().exactOptional(),
    }),
  ),
})

/** Whether Ringfirst is well. */
export const HEALTH = z.object({
  status: z.enum(['ok', 'degraded', 'down']),
  version: z.string(),
  switch: z.string(),
  problems: z.array(z.string()),
})

/** The body of every error. */
export const ERROR = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    field: z.string().exactOptional(),
    problems: z.array(z.object({ field: z.string(), message: z.string() })).exactOptional(),
  }),
})
