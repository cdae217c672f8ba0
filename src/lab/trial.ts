import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { LegEvent, SwitchEvent } from '../core/state/events.ts'
import { attemptIdOf, callbackId, legIdOf, type LegId, phoneNumber, trunkId } from '../core/ids.ts'
import { OperatingError } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import type { Softswitch } from '../ports/softswitch.ts'
import { readPrompt } from '../softswitch/prompt-audio.ts'
import type { TrunkConnection } from '../softswitch/settings.ts'
import type { Scenario } from './scenario.ts'

const HOST = '127.0.0.1'
const TRUNK = trunkId('sipp')
/** Where SIPp's audio begins: not where the customers of `docker/customers.xml` have theirs. */
const AUDIO_PORT = 17_400
const CUSTOMER = phoneNumber('+12025550100')
const CALLER = phoneNumber('+12025550199')
const RING_MS = 15_000
const LONGEST_MS = 25_000
/** How long a call goes on where nothing is asked of analysis. */
const TALK_MS = 2_000
const RECORDINGS = ['hello', 'voicemail'] as const
/** From the picking up to the first word. */
const PICK_UP_MS = 300
const BYTES_PER_MS = 8
/** Silence in µ-law. */
const SILENCE = 0xff

/** How many calls, and how fast. */
export interface TrialSize {
  readonly calls: number
  readonly callsPerSecond: number
}

/** What came of one scenario. */
export interface TrialReport {
  readonly scenario: string
  readonly text: string
  readonly calls: number
  /** How many ended as they must, with the verdict that they must have. */
  readonly asExpected: number
  readonly expected: string
  /** What there was instead, and how often. */
  readonly otherwise: Readonly<Record<string, number>>
  /** From the order to the first ringing, median; absent where nothing rang. */
  readonly postDialDelayMs?: number
}

/** A SIPp that plays scenarios behind one trunk, for a switch that is being tried. */
export class SippCarrier {
  readonly trunk: TrunkConnection
  readonly #folder = mkdtempSync(join(tmpdir(), 'ringfirst-lab-'))
  #child: ChildProcess | undefined

  constructor(port: number) {
    this.trunk = {
      id: TRUNK,
      host: HOST,
      port,
      transport: 'udp',
      codecs: ['PCMU', 'PCMA'],
      provisionalTimeoutMs: 2_000,
      inboundFrom: [],
    }
  }

