import { legId, type LegId } from '../../core/ids.ts'
import { OperatingError } from '../../errors.ts'
import type { Side } from '../release-cause.ts'
import { readTag, type InboundChannel } from './inbound-tag.ts'
import type { Stage } from './leg.ts'

/** One leg of ours as a media server lists it. */
export interface ListedLeg {
  readonly id: LegId
  readonly channelId: string
  readonly side: Side
  readonly stage: Stage
  /** Of a leg that came in. */
  readonly inbound?: InboundChannel
}

/** The mark by which our legs are known among others: who ordered them, and whose they are. */
export function markOf(side: Side): string {
  return `ringfirst-${side}`
}

/** What the dialplan puts before the tag of a call that came in. */
const INBOUND_MARK = 'ringfirst-inbound '
const LEG_FORM = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** The legs of ours in `show channels as json`. Throws `switch-unfit` where it is none. Pure. */
export function parseChannels(text: string): readonly ListedLeg[] {
  return rowsOf(text).flatMap((row) => {
    const uuid = row['uuid'] ?? ''
    if (!LEG_FORM.test(uuid)) return []
    const mark = row['presence_data'] ?? ''
    const stage = stageOf(row['callstate'] ?? '')
    const side = sideOf(mark)
    if (side !== undefined) return [{ id: legId(uuid), channelId: uuid, side, stage }]
    const tag = mark.startsWith(INBOUND_MARK) ? readTag(mark.slice(INBOUND_MARK.length)) : undefined
    if (tag === undefined) return []
    const called = row['dest'] ?? ''
    const inbound = { channelId: uuid, tag, called, callerName: row['cid_name'] ?? '' }
    return [{ id: tag.legId, channelId: uuid, side: 'customer', stage, inbound }]
  })
}

/** How many channels `show channels as json` lists, whoever's they are. Pure. */
export function countChannels(text: string): number {
  return rowsOf(text).length
}

/** Which channels are joined, from `show calls as json`: pairs of FreeSWITCH's names. Pure. */
export function parseCalls(text: string): readonly (readonly [string, string])[] {
  return rowsOf(text).flatMap((row) => {
    const [a, b] = [row['uuid'] ?? '', row['b_uuid'] ?? '']
    return LEG_FORM.test(a) && LEG_FORM.test(b) ? [[a, b] as const] : []
  })
}

function rowsOf(text: string): readonly Readonly<Record<string, string | undefined>>[] {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed !== 'object' || parsed === null) throw new Error('no object')
    const rows = (parsed as { readonly rows?: unknown }).rows
    return Array.isArray(rows) ? (rows as Record<string, string>[]) : []
  } catch (error) {
    throw new OperatingError(
      'switch-unfit',
      { why: 'its list of calls is not JSON' },
      { cause: error },
    )
  }
}

function sideOf(mark: string | undefined): Side | undefined {
  if (mark === markOf('customer')) return 'customer'
  return mark === markOf('agent') ? 'agent' : undefined
}

function stageOf(callState: string): Stage {
  if (callState === 'ACTIVE' || callState === 'HELD' || callState === 'UNHELD') return 'answered'
  if (callState === 'EARLY') return 'early-media'
  return callState === 'RINGING' ? 'ringing' : 'created'
}
