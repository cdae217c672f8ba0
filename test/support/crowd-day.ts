import { callbackOfCall, type AgentId, type CallbackId, type QueueId } from '../../src/core/ids.ts'
import { createState } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import { CallerCrowd } from './caller-crowd.ts'
import type { CallerDeed, KeyPath } from './caller-scenario.ts'
import { eventually } from './eventually.ts'
import { ENGLISH, type FlowHouse } from './flow-house.ts'
import { recorded } from './peer-audio.ts'
import type { PeerCall, SipPeer } from './sip-peer.ts'

const HELLO = 'src/lab/audio/hello.wav'
const LOOK_EVERY_MS = 20
const TALK_MS = 200

/** Into the support queue, past the position, to a callback: to the same number, or to another. */
const SAME: readonly CallerDeed[] = [
  { waitMs: 2_500 },
  { press: '2' },
  { waitMs: 8_500 },
  { press: '1' },
  { waitMs: 2_000 },
  { press: '1' },
  'is-let-go',
]
const OTHER: readonly CallerDeed[] = [
  ...SAME.slice(0, -2),
  { press: '2' },
  { waitMs: 1_000 },
  ...[...Array(10).keys()].map((digit) => ({ press: `[field${digit + 1}]` })),
  { press: '#' },
  'is-let-go',
]
const CROWDS: readonly { readonly keysBy: KeyPath; readonly deeds: readonly CallerDeed[] }[] = [
  { keysBy: 'info', deeds: SAME },
  { keysBy: 'event', deeds: SAME },
  { keysBy: 'info', deeds: OTHER },
]

/** How a day went in which everybody who called wanted to be called back. */
export interface CrowdDay {
  readonly callers: number
  /** Callbacks whose place is that of their call, by the journal. */
  readonly atTheirPlace: number
  /** Callbacks that began after one with a later place, by the journal. */
  readonly outOfTurn: number
  readonly joined: number
  /** What SIPp complained of; empty: every caller's call went as it should. */
  readonly complaints: readonly string[]
}

/** SIPp callers wait, hear their position, take a callback, are called, and reach an agent. */
export class CrowdOfCallers {
  readonly #house: FlowHouse
  readonly #share: number
  #crowds: readonly CallerCrowd[] = []
  #stop: (() => void) | undefined

  constructor(house: FlowHouse, callers: number) {
    this.#house = house
    this.#share = Math.ceil(callers / CROWDS.length)
  }

  get callers(): number {
    return this.#share * CROWDS.length
  }