  /** Writes the recordings as SIPp wants them: bare µ-law, and quiet around, as a telephone sends it. */
  async prepare(): Promise<void> {
    for (const name of RECORDINGS) {
      const { data } = await readPrompt(join(packageRoot(), 'src/lab/audio', `${name}.wav`))
      const spoken = Buffer.concat([quiet(PICK_UP_MS), data, quiet(LONGEST_MS)])
      writeFileSync(join(this.#folder, `${name}.ulaw`), spoken)
    }
  }

  /** Plays a scenario for every call from now on. Rejects with `tool-missing` or `port-busy`. */
  async play(scenario: Scenario): Promise<void> {
    await this.stop()
    const file = join(this.#folder, `${scenario.name}.xml`)
    writeFileSync(file, scenario.xml)
    const port = String(this.trunk.port)
    const args = ['-sf', file, '-i', HOST, '-p', port, '-nostdin', '-mp', String(AUDIO_PORT)]
    // SIPp either echoes or streams: with the echo on, a stream is not sent.
    const echo = scenario.xml.includes('rtp_stream') ? [] : ['-rtp_echo']
    const child = spawn('sipp', [...args, ...echo], { cwd: this.#folder, stdio: 'ignore' })
    this.#child = child
    const failed = once(child, 'error').then(() => {
      const hint = 'apt-get install sip-tester'
      throw new OperatingError('tool-missing', { tool: 'sipp', hint })
    })
    const ended = once(child, 'exit').then(() => {
      const hint = `SIPp ended at once; is another one there, or at ${AUDIO_PORT} (audio)?`
      throw new OperatingError('port-busy', { host: HOST, port, hint })
    })
    await Promise.race([failed, ended, sleep(500)])
    for (const late of [failed, ended]) late.catch(() => undefined)
  }

  async stop(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.pid === undefined) return
    const gone = once(child, 'exit')
    child.kill('SIGKILL')
    await gone
  }

  async close(): Promise<void> {
    await this.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Places the calls of one scenario on a started switch and reports what came of them. */
export class Trial {
  readonly #softswitch: Softswitch
  readonly #calls = new Map<LegId, TrialCall>()
  #scenario: Scenario | undefined

  constructor(softswitch: Softswitch) {
    this.#softswitch = softswitch
  }

  /** Takes in what the switch tells. */
  readonly hear = (event: SwitchEvent): void => {
    const call = 'legId' in event ? this.#calls.get(event.legId) : undefined
    if (call !== undefined && this.#scenario !== undefined) {
      call.hear(event as LegEvent, this.#scenario, this.#softswitch)
    }
  }

  async run(scenario: Scenario, size: TrialSize): Promise<TrialReport> {
    this.#calls.clear()
    this.#scenario = scenario
    const calls = size.calls * (scenario.flood ?? 1)
    const waitMs = scenario.flood === undefined ? 1_000 / size.callsPerSecond : 50
    for (let i = 0; i < calls; i++) {
      this.#dial(scenario)
      await sleep(waitMs)
    }
    const deadline = Date.now() + LONGEST_MS
    const all = [...this.#calls.values()]
    while (all.some(({ ended }) => ended === undefined) && Date.now() < deadline) await sleep(50)
    return report(scenario, all)
  }

  #dial(scenario: Scenario): void {
    const callback = callbackId(`${randomUUID().slice(0, -4)}0000`)
    const legId = legIdOf(callback, 1)
    this.#calls.set(legId, new TrialCall())
    this.#softswitch.perform({
      kind: 'DialCustomer',
      legId,
      attemptId: attemptIdOf(callback, 1),
      number: CUSTOMER,
      trunkId: TRUNK,
      callerIdNumber: CALLER,
      ringTimeoutMs: scenario.ringTimeoutMs ?? RING_MS,
      maxCallMs: LONGEST_MS,
    })
  }
}

/** One call of a trial. */
class TrialCall {
  readonly #dialledAt = performance.now()
  postDialDelayMs: number | undefined
  verdict: string | undefined
  ended: string | undefined

  hear(event: LegEvent, scenario: Scenario, softswitch: Softswitch): void {
    if (!('legId' in event)) return
    const { legId } = event
    const release = (cause: 'released' | 'cancelled', afterMs: number): void => {
      setTimeout(() => softswitch.perform({ kind: 'ReleaseLeg', legId, cause }), afterMs).unref()
    }
    switch (event.kind) {
      case 'LegRinging':
        this.postDialDelayMs = performance.now() - this.#dialledAt
        if (scenario.end === 'while-ringing') release('cancelled', 300)
        return
      case 'LegAnswered':
        if (scenario.end === 'after-answer' && scenario.verdict === undefined) {
          release('released', TALK_MS)
        }
        return
      case 'LegJudged':
        this.verdict = event.verdict.kind
        if (scenario.verdict !== undefined) release('released', 200)
        return
      case 'LegReleased':
        this.ended = event.cause
        return
      default:
    }
  }
}

function quiet(ms: number): Buffer {
  return Buffer.alloc(ms * BYTES_PER_MS, SILENCE)
}

function report(scenario: Scenario, calls: readonly TrialCall[]): TrialReport {
  const expected = outcome(scenario.cause, scenario.verdict)
  const otherwise: Record<string, number> = {}
  let asExpected = 0
  for (const { ended, verdict } of calls) {
    const seen = outcome(ended ?? 'stuck', scenario.verdict === undefined ? undefined : verdict)
    if (seen === expected) asExpected += 1
    else otherwise[seen] = (otherwise[seen] ?? 0) + 1
  }
  const delays = calls.flatMap(({ postDialDelayMs }) => postDialDelayMs ?? []).sort((a, b) => a - b)
  const median = delays[Math.floor(delays.length / 2)]
  const { name, text } = scenario
  const counted = { scenario: name, text, calls: calls.length, asExpected, expected, otherwise }
  return median === undefined ? counted : { ...counted, postDialDelayMs: Math.round(median) }
}

function outcome(cause: string, verdict: string | undefined): string {
  return verdict === undefined ? cause : `${cause}, ${verdict}`
}
