import { statSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { RecordingFault } from '../../core/state/outcome.ts'
import type { RecordingId } from '../../core/ids.ts'
import { fileOf, recordingEnd } from '../recording-file.ts'
import { safe } from './argument.ts'
import type { RawEvent } from './event-socket.ts'
import type { LegTable } from './leg-table.ts'
import type { FreeswitchOptions } from './settings.ts'
import type { Leg } from './leg.ts'

/** 16-bit PCM, two channels, 8 kHz. */
const BYTES_PER_MS = 32

/** What start, prompts, joins and the end may cost: measured 20 to 60 ms each, a busy moment aside. */
const SLACK_MS = 1_000

const SLACK_SHARE = 0.02

/** What a recording needs of its surroundings. */
export interface RecordingParts {
  readonly options: FreeswitchOptions
  readonly legs: LegTable
}

/**
 * Records a leg by `uuid_record`: a media bug on the leg itself, so it lives through park and
 * bridges, and through a restart of this process. What it is like is said by variables of every
 * leg of ours (`originate.ts`).
 */
export async function startRecording(
  parts: RecordingParts,
  leg: Leg,
  recording: RecordingId,
): Promise<void> {
  if (leg.recordings.has(recording)) return
  leg.recordings.set(recording, { startedAt: parts.options.clock.now(), partsEnding: 0 })
  try {
    const file = pathOf(parts.options, recording)
    const reply = await leg.server.api(`uuid_record ${leg.channelId} start ${file}`)
    if (!reply.startsWith('+OK')) throw new Error(reply)
  } catch {
    recorded(parts, leg, recording, 0, 'cannot-record')
  }
}

/** Ends a recording; `RECORD_STOP` tells what came of it. */
export async function stopRecording(
  parts: RecordingParts,
  leg: Leg,
  recording: RecordingId,
): Promise<void> {
  if (!leg.recordings.has(recording)) return
  await leg.server.api(`uuid_record ${leg.channelId} stop ${pathOf(parts.options, recording)}`)
}

/**
 * A prompt has begun on the leg. FreeSWITCH mixes it in behind a recording that was there before
 * it, which would not hear it: the recording goes on behind the prompt, in the same file.
 */
export async function recordPrompt(options: FreeswitchOptions, leg: Leg): Promise<void> {
  const parts = [...leg.recordings].map(async ([recording, running]) => {
    const file = pathOf(options, recording)
    running.partsEnding += 1
    await Promise.all([
      leg.server.api(`uuid_record ${leg.channelId} stop ${file}`),
      leg.server.api(`uuid_record ${leg.channelId} start ${file}`),
    ])
  })
  await Promise.all(parts)
}

/**
 * FreeSWITCH has closed a recording. Of a disk that filled it says little, so the file itself
 * says how much there is, and the clock how much there should be.
 */
export function recordStopped(parts: RecordingParts, leg: Leg, event: RawEvent): void {
  const recording = basename(event['Record-File-Path'] ?? '', '.wav') as RecordingId
  const running = leg.recordings.get(recording)
  if (running === undefined) return
  if (running.partsEnding > 0) {
    running.partsEnding -= 1
    return
  }
  const file = statSync(pathOf(parts.options, recording), { throwIfNoEntry: false })
  if (file === undefined) return recorded(parts, leg, recording, 0, 'unknown-end')
  const lengthMs = Math.floor(file.size / BYTES_PER_MS)
  const ranMs = parts.options.clock.now() - (running.startedAt ?? parts.options.clock.now())
  const isShort = lengthMs + SLACK_MS < ranMs * (1 - SLACK_SHARE)
  const failed = event['Record-Completion-Cause'] === 'uri-failure'
  recorded(parts, leg, recording, lengthMs, isShort || failed ? 'cut-short' : undefined)
}

/** What an earlier process had recorded of a leg goes on: its end will be told. */
export function adoptRecordings(leg: Leg, bugs: string): void {
  for (const recording of recordingsIn(bugs)) {
    leg.recordings.set(recording, { startedAt: undefined, partsEnding: 0 })
  }
}

/** The recordings among a leg's media bugs, as `uuid_buglist` tells them. Pure. */
export function recordingsIn(bugs: string): readonly RecordingId[] {
  const targets = bugs.matchAll(/<function>session_record<\/function>\s*<target>([^<]+)<\/target>/g)
  return [...targets].map((match) => basename(match[1] ?? '', '.wav') as RecordingId)
}

function pathOf(options: FreeswitchOptions, recording: RecordingId): string {
  return safe('file', 'recording', join(options.recordingsFolder, fileOf(recording)))
}

function recorded(
  parts: RecordingParts,
  leg: Leg,
  recording: RecordingId,
  lengthMs: number,
  why: RecordingFault | undefined,
): void {
  leg.recordings.delete(recording)
  parts.legs.tell(recordingEnd(leg.id, recording, lengthMs, why))
}
