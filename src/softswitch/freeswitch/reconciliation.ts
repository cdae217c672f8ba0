import { setTimeout as sleep } from 'node:timers/promises'
import type { SurveyedLeg } from '../../core/state/events.ts'
import { type Instant, later } from '../../core/time.ts'
import type { Exchange } from './exchange.ts'
import { catchUp } from './leg-events.ts'
import { inboundLeg } from './inbound-leg.ts'
import type { InboundChannel } from './inbound-tag.ts'
import { Leg } from './leg.ts'
import type { MediaServer } from './media-server.ts'
import { releaseIfGone, startRinging } from './orders.ts'
import { adoptRecordings } from './recording.ts'
import { SWITCH_LIMITS } from './settings.ts'
import { countChannels, type ListedLeg, parseCalls, parseChannels } from './survey.ts'

/** An adopted leg's ring time is not known any more: it may ring so long from the adoption. */
const ADOPTED_TIMES = { ringTimeoutMs: 30_000, provisionalTimeoutMs: 2_000 }
/** The list of channels lags behind the channels themselves. */
const LIST_LAG_MS = 3_000
const LOOK_EVERY_MS = 100

/**
 * Takes over the legs of ours that are up on a media server: after a start of this process their
 * events go on, and those still under analysis are listened to again.
 */
export async function adopt(exchange: Exchange, server: MediaServer): Promise<void> {
  const { legs, options } = exchange
  const listed = await listExactly(server)
  for (const each of listed) {
    if (legs.get(each.id) !== undefined) continue
    if (each.inbound !== undefined) {
      adoptInbound(exchange, server, each, each.inbound)
      continue
    }
    const leg = new Leg(each, server, options.clock.now(), ADOPTED_TIMES)
    leg.reach(each.stage)
    leg.parked = leg.answered
    legs.add(leg)
    if (!leg.answered) startRinging(exchange, leg)
  }
  for (const [a, b] of parseCalls(await server.ask('show bridged_calls as json'))) {
    const [first, second] = [legs.ofChannel(a), legs.ofChannel(b)]
    if (first === undefined || second === undefined) continue
    first.bridgedTo = second.id
    second.bridgedTo = first.id
  }
  await Promise.all(legsOn(exchange, server).map((leg) => adoptMedia(exchange, leg)))
  await Promise.all(listed.map((each) => listenAgain(exchange, each)))
}

/**
 * The legs that are up, and no other: the list comes out of a database that a busy switch writes
 * late, so it is asked for again until each channel in it is there and there are as many as the
 * switch counts. After {@link LIST_LAG_MS} what is there of the last one is taken. Whether a leg
 * was answered is asked of the leg itself.
 */
async function listExactly(server: MediaServer): Promise<readonly ListedLeg[]> {
  for (let waitedMs = 0; ; waitedMs += LOOK_EVERY_MS) {
    const text = await server.ask('show channels as json')
    const looks = parseChannels(text).map((each) => lookAt(server, each))
    const there = (await Promise.all(looks)).filter((each) => each !== undefined)
    const sessions = Number(/(\d+) session\(s\) -/.exec(await server.ask('status'))?.[1])
    const isExact = there.length === looks.length && sessions === countChannels(text)
    if (isExact || waitedMs >= LIST_LAG_MS) return there
    await sleep(LOOK_EVERY_MS)
  }
}

/** The leg as it is now; undefined where it is gone. */
async function lookAt(server: MediaServer, listed: ListedLeg): Promise<ListedLeg | undefined> {
  const outcome = await server.ask(`uuid_getvar ${listed.channelId} endpoint_disposition`)
  if (outcome.startsWith('-ERR')) return undefined
  return outcome.trim() === 'ANSWER' ? { ...listed, stage: 'answered' } : listed
}

/** What an earlier process had ordered for a leg goes on: what it plays, and what is recorded. */
async function adoptMedia(exchange: Exchange, leg: Leg): Promise<void> {
  if (!leg.answered) return
  const bugs = await leg.server.api(`uuid_buglist ${leg.channelId}`)
  adoptRecordings(leg, bugs)
  exchange.player.adopt(leg, bugs)
}

function adoptInbound(
  exchange: Exchange,
  server: MediaServer,
  listed: ListedLeg,
  channel: InboundChannel,
): void {
  const leg = inboundLeg(exchange, server, channel)
  leg.reach(listed.stage)
  exchange.legs.add(leg)
}

async function listenAgain(exchange: Exchange, listed: ListedLeg): Promise<void> {
  const leg = exchange.legs.get(listed.id)
  if (leg === undefined || leg.side !== 'customer' || leg.bridgedTo !== undefined) return
  if (leg.hearing !== undefined) return
  const listening = await leg.server.api(`uuid_getvar ${leg.channelId} ringfirst_listening`)
  if (listening.trim() !== 'true') return
  const hearing = exchange.listenTo(leg)
  if (leg.answered) hearing.answered()
  if (leg.answered || leg.stage === 'early-media') {
    await leg.server.api(`uuid_transfer ${leg.channelId} park inline`)
  }
}

