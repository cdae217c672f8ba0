import type { LegId } from '../core/ids.ts'
import type { InteractionRecord } from '../core/state/interaction.ts'
import type { Observation } from '../ports/softswitch.ts'
import type { Ladder, LadderMessage } from './protocol.ts'
import { toWire } from './wire.ts'
import { instant } from '../core/time.ts'

type SipMessage = Extract<Observation, { kind: 'sip' }>

/** So many messages of one leg are held: a call with re-INVITEs has about 30. */
const LEG_MESSAGES_MAX = 200
/** So many are held in all, about 20 MB; beyond it the oldest legs go. */
const MESSAGES_MAX = 20_000

interface LegLog {
  readonly messages: SipMessage[]
  dropped: number
}

/** The SIP messages of the latest legs, in memory: what is older is no longer held. */
export class LadderLog {
  readonly #legs = new Map<LegId, LegLog>()
  #count = 0

  /** Keeps a message; the leg's own oldest, or the oldest legs, make room for it. */
  keep(message: SipMessage): void {
    const leg = this.#legs.get(message.legId) ?? { messages: [], dropped: 0 }
    this.#legs.set(message.legId, leg)
    leg.messages.push(message)
    this.#count += 1
    if (leg.messages.length > LEG_MESSAGES_MAX) {
      leg.messages.shift()
      leg.dropped += 1
      this.#count -= 1
    }
    for (const [legId, oldest] of this.#legs) {
      if (this.#count <= MESSAGES_MAX || oldest === leg) break
      this.#count -= oldest.messages.length
      this.#legs.delete(legId)
    }
  }

  /** The messages of every leg of an interaction, oldest first. */
  ladderOf(record: InteractionRecord): Ladder {
    const legs = legsOf(record)
    const logs = legs.flatMap(({ id }) => this.#legs.get(id as LegId) ?? [])
    const messages = logs.flatMap((log) => log.messages).sort((a, b) => a.at - b.at)
    return {
      legs,
      messages: messages.map(toLadderMessage),
      dropped: logs.reduce((sum, log) => sum + log.dropped, 0),
    }
  }
}

function toLadderMessage({ at, legId, direction, firstLine, message }: SipMessage): LadderMessage {
  return toWire({ at: instant(at), legId, direction, firstLine, message })
}

/** The legs of an interaction with what stands at their far end: a trunk, or an agent. Pure. */
function legsOf(record: InteractionRecord): Ladder['legs'] {
  const trunks = record.attempts.flatMap(({ legs }) =>
    legs.map(({ legId, trunkId }) => ({ id: legId, role: 'customer' as const, farEnd: trunkId })),
  )
  const known = new Set<string>(trunks.map(({ id }) => id))
  const others = record.participants.flatMap(({ role, agentId, communications }) =>
    communications
      .filter(({ legId }) => !known.has(legId))
      .map(({ legId }) => ({ id: legId, role, farEnd: agentId ?? role })),
  )
  return [...trunks, ...others]
}
