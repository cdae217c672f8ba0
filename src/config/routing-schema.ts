import { z } from 'zod'
import { isPhoneNumber, NAME_RULE, phoneNumber } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { RETRIED_OUTCOMES } from '../core/state/organisation.ts'
import { DAY_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts'
import { duration } from './duration.ts'

const name = z.string().regex(NAME_RULE, 'must be a name of the configuration')
const skills = z.array(z.string().min(1).max(64)).max(20)

const number = z.string().transform((value, context) => {
  if (isPhoneNumber(value)) return phoneNumber(value)
  context.addIssue({ code: 'custom', message: 'must be a number in E.164 form: +12025550100' })
  return z.NEVER
})

const mediumUse = z.strictObject({
  max: z.int().min(0).max(LIMITS.utilizationMax).default(1),
  interruptedBy: z.array(z.enum(['call', 'callback'])).default([]),
})

const utilization = z.strictObject({
  call: mediumUse.prefault({}),
  callback: mediumUse.prefault({}),
})

const AUTO_END_MS = 300 * SECOND_MS

/** Fields of a queue that say who gets whom, and what comes of it. */
export const QUEUE_ROUTING = {
  /** Keeps an idle agent free while a customer rings. */
  reserveAgent: z.boolean().optional(),
  ownership: z
    .strictObject({
      limit: duration(LIMITS.ownershipMinMs, LIMITS.ownershipMaxMs).default(LIMITS.ownershipMs),
      then: z.enum(['queue', 'expire']).default('queue'),
    })
    .optional(),
  preferredAgents: z
    .array(
      z.strictObject({
        agents: z.array(name).min(1).max(100),
        timeout: duration(SECOND_MS, 10 * MINUTE_MS),
      }),
    )
    .max(LIMITS.preferredSteps)
    .optional(),
  lastAgentTimeout: duration(SECOND_MS, 10 * MINUTE_MS).optional(),
  retries: z
    .strictObject({
      max: z.int().min(1).max(LIMITS.retriesMax),
      delay: duration(LIMITS.retryDelayMinMs, LIMITS.retryDelayMaxMs).default(10 * MINUTE_MS),
      outcomes: z.array(z.enum(RETRIED_OUTCOMES)).min(1).optional(),
    })
    .optional(),
  whenClosed: z
    .strictObject({ waiting: z.enum(['keep', 'move', 'expire']), to: name.optional() })
    .optional(),
  takeOver: z
    .strictObject({
      prompt: z.string().min(1).max(128),
      digit: z.string().regex(/^[0-9*#]$/, 'must be one key of a telephone'),
    })
    .optional(),
  /** Customers are recorded from this moment on. */
  recording: z.enum(['answer', 'join']).optional(),
  autoStart: duration(0, LIMITS.autoStartMaxMs).optional(),
  /** `true`: after 300 s. */
  autoEnd: z
    .preprocess(
      (value) => (value === true ? AUTO_END_MS : value),
      duration(0, LIMITS.autoStartMaxMs),
    )
    .optional(),
}

/** Fields of an agent that say whom they may be given. */
export const AGENT_ROUTING = { skills: skills.default([]), utilization: utilization.optional() }

/** Fields of the whole house about whom to call and how much. */
export const HOUSE_ROUTING = {
  utilization: utilization.optional(),
  campaigns: z
    .record(
      name,
      z.strictObject({
        name: z.string().min(1).max(128).optional(),
        queue: name,
        /** A calendar: its contacts are called in its hours alone, by their own clocks. */
        hours: name.optional(),
      }),
    )
    .default({}),
  doNotCall: z.array(number).max(LIMITS.numbersRemembered).default([]),
  attemptCap: z
    .strictObject({ attempts: z.int().min(1).max(100), window: duration(MINUTE_MS, 30 * DAY_MS) })
    .optional(),
  abandonLock: duration(0, 30 * DAY_MS).optional(),
  /** An agent whose phone is lost stays on queue for so long and is offered nobody. */
  phoneGrace: duration(0, LIMITS.phoneGraceMaxMs).optional(),
}