/**
 * Holds what a media server has against what we believe, both ways: legs that it lost are
 * released, legs that we gave up are hung up, and what was not heard of a leg is told now.
 */
export async function reconcile(exchange: Exchange, server: MediaServer): Promise<void> {
  const { legs, options } = exchange
  const askedAt = options.clock.now()
  const listed = parseChannels(await server.ask('show channels as json'))
  const known = new Set<string>(listed.map((each) => each.id))
  for (const each of listed) {
    const leg = legs.get(each.id)
    if (leg !== undefined) catchUp(exchange, leg, each.stage)
    else if (each.inbound !== undefined && each.stage !== 'answered')
      adoptInbound(exchange, server, each, each.inbound)
    else await server.api(`uuid_kill ${each.channelId} NORMAL_CLEARING`)
  }
  for (const leg of legsOn(exchange, server)) {
    if (known.has(leg.id) || isFresh(leg, askedAt)) continue
    await releaseIfGone(exchange, leg)
  }
}

/** Every server that is up is reconciled, and what is up then is named. */
export async function surveyAll(exchange: Exchange): Promise<readonly SurveyedLeg[]> {
  for (const server of exchange.pool.servers) {
    if (server.up) await reconcile(exchange, server)
  }
  return exchange.legs.all().map((leg) => leg.surveyed)
}

/** A media server cannot be reached: after a while its legs count as lost. */
export function serverLost(exchange: Exchange, server: MediaServer, why: string): void {
  const { clock, report } = exchange.options
  report('a media server was lost', { server: server.settings.name, why })
  const others = exchange.pool.servers.some((each) => each.up)
  if (!others) exchange.audience.emit({ kind: 'SwitchLost', why })
  const giveUp = (): void => {
    if (!server.up) releaseAll(exchange, server)
  }
  for (const leg of legsOn(exchange, server)) leg.hearing?.stop()
  clock.at(later(clock.now(), SWITCH_LIMITS.lostServerMs), giveUp)
}

/** A media server is back: what lives there goes on, what does not is released. */
export async function serverReturned(exchange: Exchange, server: MediaServer): Promise<void> {
  const askedAt = exchange.options.clock.now()
  for (const leg of legsOn(exchange, server)) await releaseIfGone(exchange, leg)
  await reconcile(exchange, server)
  await rejoin(exchange, server)
  if (exchange.edge.up) tellSurvey(exchange, askedAt)
}

/** The edge cannot be reached: calls that are up go on, and nobody is dialled into nothing. */
export function edgeLost(exchange: Exchange, why: string): void {
  exchange.options.report('the edge was lost', { why })
  exchange.audience.emit({ kind: 'SwitchLost', why: `the edge: ${why}` })
}

/** The edge is back: what is up then is told, where a media server can say. */
export async function edgeReturned(exchange: Exchange): Promise<void> {
  exchange.options.report('the edge is back')
  if (!exchange.pool.servers.some((server) => server.up)) return
  const askedAt = exchange.options.clock.now()
  await surveyAll(exchange)
  if (exchange.edge.up) tellSurvey(exchange, askedAt)
}

function tellSurvey(exchange: Exchange, askedAt: Instant): void {
  const legs = exchange.legs.all().map((leg) => leg.surveyed)
  exchange.audience.emit({ kind: 'SwitchSurveyed', askedAt, legs })
}

/** Joins and splits that happened while nobody listened. */
async function rejoin(exchange: Exchange, server: MediaServer): Promise<void> {
  const { legs } = exchange
  const pairs = parseCalls(await server.ask('show bridged_calls as json'))
  const joined = new Set(pairs.flat())
  for (const leg of legsOn(exchange, server)) if (!joined.has(leg.channelId)) legs.split(leg)
  for (const [a, b] of pairs) {
    const [first, second] = [legs.ofChannel(a), legs.ofChannel(b)]
    if (first !== undefined && second !== undefined) legs.joined(first, second)
  }
}

function legsOn(exchange: Exchange, server: MediaServer): readonly Leg[] {
  return exchange.legs.all().filter((leg) => leg.server === server)
}

function releaseAll(exchange: Exchange, server: MediaServer): void {
  for (const leg of legsOn(exchange, server)) {
    const detail = 'the media server is out of reach'
    // That nobody answered was not heard of a switch that says nothing.
    const ending = leg.ending === 'no-answer' ? undefined : leg.ending
    exchange.legs.release(leg, { cause: ending ?? 'interrupted', by: 'switch', detail })
  }
}

function isFresh(leg: Leg, askedAt: Instant): boolean {
  return askedAt - leg.orderedAt < LIST_LAG_MS
}
