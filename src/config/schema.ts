import { z } from 'zod'
import { isPhoneNumber, NAME_RULE, phoneNumber, siteId } from '../core/ids.ts'
import { LIMITS } from '../core/limits.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../core/time.ts'
import { duration } from './duration.ts'
import { FLOW_FIELDS, QUEUE_FLOW } from './flow-schema.ts'
import { HOURS } from './hours.ts'
import { AGENT_ROUTING, HOUSE_ROUTING, QUEUE_ROUTING } from './routing-schema.ts'
import { OIDC } from './sign-in-schema.ts'

const name = z
  .string()
  .regex(NAME_RULE, 'a name is lower-case letters, digits and hyphens, 63 at most')
const text = (max: number) => z.string().min(1).max(max)
const port = z.int().min(0).max(65_535)
const host = z.string().regex(/^[A-Za-z0-9.:_-]{1,253}$/, 'must be a host name or an IP address')
const folder = text(4_096)

const e164 = z.string().transform((value, context) => {
  if (isPhoneNumber(value)) return phoneNumber(value)
  context.addIssue({ code: 'custom', message: 'must be a number in E.164 form: +12025550100' })
  return z.NEVER
})

const prefix = z
  .string()
  .regex(/^\+[0-9]{1,15}$/, "must be a plus sign and digits, such as '+1900'")

const country = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be two capital letters (ISO 3166), such as US or GB')

const timeZone = z.string().refine(isTimeZone, {
  error: 'must be a time zone of the IANA list, such as Europe/London',
})

/** A secret is in a file of its own, or inline where a lab does not mind. */
const secret = { password: text(256).optional(), passwordFile: folder.optional() }

const site = z.strictObject({
  country,
  timeZone,
  trunks: z.array(name).min(1),
  /** Numbers that go out over other trunks, by prefix. */
  routes: z.record(prefix, z.array(name).min(1)).default({}),
  allowedPrefixes: z.array(prefix).default([]),
  refusedPrefixes: z.array(prefix).default([]),
  /** Calls at once over all its trunks. */
  channels: z.int().min(1).max(100_000).optional(),
  /** What calls to customers and to third parties may cost, in the unit of the prices. */
  spend: z
    .strictObject({
      limit: z.number().min(0).max(1e9),
      window: duration(MINUTE_MS, 31 * DAY_MS).default(DAY_MS),
      perMinute: z.record(prefix, z.number().min(0).max(1e6)),
    })
    .optional(),
})

const trunk = z.strictObject({
  host,
  port: port.default(5060),
  transport: z.enum(['udp', 'tcp', 'tls']).default('udp'),
  username: text(128).optional(),
  ...secret,
  codecs: z
    .array(z.enum(['PCMU', 'PCMA']))
    .min(1)
    .default(['PCMU', 'PCMA']),
  channels: z.int().min(1).max(10_000).default(30),
  callsPerSecond: z.number().min(0.1).max(1_000).default(1),
  callerIds: z.array(e164).default([]),
  provisionalTimeout: duration(500, 10 * SECOND_MS).default(2 * SECOND_MS),
  /** Asked by SIP OPTIONS so often whether it is there; absent: never. */
  optionsEvery: duration(5 * SECOND_MS, HOUR_MS).optional(),
  srtp: z.enum(['off', 'optional', 'required']).default('off'),
  inboundFrom: z.array(host).default([]),
})

const pacing = z.strictObject({
  policy: z.enum(['auto', 'idle', 'cap']).default('auto'),
  modifier: z.number().min(1).max(100).default(1),
})

const noAgent = z.strictObject({
  prompt: text(128).optional(),
  /** A flow's name, or its steps: instead of the prompt and of what comes then. */
  flow: QUEUE_FLOW.optional(),
  then: z.enum(['rebook', 'hang-up']).default('rebook'),
  redialAfter: duration(0, 24 * HOUR_MS).default(2 * MINUTE_MS),
})

const acw = z.strictObject({
  mode: z.enum(['optional', 'mandatory', 'mandatory-timed', 'forced']).default('optional'),
  timeout: duration(LIMITS.acwMinMs, LIMITS.acwMaxMs).default(30 * SECOND_MS),
  level: z.enum(['participant', 'communication']).default('participant'),
})

const queue = z.strictObject({
  mode: z.enum(['customer-first', 'agent-first']).default('customer-first'),
  site: name.optional(),
  pacing: pacing.prefault({}),
  ringTimeout: duration(LIMITS.ringTimeoutMinMs, LIMITS.ringTimeoutMaxMs).default(30 * SECOND_MS),
  alertingTimeout: duration(LIMITS.alertingTimeoutMinMs, LIMITS.alertingTimeoutMaxMs).default(
    15 * SECOND_MS,
  ),
  announcementAfter: duration(0, LIMITS.maxWaitAfterAnswerMs).default(2 * SECOND_MS),
  maxWaitAfterAnswer: duration(SECOND_MS, LIMITS.maxWaitAfterAnswerMs).default(20 * SECOND_MS),
  comfortPrompt: text(128).default('comfort'),
  announcementPrompt: text(128).optional(),
  noAgent: noAgent.prefault({}),
  /** A flow's name, or its steps. */
  machineFlow: QUEUE_FLOW.optional(),
  /** The same for people who answered and wait for an agent. */
  waitFlow: QUEUE_FLOW.optional(),
  acw: acw.prefault({}),
  maxCall: duration(SECOND_MS, LIMITS.callMaxMs).default(LIMITS.callMaxMs),
  /** What agents of the queue read to customers. */
  script: text(LIMITS.scriptChars).optional(),
  /** The opening hours that it keeps; absent: always open. */
  hours: name.optional(),
  holdPrompt: text(128).optional(),
  ...QUEUE_ROUTING,
})