  async call(
    to: { readonly host: string; readonly port: number },
    perSecond: number,
  ): Promise<void> {
    this.#crowds = await Promise.all(
      CROWDS.map(({ keysBy, deeds }, crowd) => {
        const callers = [...Array(this.#share).keys()].map((index) => {
          const line = String(1_000 * (crowd + 1) + index)
          return [`+1202556${line}`, ...`202557${line}`]
        })
        const callsPerSecond = perSecond / CROWDS.length
        return CallerCrowd.start({ to, called: ENGLISH, keysBy, deeds, callers, callsPerSecond })
      }),
    )
  }

  /** Where the audio of its callers goes. */
  get mediaPorts(): readonly number[] {
    return this.#crowds.map(({ mediaPort }) => mediaPort)
  }

  /** Every caller has hung up, or was let go. */
  get areGone(): boolean {
    return this.#crowds.every(({ exitCode }) => exitCode !== undefined)
  }

  /** Agents come, and serve until everybody has been called and has reached one. */
  async serve(names: readonly string[], withinMs: number): Promise<CrowdDay> {
    const phones = await Promise.all(names.map((name) => this.#house.agent(name)))
    const peers = [...phones, this.#house.carrier]
    const timer = setInterval(() => this.#look(peers), LOOK_EVERY_MS)
    this.#stop = () => {
      clearInterval(timer)
      for (const phone of phones) phone.close()
    }
    await eventually(() => this.#done.WrapUpCompleted.size >= this.callers, withinMs, 50).catch(
      () => undefined,
    )
    return this.#day()
  }

  async close(): Promise<void> {
    this.#stop?.()
    for (const crowd of this.#crowds) await crowd.stop()
  }

  readonly #met = new Set<PeerCall>()

  /** Phones and customers answer; agents talk for a moment, hang up, and are done. */
  #look(peers: readonly SipPeer[]): void {
    for (const peer of peers) {
      for (const call of peer.calls) {
        if (this.#met.has(call) || (peer === this.#house.carrier && !isOurs(call.invite.uri)))
          continue
        this.#met.add(call)
        call.ring()
        call.audio.say(recorded(HELLO))
        call.answer()
      }
    }
    for (const {
      id,
      medium,
      customer,
      state,
      course: { agentId, joinedAt },
    } of this.#house.dialer.state.callbacks.values()) {
      if (medium !== 'callback' || !isOurs(customer)) continue
      if (agentId === undefined || joinedAt === undefined) continue
      const talked = this.#house.dialer.now() - joinedAt > TALK_MS
      if (state === 'talking' && talked) this.#once('AgentHungUp', agentId, id)
      if (state === 'wrapping') this.#once('WrapUpCompleted', agentId, id)
    }
  }

  readonly #done = { AgentHungUp: new Set<CallbackId>(), WrapUpCompleted: new Set<CallbackId>() }

  #once(kind: 'AgentHungUp' | 'WrapUpCompleted', agentId: AgentId, callbackId: CallbackId): void {
    if (this.#done[kind].has(callbackId)) return
    this.#done[kind].add(callbackId)
    const order = { agentId, callbackId }
    if (kind === 'AgentHungUp') this.#house.dialer.post({ kind, ...order })
    else this.#house.dialer.post({ kind, ...order, codes: ['resolved'] })
  }

  #day(): CrowdDay {
    const facts = factsOf(this.#house)
    const complaints = this.#crowds
      .filter(({ exitCode }) => exitCode !== 0)
      .map(({ exitCode, errors }) => `${String(exitCode)}: ${errors}`)
    return { callers: this.callers, complaints, ...facts }
  }
}

/** What the journal says, folded anew. */
function factsOf(house: FlowHouse): Pick<CrowdDay, 'atTheirPlace' | 'outOfTurn' | 'joined'> {
  let state = createState()
  const ranks = new Map<CallbackId, number>()
  const places = new Map<CallbackId, number>()
  const dialled: CallbackId[] = []
  const joined = new Set<CallbackId>()
  for (const { event, at } of house.disk.journal) {
    const done = step(state, event, at)
    ;({ state } = done)
    for (const { id, medium, customer, rankedAt, state: is, queueId } of state.callbacks.values()) {
      if (!isOurs(customer)) continue
      if (medium === 'call' && is === 'queued' && isSupport(queueId))
        places.set(callbackOfCall(id), rankedAt)
      if (medium === 'callback' && !ranks.has(id)) ranks.set(id, rankedAt)
      if (medium === 'callback' && is === 'talking') joined.add(id)
    }
    for (const effect of done.effects) {
      if (effect.kind === 'DialCustomer' && isOurs(effect.number))
        dialled.push(effect.attemptId.slice(0, 36) as CallbackId)
    }
  }
  const kept = [...ranks].filter(([id, rank]) => places.get(id) === rank)
  const order = dialled.map((id) => ranks.get(id) ?? 0)
  const early = order.filter((rank, index) => rank < (order[index - 1] ?? 0))
  return { atTheirPlace: kept.length, outOfTurn: early.length, joined: joined.size }
}

/** Whether a number, or a request for one, is of somebody in the crowd. */
function isOurs(text: string): boolean {
  return /\+120255[67]/.test(text)
}

function isSupport(queueId: QueueId): boolean {
  return queueId === 'support'
}
