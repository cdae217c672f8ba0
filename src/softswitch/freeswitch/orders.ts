import type { AttachLeg, SwitchOrder } from '../../core/state/effects.ts'
import type { LegId } from '../../core/ids.ts'
import type { Cause } from '../../core/state/outcome.ts'
import { later } from '../../core/time.ts'
import { OperatingError } from '../../errors.ts'
import { safe } from './argument.ts'
import { attach } from './attaching.ts'
import type { Exchange } from './exchange.ts'
import { hangupCauseOf } from './hangup.ts'
import { answer } from './inbound-leg.ts'
import { Leg } from './leg.ts'
import { originateAgent, originateCustomer, type Dial } from './originate.ts'
import { startRecording, stopRecording } from './recording.ts'
import { SWITCH_LIMITS } from './settings.ts'

/** A phone says nothing before it rings; so long is nobody. */
const PHONE_PROVISIONAL_MS = 4_000

/** Obeys one order. Rejects where the switch could not be told; an order for a gone leg is nothing. */
export async function obey(exchange: Exchange, order: SwitchOrder): Promise<void> {
  switch (order.kind) {
    case 'DialCustomer':
    case 'DialAgent':
    case 'DialOutside':
      return dial(exchange, order)
    case 'BridgeLegs':
      return bridge(exchange, order.a, order.b)
    case 'SplitLegs':
      return split(exchange, order.a, order.b)
    default:
  }
  const leg = exchange.legs.get(order.legId)
  if (leg === undefined) return
  switch (order.kind) {
    case 'AnswerLeg':
      return answer(exchange, leg, order)
    case 'ReleaseLeg':
      return end(exchange, leg, order.cause)
    case 'PlayPrompt':
      return exchange.player.play(leg, order)
    case 'StopPrompt':
      return exchange.player.stop(leg)
    case 'StopListening':
      return stopListening(leg)
    case 'AttachLeg':
      return attachWhenParked(exchange, leg, order)
    case 'StartRecording':
      return startRecording(exchange, leg, order.recording)
    case 'StopRecording':
      return stopRecording(exchange, leg, order.recording)
    case 'SendDigits':
      await leg.server.api(
        `uuid_send_dtmf ${leg.channelId} ${safe('digits', 'digits', order.digits)}`,
      )
  }
}

/**
 * Ends a leg for a cause of ours. A leg that FreeSWITCH has not made yet is ended as soon as it
 * is; one that says nothing more is asked for, and released when it is gone.
 */
export async function end(exchange: Exchange, leg: Leg, cause: Cause): Promise<void> {
  leg.ending ??= cause
  const { clock } = exchange.options
  const patience = later(clock.now(), SWITCH_LIMITS.releaseWaitMs)
  leg.arm(
    'gone',
    clock.at(patience, () => void releaseIfGone(exchange, leg)),
  )
  await leg.server.api(`uuid_kill ${leg.channelId} ${hangupCauseOf(cause, leg)}`)
}

/** Releases a leg that the switch does not know any more, and asks again later where it does. */
export async function releaseIfGone(exchange: Exchange, leg: Leg): Promise<void> {
  const exists = await leg.server.api(`uuid_exists ${leg.channelId}`).catch(() => 'unknown')
  if (exists.trim() !== 'false') {
    if (leg.ending !== undefined && exists.trim() === 'true') {
      await end(exchange, leg, leg.ending).catch(() => undefined)
    }
    return
  }
  const cause = leg.ending ?? 'interrupted'
  const by = leg.ending === undefined ? 'switch' : 'us'
  exchange.legs.release(leg, { cause, by, detail: 'gone from the switch' })
}

/**
 * The ring time begins to run; when it is over the leg is cancelled. It counts from the order: a
 * trunk that says 100 and nothing more may be ringing the customer.
 */
export function startRinging(exchange: Exchange, leg: Leg): void {
  const { clock } = exchange.options
  const due = later(clock.now(), leg.times.ringTimeoutMs)
  const stop = (): void => {
    // A switch that is away cannot have told of an answer: nobody is blamed for it.
    const cause = leg.server.up ? 'no-answer' : 'interrupted'
    end(exchange, leg, cause).catch(() => undefined)
  }
  leg.arm('ring', clock.at(due, stop))
}

