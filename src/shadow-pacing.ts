import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants, setPriority } from 'node:os'
import type { ShadowRequest, ShadowResource } from './api/protocol.ts'
import { HOUR_MS, instant } from './core/time.ts'
import type { Organisation } from './core/state/organisation.ts'
import type { QueueId } from './core/ids.ts'
import { OperatingError } from './errors.ts'
import type { Store } from './ports/store.ts'
import { beginning, firstSince } from './store/journal-hours.ts'

const WINDOW_MS = 24 * HOUR_MS
const LONGEST_MS = 60_000
const ANSWER_BYTES = 4_000_000
const EVENTS_MAX = 2_000_000

/** What a shadow is made of. */
export interface ShadowParts {
  readonly store: Store
  /** The program that replays: this one. */
  readonly program: string
  readonly now: () => number
  readonly organisation: () => Organisation | undefined
}

/** Replays the last day of the journal with other pacing. */
export type Shadow = (queueId: QueueId, change: ShadowRequest) => Promise<ShadowResource>

/**
 * The last 24 hours of the journal are replayed by `ringfirst shadow` in a process of its own, at
 * the lowest priority: a replay takes seconds, and calls must not wait for it. One at a time.
 */
export function createShadow(parts: ShadowParts): Shadow {
  let isRunning = false
  return async (queueId, change) => {
    if (isRunning) throw new OperatingError('shadow-busy')
    isRunning = true
    try {
      return await replay(parts, queueId, change)
    } finally {
      isRunning = false
    }
  }
}

async function replay(
  { store, program, now, organisation }: ShadowParts,
  queueId: QueueId,
  { policy, modifier }: ShadowRequest,
): Promise<ShadowResource> {
  const options = [
    ...(policy === undefined ? [] : ['--policy', policy]),
    ...(modifier === undefined ? [] : ['--modifier', String(modifier)]),
  ]
  const args = [program, 'shadow', queueId, '--json', '--journal', '-', ...options]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW)
  const limit = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS)
  child.stdin.on('error', () => undefined)
  const [said, complaint] = [collect(child.stdout), collect(child.stderr)]
  const ended = once(child, 'close')
  // Told when it is waited for: a program that cannot be started must not end this one.
  ended.catch(() => undefined)
  const fromMs = now() - WINDOW_MS
  let firstAt: number | undefined
  const configured = organisation()
  const first = configured === undefined ? [] : beginning(instant(fromMs), configured)
  for (const entry of first) child.stdin.write(`${JSON.stringify(entry)}\n`)
  let count = 0
  for await (const { at, event } of store.readJournal(await firstSince(store, fromMs))) {
    if (child.exitCode !== null || child.signalCode !== null) break
    if (count++ >= EVENTS_MAX) break
    firstAt ??= at
    if (!child.stdin.write(`${JSON.stringify({ at, event })}\n`)) {
      await Promise.race([once(child.stdin, 'drain'), ended])
    }
  }
  child.stdin.end()
  await ended
  clearTimeout(limit)
  if (child.exitCode !== 0) {
    throw new OperatingError('shadow-failed', {
      why: (await complaint).slice(0, 500) || 'it took too long',
    })
  }
  const report = JSON.parse(await said) as Omit<ShadowResource, 'from' | 'to'>
  const from = new Date(firstAt ?? fromMs).toISOString()
  return { ...report, from, to: new Date(now()).toISOString() }
}

async function collect(stream: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const piece of stream) if (text.length < ANSWER_BYTES) text += String(piece)
  return text
}