const agent = z.strictObject({
  name: text(128).optional(),
  role: z.enum(['agent', 'supervisor']).default('agent'),
  queues: z.array(name).default([]),
  connection: z.enum(['per-call', 'persistent']).default('per-call'),
  onQueueWhenRegistered: z.boolean().default(false),
  contact: z
    .string()
    .regex(/^sips?:[^\s<>"]+$/, 'must be a SIP address, such as sip:bob@192.0.2.7')
    .optional(),
  phone: z.strictObject({ username: text(128).optional(), ...secret }).optional(),
  ...AGENT_ROUTING,
})

const http = z.strictObject({
  host: host.default('127.0.0.1'),
  port: port.default(7080),
  /** Names under which the API is reached, beside its own address. */
  allowedHosts: z.array(host).default([]),
})

const lab = z.strictObject({
  host: host.default('127.0.0.1'),
  /** Where phones register; 0 takes a free port. */
  port: port.default(5070),
  /** Where browser phones connect over WebSocket; 0 takes a free port, which pages are told. */
  webSocketPort: port.default(0),
  /** Whether scripted customers answer behind the trunk named `lab`. */
  customers: z.boolean().default(false),
  /** Where they are; 0 takes a free port. */
  customersPort: port.default(5080),
  /** The agents whose phones are scripted: they register, answer, talk and wrap up. */
  agents: z.array(name).default([]),
})

/** One FreeSWITCH. */
const mediaServer = {
  eventSocket: z.strictObject({
    host: host.default('127.0.0.1'),
    port: port.default(8021),
    passwordFile: folder,
  }),
  /** Where its SIP profile listens, as the edge sees it. */
  sip: z.strictObject({ host: host.default('127.0.0.1'), port: port.default(5090) }).prefault({}),
  /** It takes no new calls; those that it has go on to their end. */
  draining: z.boolean().default(false),
}

const freeswitch = z.strictObject({
  ...mediaServer,
  /** Further servers, which share the calls. */
  moreServers: z.array(z.strictObject(mediaServer)).max(20).default([]),
  drachtio: z.strictObject({
    host: host.default('127.0.0.1'),
    port: port.default(9022),
    secretFile: folder,
  }),
  /** Where the edge takes SIP, as FreeSWITCH and phones see it. */
  edge: z
    .strictObject({
      host: host.default('127.0.0.1'),
      port: port.default(5060),
      realm: host.default('ringfirst'),
      /** Where browsers reach it; absent: there are no browser phones. */
      webSocketUrl: z
        .string()
        .regex(
          /^wss?:\/\/[A-Za-z0-9.:[\]-]{1,253}(?:\/[A-Za-z0-9._/-]*)?$/,
          'must be an address such as wss://calls.example:8443',
        )
        .optional(),
    })
    .prefault({}),
  /** The way of legs' audio to the analyser: our address, and the media server's towards us. */
  audio: z
    .strictObject({ to: host.default('127.0.0.1'), from: host.default('127.0.0.1') })
    .prefault({}),
})

/** A day to simulate: customers as they are on average, and when they book. */
const simulation = z.strictObject({
  queue: name.optional(),
  /** Bookings in each hour of the day. */
  arrivals: z.array(z.number().min(0).max(100_000)).length(24),
  /** Of all dials, the shares that end with a person, and with a machine. */
  answerRate: z.number().min(0.01).max(1).default(0.6),
  machineRate: z.number().min(0).max(1).default(0.1),
  ring: duration(SECOND_MS, LIMITS.ringTimeoutMaxMs).default(15 * SECOND_MS),
  talk: duration(SECOND_MS, LIMITS.callMaxMs).default(4 * MINUTE_MS),
  wrapUp: duration(0, LIMITS.acwMaxMs).default(20 * SECOND_MS),
  patience: duration(SECOND_MS, HOUR_MS).default(30 * SECOND_MS),
  agentAnswers: duration(0, LIMITS.alertingTimeoutMaxMs).default(2 * SECOND_MS),
})

/** The whole of `ringfirst.yaml`; unknown fields are refused at every level. */
export const CONFIG_SCHEMA = z.strictObject({
  switch: z.enum(['lab', 'freeswitch']).default('lab'),
  dataFolder: folder.optional(),
  promptsFolder: folder.optional(),
  recordingsFolder: folder.optional(),
  /** The audio that call analysis heard is kept for so long, for engineers; absent: not at all. */
  keepAnalysedAudio: duration(0, 90 * DAY_MS).optional(),
  /** Announcements that call analysis recognises: a store of `ringfirst amd --remember`. */
  knownPrompts: folder.optional(),
  databaseUrl: text(2_048).optional(),
  databaseUrlFile: folder.optional(),
  logLevel: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  http: http.prefault({}),
  /** Absent: people sign in with tokens alone. */
  oidc: OIDC.optional(),
  lab: lab.prefault({}),
  freeswitch: freeswitch.optional(),
  defaultSite: name.transform(siteId),
  sites: z.record(name, site),
  trunks: z.record(name, trunk),
  queues: z.record(name, queue),
  /** Calendars of opening hours, for queues and flows. */
  hours: z.record(name, z.strictObject({ timeZone: timeZone.optional(), ...HOURS })).default({}),
  agents: z.record(name, agent).default({}),
  simulation: simulation.optional(),
  wrapUpCodes: z.record(name, text(128)).default({}),
  ...HOUSE_ROUTING,
  ...FLOW_FIELDS,
})

/** A configuration that the schema let through, with every default filled in. */
export type Config = z.output<typeof CONFIG_SCHEMA>

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return /^(UTC|[A-Za-z_]+\/.+)$/.test(zone)
  } catch {
    return false
  }
}