async function dial(exchange: Exchange, order: Dial): Promise<void> {
  const { legs, pool, edge, options } = exchange
  if (legs.get(order.legId) !== undefined) return
  const server = pool.placeFor(order.legId, legs)
  if (server === undefined) return cut(exchange, order.legId, 'no media server is up')
  if (!edge.up) return cut(exchange, order.legId, 'the edge is out of reach')
  const side = order.kind === 'DialAgent' ? 'agent' : 'customer'
  const trunk = order.kind === 'DialAgent' ? undefined : edge.trunk(order.trunkId)
  const timeouts = options.mediaTimeoutMs
  let command: string
  try {
    if (order.kind === 'DialAgent') command = originateAgent(order, options.edge, timeouts?.phone)
    else if (trunk !== undefined)
      command = originateCustomer(order, trunk, options.edge, timeouts?.customer)
    else return refuse(exchange, order.legId, 'there is no such trunk')
  } catch (error) {
    if (!(error instanceof OperatingError)) throw error
    return refuse(exchange, order.legId, `${error.code} ${String(error.details['field'])}`)
  }
  const { ringTimeoutMs } = order
  const provisionalTimeoutMs = trunk?.provisionalTimeoutMs ?? PHONE_PROVISIONAL_MS
  const times = { ringTimeoutMs, provisionalTimeoutMs }
  const leg = new Leg(
    { id: order.legId, channelId: order.legId, side },
    server,
    options.clock.now(),
    times,
  )
  legs.add(leg)
  edge.expect(order)
  startRinging(exchange, leg)
  if (order.kind === 'DialCustomer') exchange.listenTo(leg)
  await server.startJob(leg.id, command)
}

/** What would carry the call is away: neither the number nor the agent is to blame. */
function cut(exchange: Exchange, legId: LegId, detail: string): void {
  exchange.audience.emit({ kind: 'LegReleased', legId, cause: 'interrupted', by: 'switch', detail })
}

function refuse(exchange: Exchange, legId: LegId, detail: string): void {
  exchange.audience.emit({ kind: 'LegReleased', legId, cause: 'refused', by: 'switch', detail })
}

/**
 * Joins two legs, as soon as both are parked: one that was answered a moment ago is still being
 * parked, and a bridge ordered then is lost without a word. The orders go out at once, in this
 * order: the connection keeps it.
 */
async function bridge(exchange: Exchange, a: LegId, b: LegId): Promise<void> {
  const [first, second] = [exchange.legs.get(a), exchange.legs.get(b)]
  if (first === undefined || second === undefined || first.bridgedTo === b) return
  const server = first.server
  if (server !== second.server) {
    return exchange.options.report('two legs on different media servers cannot be joined')
  }
  const early = [first, second].find((leg) => !leg.parked)
  if (early !== undefined) {
    early.whenParked = () => bridge(exchange, a, b)
    return
  }
  await Promise.all([
    exchange.player.stop(first),
    exchange.player.stop(second),
    stopListening(first),
    stopListening(second),
    server.api(`uuid_bridge ${first.channelId} ${second.channelId}`),
  ])
}

async function attachWhenParked(exchange: Exchange, leg: Leg, order: AttachLeg): Promise<void> {
  if (!leg.parked) {
    leg.whenParked = () => attachWhenParked(exchange, leg, order)
    return
  }
  await Promise.all([exchange.player.stop(leg), stopListening(leg)])
  await attach(exchange, leg, order)
}

async function split(exchange: Exchange, a: LegId, b: LegId): Promise<void> {
  const leg = exchange.legs.get(a)
  for (const each of [leg, exchange.legs.get(b)]) if (each) each.whenParked = undefined
  if (leg?.bridgedTo !== b) return
  await leg.server.api(`uuid_transfer ${leg.channelId} -both park inline`)
}

/** Marks it on the switch too, so that a later process does not listen to it again. */
async function stopListening(leg: Leg): Promise<void> {
  if (leg.hearing === undefined) return
  leg.hearing.stop()
  leg.hearing = undefined
  await leg.server.api(`uuid_setvar ${leg.channelId} ringfirst_listening false`)
}
