import type { RawEvent } from './event-socket.ts'
import type { Exchange } from './exchange.ts'
import { callArrived } from './inbound-leg.ts'
import { releaseOf, unansweredRelease } from './hangup.ts'
import type { Leg, Stage } from './leg.ts'
import type { MediaServer } from './media-server.ts'
import { end, releaseIfGone } from './orders.ts'
import { recordStopped } from './recording.ts'
import { SWITCH_LIMITS } from './settings.ts'
import { later } from '../../core/time.ts'

/** Takes in one event of a media server and tells what it means for a leg of ours. */
export function takeIn(exchange: Exchange, server: MediaServer, event: RawEvent): void {
  const { legs } = exchange
  const name = event['Event-Name']
  if (name === 'BACKGROUND_JOB') return jobEnded(exchange, event)
  if (name === 'CHANNEL_BRIDGE' || name === 'CHANNEL_UNBRIDGE') {
    const a = legs.ofChannel(event['Bridge-A-Unique-ID'])
    const b = legs.ofChannel(event['Bridge-B-Unique-ID'])
    if (a === undefined || b === undefined) return
    if (name === 'CHANNEL_BRIDGE') legs.joined(a, b)
    else if (a.bridgedTo === b.id) legs.split(a)
    return
  }
  const leg = legs.ofChannel(event['Unique-ID'])
  if (leg === undefined) {
    if (name === 'CHANNEL_PARK') callArrived(exchange, server, event)
    return
  }
  switch (name) {
    case 'CHANNEL_PROGRESS':
      return ringing(exchange, leg)
    case 'CHANNEL_PROGRESS_MEDIA':
      return earlyMedia(exchange, leg)
    case 'CHANNEL_ANSWER':
      return answered(exchange, leg)
    case 'CHANNEL_PARK':
      return parked(exchange, leg)
    case 'RECORD_STOP':
      return recordStopped(exchange, leg, event)
    case 'DTMF':
      return digit(exchange, leg, event['DTMF-Digit'] ?? '')
    case 'CHANNEL_HANGUP_COMPLETE':
      return void hungUp(exchange, leg, event)
    default:
  }
}

/** A leg has come further than its events said: some were not heard. */
export function catchUp(exchange: Exchange, leg: Leg, stage: Stage): void {
  if (stage === 'ringing') ringing(exchange, leg)
  if (stage === 'early-media') earlyMedia(exchange, leg)
  if (stage !== 'answered' || leg.answered) return
  answered(exchange, leg)
  if (leg.hearing !== undefined) {
    leg.server.api(`uuid_transfer ${leg.channelId} park inline`).catch(() => undefined)
  }
}

/** Of a call that failed, the trunk's own word is waited for: FreeSWITCH and the edge put theirs in its place. */
async function hungUp(exchange: Exchange, leg: Leg, event: RawEvent): Promise<void> {
  const isOver = leg.answered || leg.ending !== undefined
  if (leg.arrival !== undefined && !isOver)
    return exchange.legs.release(leg, unansweredRelease(event))
  const ranMs = exchange.options.clock.now() - leg.orderedAt
  const word = isOver ? undefined : await exchange.edge.wordOf(leg.id)
  exchange.legs.release(leg, releaseOf(leg, event, ranMs, word))
}

function ringing(exchange: Exchange, leg: Leg): void {
  if (!leg.reach('ringing') || leg.ending !== undefined) return
  exchange.legs.tell({ kind: 'LegRinging', legId: leg.id })
}

function earlyMedia(exchange: Exchange, leg: Leg): void {
  if (!leg.reach('early-media') || leg.ending !== undefined || leg.arrival !== undefined) return
  exchange.legs.tell({ kind: 'LegEarlyMedia', legId: leg.id })
}

/** A 200 that crosses our CANCEL is no answer any more: the leg goes on ending. */
function answered(exchange: Exchange, leg: Leg): void {
  if (!leg.reach('answered')) return
  leg.disarm('ring')
  if (leg.ending !== undefined) return void end(exchange, leg, leg.ending).catch(() => undefined)
  exchange.legs.tell({ kind: 'LegAnswered', legId: leg.id })
  leg.hearing?.answered()
}

function parked(exchange: Exchange, leg: Leg): void {
  leg.parked = true
  const { whenParked } = leg
  leg.whenParked = undefined
  whenParked?.().catch(() => undefined)
  leg.hearing?.parked().catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    exchange.options.report('a leg cannot be listened to', { why })
  })
}

function digit(exchange: Exchange, leg: Leg, pressed: string): void {
  if (/^[0-9A-D*#]$/.test(pressed)) {
    exchange.legs.tell({ kind: 'DigitPressed', legId: leg.id, digit: pressed })
  }
}

/**
 * The background job of a dial has ended: `+OK` says nothing about an answer. `-ERR` of a leg that
 * was made is followed by its hang-up; of one that never was, it is all that will ever be said,
 * unless the leg was up already and this was a second dial.
 */
function jobEnded(exchange: Exchange, event: RawEvent): void {
  const leg = exchange.legs.get(event['Job-UUID'])
  const result = event['_body'] ?? ''
  if (leg === undefined || !result.startsWith('-ERR')) return
  const { clock } = exchange.options
  const { unmadeWaitMs, releaseWaitMs } = SWITCH_LIMITS
  const wasMade = leg.stage !== 'ordered'
  const settle = (): void =>
    void (wasMade ? releaseIfGone(exchange, leg) : settleUnmade(exchange, leg, result))
  const due = later(clock.now(), wasMade ? releaseWaitMs : unmadeWaitMs)
  leg.arm('gone', clock.at(due, settle))
}

async function settleUnmade(exchange: Exchange, leg: Leg, result: string): Promise<void> {
  const exists = await leg.server.api(`uuid_exists ${leg.channelId}`).catch(() => 'unknown')
  if (exists.trim() === 'true') {
    leg.reach('created')
    if (leg.ending !== undefined) await end(exchange, leg, leg.ending).catch(() => undefined)
    return
  }
  const cause = leg.ending ?? 'refused'
  const by = leg.ending === undefined ? 'switch' : 'us'
  exchange.legs.release(leg, { cause, by, detail: result.slice(5).trim() })
}
