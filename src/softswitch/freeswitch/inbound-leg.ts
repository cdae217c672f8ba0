import type { Arrival } from '../../core/state/events.ts'
import { arrivalOf } from '../arrival.ts'
import type { RawEvent } from './event-socket.ts'
import type { Exchange } from './exchange.ts'
import { Leg } from './leg.ts'
import type { MediaServer } from './media-server.ts'
import { SWITCH_LIMITS } from './settings.ts'
import type { SwitchOrder } from '../../core/state/effects.ts'
import { readTag, type InboundChannel } from './inbound-tag.ts'

type AnswerLeg = Extract<SwitchOrder, { readonly kind: 'AnswerLeg' }>

/** What the core is told of it. */
export function arrivalOfChannel(exchange: Exchange, channel: InboundChannel): Arrival {
  const { tag, called, callerName } = channel
  const announced = {
    trunkId: tag.trunkId,
    calledUser: called,
    callerUser: tag.caller ?? '',
    callerName,
    isPrivate: tag.caller === undefined,
  }
  return arrivalOf(announced, exchange.options.readNumber)
}

/** An inbound leg as the adapter keeps it; nothing has been told yet. */
export function inboundLeg(exchange: Exchange, server: MediaServer, channel: InboundChannel): Leg {
  const arrival = arrivalOfChannel(exchange, channel)
  const { legId: id } = channel.tag
  const identity = { id, channelId: channel.channelId, side: 'customer', arrival } as const
  const times = { ringTimeoutMs: 0, provisionalTimeoutMs: 0 }
  const leg = new Leg(identity, server, exchange.options.clock.now(), times)
  leg.reach('ringing')
  leg.parked = true
  return leg
}

/**
 * A channel that we did not make is in park: a call that the edge let in, which waits for its
 * order. FreeSWITCH gave it a name of its own, so leg and channel are held together by the mark
 * that the dialplan sets: it lives on the switch, so it survives us.
 */
export function callArrived(exchange: Exchange, server: MediaServer, event: RawEvent): void {
  const tag = readTag(event['variable_sip_h_X-Leg'] ?? '')
  const channelId = event['Unique-ID']
  if (tag === undefined || channelId === undefined || exchange.legs.get(tag.legId)) return
  const leg = inboundLeg(exchange, server, {
    channelId,
    tag,
    called: event['Caller-Destination-Number'] ?? '',
    callerName: event['Caller-Caller-ID-Name'] ?? '',
  })
  exchange.legs.add(leg)
  if (leg.arrival !== undefined)
    exchange.legs.tell({ kind: 'LegArrived', legId: leg.id, ...leg.arrival })
}

/**
 * Answers an inbound leg; the dialplan's limit of an unanswered leg gives way to that of a call.
 * The orders go out at once, in this order: the connection keeps it.
 */
export async function answer(
  exchange: Exchange,
  leg: Leg,
  { maxCallMs, meanwhile }: Pick<AnswerLeg, 'maxCallMs' | 'meanwhile'>,
): Promise<void> {
  if (leg.arrival === undefined || leg.answered || leg.ending !== undefined) return
  const { channelId: channel, server } = leg
  const mediaTimeoutMs =
    exchange.options.mediaTimeoutMs?.customer ?? SWITCH_LIMITS.customerMediaTimeoutMs
  await Promise.all([
    server.api(`sched_del ${channel}`),
    server.api(`uuid_setvar ${channel} media_timeout ${mediaTimeoutMs}`),
    server.api(`uuid_answer ${channel}`),
    server.api(`sched_hangup +${Math.ceil(maxCallMs / 1_000)} ${channel} ALLOTTED_TIMEOUT`),
    meanwhile === undefined ? undefined : exchange.player.fill(leg, meanwhile),
  ])
}
