/** One kind of operating error: expected, named, with advice. Bugs are assertions, outcomes are data. */
export interface ErrorKind {
  /** What a person reads; `{…}` is filled from the details. */
  readonly text: string
  readonly httpStatus: number
  readonly retryable: boolean
}

/** The catalogue: every operating error of Ringfirst with its stable code. */
export const ERRORS = {
  // bookings and commands
  'invalid-number': { text: 'number: {why}', httpStatus: 400, retryable: false },
  'invalid-field': { text: '{field}: {why}', httpStatus: 400, retryable: false },
  'malformed-body': {
    text: 'The body is not valid JSON: {why}',
    httpStatus: 400,
    retryable: false,
  },
  'unknown-queue': {
    text: 'queueId: there is no queue {queueId}',
    httpStatus: 404,
    retryable: false,
  },
  'unknown-agent': { text: 'There is no agent {agentId}', httpStatus: 404, retryable: false },
  'unknown-callback': {
    text: 'There is no callback {callbackId}',
    httpStatus: 404,
    retryable: false,
  },
  'unknown-wrap-up-code': {
    text: 'codes: there is no wrap-up code {code}',
    httpStatus: 400,
    retryable: false,
  },
  'destination-refused': { text: 'number: {why}', httpStatus: 403, retryable: false },
  'do-not-call': {
    text: 'number: it is on the do-not-call list',
    httpStatus: 409,
    retryable: false,
  },
  'do-not-call-full': {
    text: 'number: the do-not-call list is full ({why} numbers)',
    httpStatus: 507,
    retryable: false,
  },
  'barred-by-configuration': {
    text: 'number: the configuration bars it, under doNotCall; take it out there',
    httpStatus: 409,
    retryable: false,
  },
  'queue-closed': { text: 'Queue {why} is closed', httpStatus: 409, retryable: true },
  'unknown-campaign': {
    text: 'campaignId: the queue has no campaign {why}',
    httpStatus: 404,
    retryable: false,
  },
  'callback-not-in-hand': {
    text: 'The agent does not have callback {why} in hand',
    httpStatus: 409,
    retryable: false,
  },
  'agent-busy': { text: 'Agent {why} has another call', httpStatus: 409, retryable: true },
  'window-over': { text: 'windows: {why}', httpStatus: 400, retryable: false },
  'too-many-lanes': {
    text: 'skills: queue {why} tells too many sets of skills apart',
    httpStatus: 409,
    retryable: false,
  },
  'not-now': {
    text: 'That cannot be done now: the call is {why}',
    httpStatus: 409,
    retryable: false,
  },
  'no-trunk-free': {
    text: 'No trunk can take the call now: {why}',
    httpStatus: 503,
    retryable: true,
  },
  'spend-limit': {
    text: 'The call would cost more than the site may spend: {why} is spent',
    httpStatus: 503,
    retryable: true,
  },
  'callback-closed': { text: 'Callback {callbackId} is closed', httpStatus: 409, retryable: false },
  'agent-not-on-call': {
    text: 'Agent {agentId} is not on that call',
    httpStatus: 409,
    retryable: false,
  },
  'schedule-too-far': { text: 'dueAt: at most 30 days ahead', httpStatus: 400, retryable: false },
  'queue-full': {
    text: 'Queue {queueId} holds as many callbacks as it may',
    httpStatus: 503,
    retryable: true,
  },
  'no-phone': { text: 'Agent {agentId} has no phone registered', httpStatus: 409, retryable: true },
  'mailbox-full': {
    text: 'Too many events are waiting; try again',
    httpStatus: 503,
    retryable: true,
  },
  'not-found': { text: 'There is nothing at {path}', httpStatus: 404, retryable: false },
  unauthorized: {
    text: 'A bearer token is needed; see {tokensFile}',
    httpStatus: 401,
    retryable: false,
  },
  forbidden: {
    text: 'You may not do that: it needs the right {right}',
    httpStatus: 403,
    retryable: false,
  },
  'body-too-large': {
    text: 'The body is larger than {limit} bytes',
    httpStatus: 413,
    retryable: false,
  },
  'wrong-host': {
    text: 'This server does not answer to the name {host}: add it to http.allowedHosts',
    httpStatus: 421,
    retryable: false,
  },
  'wrong-origin': {
    text: 'A page from elsewhere may not do that',
    httpStatus: 403,
    retryable: false,
  },
  'too-many-streams': {
    text: 'Too many clients follow the events; try again',
    httpStatus: 503,
    retryable: true,
  },
  internal: {
    text: 'Something broke inside Ringfirst; its log says what',
    httpStatus: 500,
    retryable: false,
  },
  // command line
  usage: { text: '{why}', httpStatus: 500, retryable: false },
  'instance-unreachable': {
    text: 'No Ringfirst answers at {url}: {why}',
    httpStatus: 503,
    retryable: true,
  },
  // configuration and start
  'config-not-found': { text: 'There is no file {file}', httpStatus: 500, retryable: false },
  'config-unreadable': { text: '{file} cannot be read: {why}', httpStatus: 500, retryable: false },
  'config-invalid': { text: '{problems}', httpStatus: 500, retryable: false },
  'port-busy': {
    text: 'Port {port} on {host} is taken: {hint}',
    httpStatus: 500,
    retryable: false,
  },
  'data-folder-unusable': {
    text: 'The data folder {folder} cannot be used: {why}',
    httpStatus: 500,
    retryable: false,
  },
  'tool-missing': {
    text: '{tool} is not on this machine: {hint}',
    httpStatus: 500,
    retryable: false,
  },
  // store
  'store-in-use': {
    text: 'Another Ringfirst runs on this data: {owner}',
    httpStatus: 500,
    retryable: false,
  },
  'store-newer': {
    text: 'The data is of version {found}, this Ringfirst knows {known}: start the newer Ringfirst again',
    httpStatus: 500,
    retryable: false,
  },
  'store-gone': { text: 'The database does not answer: {why}', httpStatus: 503, retryable: true },
  'store-full': { text: 'The database has no room left: {why}', httpStatus: 503, retryable: true },
  'store-unusable': {
    text: 'The database cannot be used: {why}',
    httpStatus: 500,
    retryable: false,
  },
  'lease-lost': {
    text: 'Another Ringfirst took over this division',
    httpStatus: 503,
    retryable: false,
  },
  // switch
  'switch-unreachable': {
    text: 'The switch does not answer at {address}: {why}',
    httpStatus: 503,
    retryable: true,
  },
  'switch-refused-us': {
    text: 'The switch at {address} refused us: {why}',
    httpStatus: 500,
    retryable: false,
  },
  'switch-unfit': { text: 'The switch cannot be used: {why}', httpStatus: 500, retryable: false },
  'unsafe-argument': {
    text: '{field} holds a character that the switch must not see',
    httpStatus: 400,
    retryable: false,
  },
  'shadow-busy': {
    text: 'A day is being replayed already',
    httpStatus: 429,
    retryable: true,
  },
  'shadow-failed': {
    text: 'The day could not be replayed: {why}',
    httpStatus: 503,
    retryable: true,
  },
  'sign-in-failed': { text: 'You are not signed in: {why}', httpStatus: 403, retryable: false },
  stopping: { text: 'Ringfirst is stopping', httpStatus: 503, retryable: true },
} as const satisfies Record<string, ErrorKind>

export type ErrorCode = keyof typeof ERRORS

/** An operating error: a code of the catalogue with its details. */
export class OperatingError extends Error {
  override readonly name = 'OperatingError'
  readonly code: ErrorCode
  readonly details: Readonly<Record<string, string | number>>

  constructor(
    code: ErrorCode,
    details: Readonly<Record<string, string | number>> = {},
    options?: { readonly cause?: unknown },
  ) {
    super(fill(ERRORS[code].text, details), options)
    this.code = code
    this.details = details
  }

  /** Whether the same request may succeed later. */
  get retryable(): boolean {
    return ERRORS[this.code].retryable
  }

  get httpStatus(): number {
    return ERRORS[this.code].httpStatus
  }
}

function fill(text: string, details: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? `(${name})`))
}
