import { setTimeout as sleep } from 'node:timers/promises'
import type { CallbackResource, WireNote } from '../api/protocol/callback.ts'
import { OperatingError } from '../errors.ts'
import { EXIT_INTERRUPTED } from './exit-code.ts'
import type { Instance } from './instance.ts'
import { timelineLine } from './ledger.ts'
import type { Terminal } from './terminal.ts'

const LOOK_EVERY_MS = 100
/** What call analysis has to do with: the moment it counts from, and what it hears. */
const HEARD: readonly string[] = ['early-media', 'answered', 'judged', 'beep']

/**
 * `ringfirst amd --listen ID`: what call analysis hears on the live legs of a callback, a line as
 * soon as it is heard, until the callback is closed or the person has listened enough. With
 * `asData` an object a line. Returns the exit code. Throws what the instance tells.
 */
export async function listenTo(
  id: string,
  instance: Instance,
  asData: boolean,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const path = `/v1/callbacks/${encodeURIComponent(id)}`
  let told = 0
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const callback = await look(instance, path, isFirst)
    if (callback !== undefined) {
      const notes = callback.timeline.slice(told)
      told = callback.timeline.length
      for (const note of notes.filter(({ event }) => HEARD.includes(event))) {
        terminal.out(asData ? asLine(note) : lineOf(note, callback, terminal))
      }
      if (callback.closedAt !== undefined) return 0
    }
    await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => undefined)
  }
  return EXIT_INTERRUPTED
}

/** A Ringfirst that restarts in between is waited for. */
async function look(
  instance: Instance,
  path: string,
  isFirst: boolean,
): Promise<CallbackResource | undefined> {
  try {
    return await instance.ask<CallbackResource>('GET', path)
  } catch (thrown) {
    if (!isFirst && thrown instanceof OperatingError && thrown.retryable) return undefined
    throw thrown
  }
}

function lineOf(note: WireNote, { bookedAt }: CallbackResource, terminal: Terminal): string {
  const { startMs, atMs } = note.detail ?? {}
  const moment = startMs ?? atMs
  const inAudio = moment === undefined ? '' : terminal.outPaint.dim(`, ${moment} ms into the audio`)
  return timelineLine(note, bookedAt, terminal.outPaint) + inAudio
}

function asLine({ at, event, legId, detail }: WireNote): string {
  return JSON.stringify({ at, legId, event, ...detail })
}
