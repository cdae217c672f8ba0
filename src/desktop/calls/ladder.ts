import type { Ladder, LadderMessage } from '../../api/protocol.ts'

/** One message between two columns of a ladder. */
export interface Rung {
  readonly message: LadderMessage
  /** Columns, counted from 0. */
  readonly from: number
  readonly to: number
  /** `INVITE` or `180 Ringing`. */
  readonly text: string
  /** Of a response. */
  readonly status: number | undefined
  /** Since the first message: `+1.204 s`. */
  readonly sinceText: string
}

/**
 * The columns of a ladder: what customers' legs reach on the left, Ringfirst (empty) in the
 * middle, everyone else on the right. Pure.
 */
export function columnsOf(ladder: Ladder): readonly string[] {
  const names = (isCustomer: boolean): readonly string[] => [
    ...new Set(
      ladder.legs
        .filter(({ role }) => (role === 'customer') === isCustomer)
        .map(({ farEnd }) => farEnd),
    ),
  ]
  return [...names(true), '', ...names(false)]
}

/** The messages of a ladder in the order in which they passed. Pure. */
export function rungsOf(ladder: Ladder): readonly Rung[] {
  const columns = columnsOf(ladder)
  const ours = columns.indexOf('')
  const farEnds = new Map(ladder.legs.map(({ id, farEnd }) => [id, columns.indexOf(farEnd)]))
  const firstMs = Date.parse(ladder.messages[0]?.at ?? '')
  return ladder.messages.map((message) => {
    const theirs = farEnds.get(message.legId) ?? ours
    const isSent = message.direction === 'sent'
    const status = /^(?:SIP\/2\.0 )?(\d{3})\b/.exec(message.firstLine)?.[1]
    return {
      message,
      from: isSent ? ours : theirs,
      to: isSent ? theirs : ours,
      text:
        status === undefined
          ? (message.firstLine.split(' ')[0] ?? '')
          : message.firstLine.replace(/^SIP\/2\.0 /, ''),
      status: status === undefined ? undefined : Number(status),
      sinceText: `+${((Date.parse(message.at) - firstMs) / 1_000).toFixed(3)} s`,
    }
  })
}
