import { assert } from './assert.ts'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from './time.ts'

/** Every bound of the product, in one place. Nothing grows without one. */
export const LIMITS = {
  /** Events waiting in the mailbox; one more is refused with `mailbox-full`. */
  mailboxEvents: 100_000,
  /** Events stepped between two commits. */
  batchEvents: 1_000,
  ringTimeoutMinMs: 15 * SECOND_MS,
  ringTimeoutMaxMs: 120 * SECOND_MS,
  alertingTimeoutMinMs: 7 * SECOND_MS,
  alertingTimeoutMaxMs: 60 * SECOND_MS,
  /** A customer who answered hears something before this. */
  silenceAfterAnswerMs: 500,
  maxWaitAfterAnswerMs: 120 * SECOND_MS,
  /** Analysis ends with `unsure` or `silence` by then, counted from the answer. */
  analysisMaxMs: 15 * SECOND_MS,
  /** Of what analysis hears of a leg, so much is kept for engineers, where it is at all. */
  analysedAudioMs: 30 * SECOND_MS,
  /** Files of it; beyond that the oldest goes. */
  analysedFiles: 10_000,
  /** A machine flow waits this long for the greeting's end. */
  readyMaxMs: 60 * SECOND_MS,
  acwMinMs: SECOND_MS,
  acwMaxMs: HOUR_MS,
  callMaxMs: 4 * HOUR_MS,
  /** An agent whose phone is lost stays on queue for so long, unless configured. */
  phoneGraceMs: 5 * SECOND_MS,
  phoneGraceMaxMs: MINUTE_MS,
  /** A standing leg that broke off sooner was never heard: it is not dialled again by itself. */
  standingProofMs: 6 * SECOND_MS,
  /** A standing agent leg is renewed after so long. */
  shiftMaxMs: 16 * HOUR_MS,
  /** Steps of a flow without one that waits; more is a flow that goes round. */
  flowStepsPerEvent: 1_000,
  /** Steps of one flow, as the core counts them: each caller's state holds theirs. */
  stepsPerFlow: 1_000,
  /** Prompts in a row that could not be played; one more is a flow that says nothing. */
  promptsUnheard: 20,
  /** A prompt that should have ended is given up after so long. */
  promptMaxMs: 2 * MINUTE_MS,
  legsPerInteraction: 1_000,
  recordingsPerInteraction: 100,
  attemptsPerCallback: 100,
  /** Lines of one interaction's timeline and decisions; older lines of the middle are counted, not kept. */
  timelineLines: 500,
  decisionsPerCallback: 50,
  /** At least so many of a queue's newest decisions are at hand, at most twice as many. */
  decisionsPerQueue: 100,
  scheduleHorizonMs: 30 * DAY_MS,
  idempotencyKeyMs: DAY_MS,
  idempotencyKeys: 100_000,
  waitingPerQueue: 2_000_000,
  /** Kinds of contact that a queue tells apart: medium, skills, campaign. */
  lanesPerQueue: 200,
  utilizationMax: 25,
  preferredSteps: 6,
  ownershipMinMs: HOUR_MS,
  ownershipMaxMs: 168 * HOUR_MS,
  ownershipMs: 24 * HOUR_MS,
  retriesMax: 20,
  retryDelayMinMs: 60 * SECOND_MS,
  retryDelayMaxMs: DAY_MS,
  autoStartMaxMs: 1_200 * SECOND_MS,
  /** Numbers of which the last agent, the attempts, the last abandoned call are remembered, each. */
  numbersRemembered: 100_000,
  /** Numbers on the do-not-call list beside those of the configuration. */
  numbersBarred: 1_000_000,
  /** Inbound calls that ended lately and are known not to begin again. */
  endedCallsRemembered: 1_000,
  /** Callbacks that one step of a closing queue deals with. */
  closingBatch: 1_000,
  dataBytesPerCallback: 8_192,
  dataDepthPerCallback: 20,
  prioritiesMin: -100,
  prioritiesMax: 100,
  wrapUpNoteChars: 2_000,
  /** A queue's text for its agents. */
  scriptChars: 8_000,
  offQueueReasonChars: 63,
  /** Clients that follow the stream of events at once. */
  streamClients: 200,
  /** The largest body of a request to the API. */
  requestBytes: 65_536,
  /** A list of contacts. */
  importBytes: 16_777_216,
  importRows: 100_000,
  /** A lease not renewed for so long may be taken by another node. */
  leaseMs: 15 * SECOND_MS,
  reconcileMs: 10 * SECOND_MS,
  snapshotEveryEvents: 100_000,
  snapshotEveryMs: 10 * MINUTE_MS,
} as const

assert(LIMITS.batchEvents < LIMITS.mailboxEvents, 'a batch is smaller than the mailbox')
assert(LIMITS.ringTimeoutMinMs >= 15_000, '16 CFR 310.4(b)(4)(ii): ring at least 15 s')
assert(LIMITS.analysisMaxMs < LIMITS.maxWaitAfterAnswerMs, 'analysis ends before the longest wait')
assert(LIMITS.reconcileMs <= LIMITS.leaseMs, 'state converges before a lease can be lost')
