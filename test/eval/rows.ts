import { type Gap, hearRecording } from '../../src/amd/recording.ts'
import { heard, type HeardCall, type Treatment } from './augmentation.ts'
import { callOf, type Call, type CallClass, COUNTS } from './calls.ts'
import type { Part, Voices } from './voices.ts'
import { appAmd, vicidial } from './peers/app-amd.ts'
import { GATES } from './peers/gates.ts'
import type { Peer, PeerHearing } from './peers/peer.ts'

/** How often each call is heard: once clean, then through so many drawn lines. */
export const TURNS = 4

export const PEERS: readonly Peer[] = [appAmd, vicidial, ...GATES]

/** One call as it was heard, with what everyone said. Milliseconds from the answer. */
export interface Row {
  readonly id: string
  readonly class: CallClass
  readonly source: string
  readonly turn: number
  readonly treatment: Treatment
  readonly expected: readonly string[]
  readonly speechStartMs: number
  readonly turnEndMs: number
  readonly durationMs: number
  readonly verdict: string
  readonly confidence: number
  readonly verdictAtMs: number
  readonly firstVerdict: string
  readonly firstVerdictAtMs: number
  readonly everMachine: boolean
  /** When a machine was first called one; undefined where never. */
  readonly machineAtMs: number | undefined
  readonly readyAtMs: number | undefined
  readonly beeps: readonly { atMs: number; startMs: number; endMs: number; hz: number }[]
  readonly trueBeeps: readonly {
    shape: string
    hz: number
    secondHz: number
    startMs: number
    endMs: number
  }[]
  readonly beepSnrDb: number
  readonly evidence: string
  readonly peers: readonly PeerHearing[]
}

/** Every hearing of every call of a part, `share` of them, in an order that never changes. */
export function* heardCalls(part: Part, voices: Voices, share = 1): Generator<HeardCall> {
  for (const kind of Object.keys(COUNTS) as CallClass[]) {
    const count = Math.ceil(COUNTS[kind] * share)
    for (let index = 0; index < count; index += 1) {
      const call = callOf(part, kind, index, voices)
      for (let turn = 0; turn < TURNS; turn += 1) yield heard(call, turn, voices)
    }
  }
}

/** What the detector and the peers say about one hearing. */
export function rowOf(hearing: HeardCall, peers: readonly Peer[] = PEERS): Row {
  const { call, samples, treatment } = hearing
  const found = hearRecording(samples, {}, gapsOf(hearing.lost))
  const verdicts = found.findings.flatMap((finding) =>
    finding.kind === 'verdict' ? [finding.verdict] : [],
  )
  const machine = verdicts.find((verdict) => verdict.kind === 'machine')
  return {
    ...labels(call),
    turn: hearing.turn,
    treatment,
    durationMs: samples.length / 8,
    verdict: found.verdict.kind,
    confidence: found.verdict.confidence,
    verdictAtMs: found.verdict.atMs,
    firstVerdict: found.first.kind,
    firstVerdictAtMs: found.first.atMs,
    everMachine: machine !== undefined,
    machineAtMs: machine?.atMs,
    readyAtMs: found.readyAtMs,
    beeps: found.beeps,
    beepSnrDb: hearing.beepSnrDb,
    evidence: found.verdict.evidence.join('; '),
    peers: peers.map((peer) => peer.hear(samples)),
  }
}

/** The frames that never came, as samples. */
export function gapsOf(lost: ReadonlySet<number>): Gap[] {
  return [...lost].toSorted((a, b) => a - b).map((frame) => ({ at: frame * 160, count: 160 }))
}

function labels(
  call: Call,
): Pick<Row, 'id' | 'class' | 'source' | 'expected' | 'speechStartMs' | 'turnEndMs' | 'trueBeeps'> {
  const trueBeeps = call.beeps.map(({ shape, hz, secondHz, startMs, endMs }) => ({
    shape,
    hz,
    secondHz,
    startMs,
    endMs,
  }))
  const { id, source, expected, speechStartMs, turnEndMs } = call
  return { id, class: call.class, source, expected, speechStartMs, turnEndMs, trueBeeps }
}
