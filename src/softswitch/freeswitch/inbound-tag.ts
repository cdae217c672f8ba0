import { type LegId, type TrunkId, trunkId, legId as toLegId } from '../../core/ids.ts'

/** What the edge writes into `X-Leg` of a call that came in, and the dialplan into its mark. */
export interface InboundTag {
  readonly legId: LegId
  readonly trunkId: TrunkId
  /** The caller's digits; absent where they are withheld or none. */
  readonly caller?: string
}

const TAG =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{8}0001) ([a-z0-9][a-z0-9-]{0,62}) (-|\+?[0-9]{1,20})$/

/** The tag as text. Pure. */
export function writeTag({ legId, trunkId, caller }: InboundTag): string {
  return `${legId} ${trunkId} ${caller ?? '-'}`
}

/** Reads a tag; undefined where the text is none. Pure. */
export function readTag(text: string): InboundTag | undefined {
  const [, leg, trunk, caller] = TAG.exec(text) ?? []
  if (leg === undefined || trunk === undefined) return undefined
  const known = caller === '-' || caller === undefined ? {} : { caller }
  return { legId: toLegId(leg), trunkId: trunkId(trunk), ...known }
}

/** An inbound channel as an event or a list tells of it. */
export interface InboundChannel {
  readonly channelId: string
  readonly tag: InboundTag
  readonly called: string
  readonly callerName: string
}
