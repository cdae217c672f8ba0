import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBooking } from '../api/booking.ts'
import { failureOf } from '../api/failure.ts'
import type { CallbackRequest, CallbackResource } from '../api/protocol/callback.ts'
import { callbackId } from '../core/ids.ts'
import type { Organisation } from '../core/state/organisation.ts'
import { instant } from '../core/time.ts'
import { createLog } from '../dialer/log.ts'
import { OperatingError } from '../errors.ts'
import { startRingfirst } from '../main.ts'
import { EXIT_INTERRUPTED, exitCodeOf } from './exit-code.ts'
import { adminToken, connectTo, findInstance, toldError, type Instance } from './instance.ts'
import { endingLine, headingLine, timelineLine } from './ledger.ts'
import { readOptions, type Given } from './options.ts'
import { configFile, dataFolderOf, settingsFrom } from './settings.ts'
import type { Terminal } from './terminal.ts'

const LOOK_EVERY_MS = 100
const NO_CALLBACK = callbackId('00000000-0000-7000-8000-000000000000')

/** `ringfirst call NUMBER`: books one callback, follows it to its end; the exit code says how it ended. */
export async function call(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      queue: { type: 'string', short: 'q' },
      name: { type: 'string', short: 'n' },
      json: { type: 'boolean' },
      config: { type: 'string', short: 'c' },
      data: { type: 'string', short: 'd' },
      url: { type: 'string' },
    },
    operands: ['NUMBER'],
  })
  const { instance, leave } = await reach(given, terminal)
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    const end = await follow(
      instance,
      requestOf(given),
      terminal,
      given.isSet('json'),
      interrupt.signal,
    )
    if (end === undefined) return EXIT_INTERRUPTED
    if (given.isSet('json')) terminal.out(JSON.stringify(summaryOf(end)))
    else terminal.out(endingLine(end, terminal.outPaint))
    return exitCodeOf(end.disposition)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
    await leave()
  }
}

/** A Ringfirst to book on, and what to do when the call is over. */
interface Reached {
  readonly instance: Instance
  leave(): Promise<void>
}

/** The one at the URL, the one that runs on the data folder, or a lab for this call alone. */
async function reach(given: Given, terminal: Terminal): Promise<Reached> {
  const url = given.text('url')
  if (url !== undefined) return { instance: connectTo(url, tokenFor(given)), leave: stay }
  const folder = dataFolderOf(given.text('data'), given.text('config'))
  const running = await findInstance(folder)
  if (running !== undefined) return { instance: running, leave: stay }
  return startForOneCall(given, terminal)
}

const stay = (): Promise<void> => Promise.resolve()

function tokenFor(given: Given): string {
  const file = process.env['RINGFIRST_TOKEN_FILE']
  if (file !== undefined) return adminToken(file)
  return adminToken(join(dataFolderOf(given.text('data'), given.text('config')), 'tokens.json'))
}

async function startForOneCall(given: Given, terminal: Terminal): Promise<Reached> {
  const named = given.text('data')
  const folder = named ?? mkdtempSync(join(tmpdir(), 'ringfirst-'))
  const remove = (): void => {
    if (named === undefined) rmSync(folder, { recursive: true, force: true })
  }
  try {
    const overrides = { dataFolder: folder, port: 0, freePorts: true }
    const { settings } = settingsFrom(configFile(given.text('config')), overrides, terminal)
    refuseAtOnce(requestOf(given), settings.organisation)
    if (!given.isSet('json')) {
      terminal.err(terminal.errPaint.dim('No Ringfirst runs here: starting one for this call …'))
    }
    const running = await startRingfirst(settings, createLog('silent'))
    const leave = async (): Promise<void> => {
      await running.stop()
      remove()
    }
    return { instance: connectTo(running.url, adminToken(running.tokensFile)), leave }
  } catch (thrown) {
    remove()
    throw thrown
  }
}

/** What is wrong with a request is said before anything is started for it. */
function refuseAtOnce(request: CallbackRequest, organisation: Organisation): void {
  try {
    const at = instant(Date.now())
    readBooking(request, organisation, { callbackId: NO_CALLBACK, source: 'cli', at })
  } catch (thrown) {
    throw toldError(failureOf(thrown).body)
  }
}

function requestOf(given: Given): CallbackRequest {
  const queueId = given.text('queue')
  const customerName = given.text('name')
  return {
    number: given.operands[0] ?? '',
    ...(queueId === undefined ? {} : { queueId }),
    ...(customerName === undefined ? {} : { customerName }),
  }
}

/** Books and looks until it is closed; undefined where the person would not wait. */
async function follow(
  instance: Instance,
  request: CallbackRequest,
  terminal: Terminal,
  isQuiet: boolean,
  signal: AbortSignal,
): Promise<CallbackResource | undefined> {
  let callback = await instance.ask<CallbackResource>('POST', '/v1/callbacks', request)
  if (!isQuiet) terminal.out(headingLine(callback, terminal.outPaint))
  let told = 0
  for (;;) {
    for (const note of isQuiet ? [] : callback.timeline.slice(told)) {
      terminal.out(timelineLine(note, callback.bookedAt, terminal.outPaint))
    }
    told = callback.timeline.length
    if (callback.closedAt !== undefined) return callback
    if (signal.aborted) {
      terminal.err(
        `Not waiting any longer; ${callback.id} goes on where a Ringfirst keeps running.`,
      )
      return undefined
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
    callback = await lookAgain(instance, callback)
  }
}

/** A Ringfirst that restarts in between is waited for. */
async function lookAgain(instance: Instance, last: CallbackResource): Promise<CallbackResource> {
  try {
    return await instance.ask<CallbackResource>('GET', `/v1/callbacks/${last.id}`)
  } catch (thrown) {
    if (thrown instanceof OperatingError && thrown.retryable) return last
    throw thrown
  }
}

/** The one object of `--json`: what scripts rest on first, then everything on record. */
function summaryOf(callback: CallbackResource): object {
  const { id, verdict, disposition, cause, waitAfterAnswerMs, timeline, ...rest } = callback
  return {
    id,
    verdict: verdict?.kind ?? null,
    disposition: disposition ?? null,
    cause: cause ?? null,
    waitAfterAnswerMs: waitAfterAnswerMs ?? null,
    timeline,
    ...(verdict === undefined ? {} : { verdictDetail: verdict }),
    ...rest,
  }
}
