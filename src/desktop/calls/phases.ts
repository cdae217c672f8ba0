import type { WireNote } from '../../api/protocol/callback.ts'

/** What one side of a call was doing for a while. */
export type PhaseKind =
  'ringing' | 'listening' | 'waiting' | 'machine' | 'talking' | 'alerting' | 'wrapping'

/** A stretch of one lane of a call's time axis. Moments in milliseconds since 1970. */
export interface Phase {
  readonly kind: PhaseKind
  readonly fromMs: number
  /** Undefined while it lasts. */
  readonly toMs: number | undefined
}

/** A moment worth a mark. */
export interface Mark {
  readonly kind: 'verdict' | 'beep' | 'joined'
  readonly atMs: number
  readonly note: WireNote
}

/** A call drawn on a time axis: what the customer's and the agent's side did, and when. */
export interface CallPhases {
  /** The first dial. */
  readonly fromMs: number
  readonly customer: readonly Phase[]
  readonly agent: readonly Phase[]
  readonly marks: readonly Mark[]
}

type Lane = 'customer' | 'agent'

/** What each kind of note begins on a lane; `end` begins nothing. */
function begins(note: WireNote): readonly (readonly [Lane, PhaseKind | 'end'])[] {
  const role = note.detail?.['role']
  switch (note.event) {
    case 'dialling':
      return [['customer', 'ringing']]
    case 'answered':
      return [['customer', 'listening']]
    case 'judged':
      return note.detail?.['verdict'] === 'human' ? [['customer', 'waiting']] : []
    case 'flow-started':
      return [['customer', 'machine']]
    case 'agent-alerting':
      return [['agent', 'alerting']]
    case 'agent-not-responding':
      return [['agent', 'end']]
    case 'agent-lost':
      return [['customer', 'waiting']]
    case 'joined':
      return [
        ['customer', 'talking'],
        ['agent', 'talking'],
      ]
    case 'leg-released':
      return role === 'agent' ? [['agent', 'end']] : [['customer', 'end']]
    case 'closed':
    case 'rebooked':
      return [
        ['customer', 'end'],
        ['agent', 'end'],
      ]
    default:
      return []
  }
}

/** Reads the phases of a call from its timeline; undefined where it was never dialled. Pure. */
export function phasesOf(timeline: readonly WireNote[]): CallPhases | undefined {
  const first = timeline.find((note) => note.event === 'dialling')
  if (first === undefined) return undefined
  const lanes: Record<Lane, Phase[]> = { customer: [], agent: [] }
  for (const note of timeline) {
    for (const [lane, kind] of begins(note)) begin(lanes[lane], kind, Date.parse(note.at))
    if (note.event === 'leg-released' && hasTalked(lanes.agent)) wrapUp(lanes.agent, note)
  }
  return { fromMs: Date.parse(first.at), ...lanes, marks: timeline.flatMap(markOf) }
}

function begin(lane: Phase[], kind: PhaseKind | 'end', atMs: number): void {
  const last = lane.at(-1)
  if (last?.toMs === undefined && last !== undefined) {
    if (last.kind === kind) return
    lane[lane.length - 1] = { ...last, toMs: atMs }
  }
  if (kind !== 'end') lane.push({ kind, fromMs: atMs, toMs: undefined })
}

function hasTalked(lane: readonly Phase[]): boolean {
  return lane.at(-1)?.kind === 'talking'
}

/** The agent's work goes on after the conversation. */
function wrapUp(lane: Phase[], note: WireNote): void {
  if (note.detail?.['role'] === 'agent') begin(lane, 'wrapping', Date.parse(note.at))
}

function markOf(note: WireNote): readonly Mark[] {
  const atMs = Date.parse(note.at)
  switch (note.event) {
    case 'judged':
      return [{ kind: 'verdict', atMs, note }]
    case 'beep':
      return [{ kind: 'beep', atMs, note }]
    case 'joined':
      return [{ kind: 'joined', atMs, note }]
    default:
      return []
  }
}

/** The step between the lines of an axis that shows so much time: about six of them. Pure. */
export function tickStepMs(spanMs: number): number {
  const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600].map((s) => s * 1_000)
  return steps.find((step) => spanMs / step <= 7) ?? 7_200_000
}
