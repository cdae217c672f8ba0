import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import type { Course } from '../../src/core/state/course.ts'
import type { Callback } from '../../src/core/state/callback.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { Note, RecordingRecord } from '../../src/core/state/interaction.ts'
import { createState } from '../../src/core/state/state.ts'
import { step } from '../../src/core/step.ts'
import type { Instant } from '../../src/core/time.ts'
import { eventually } from './eventually.ts'
import { socketUrl } from './postgres.ts'
import { phonePassword } from './product-settings.ts'
import { disposeOf, Product, productFolder } from './product.ts'
import { SipCaller } from './sip-caller.ts'
import { SipPeer, type PeerCall } from './sip-peer.ts'
import { register } from './sip-registration.ts'
import { toneWav } from './tone-wav.ts'

/** Who serves the queue named sales. */
const AGENTS = ['bob', 'carol'] as const

/** What a configuration needs of the switch that it is for. */
export interface KilledHouseSwitch {
  /** The part of the configuration that names the switch. */
  readonly settings: (folder: string) => object
  /** Where carriers call and phones register. */
  readonly sip: () => { readonly host: string; readonly port: number }
}

/** Tones in the place of prompts: what a caller hears says which one plays. */
export type ToneBook = Readonly<Record<string, { readonly hz: number; readonly ms: number }>>

/** One entry of the journal as it lies in PostgreSQL. */
interface Entry {
  readonly at: Instant
  readonly event: Event
}

/**
 * Ringfirst as a process of its own, with PostgreSQL, between callers, a carrier and agents' phones
 * that live on when it is killed. What is judged is judged from outside: SIP, RTP, files, the journal.
 */
export class KilledHouse {
  readonly folder = productFolder()
  readonly carrier: SipPeer
  readonly phone: SipPeer
  readonly #switch: KilledHouseSwitch
  readonly #callers: SipCaller[] = []
  #product: Product | undefined
  #config: object = {}

  private constructor(carrier: SipPeer, phone: SipPeer, how: KilledHouseSwitch) {
    this.carrier = carrier
    this.phone = phone
    this.#switch = how
  }

  static async open(how: KilledHouseSwitch, tones: ToneBook): Promise<KilledHouse> {
    const house = new KilledHouse(await SipPeer.open(), await SipPeer.open(), how)
    const prompts = join(house.folder, 'prompts')
    mkdirSync(prompts)
    for (const [name, { hz, ms }] of Object.entries(tones))
      writeFileSync(join(prompts, `${name}.wav`), toneWav(hz, ms))
    return house
  }

  get product(): Product {
    if (this.#product === undefined) throw new Error('the product has not been started')
    return this.#product
  }

  get recordings(): string {
    return join(this.folder, 'data', 'recordings')
  }

  /** A first life, in which these numbers lead to these flows. */
  async start(config: object): Promise<void> {
    this.#config = {
      ...this.#switch.settings(this.folder),
      http: { port: 0 },
      promptsFolder: join(this.folder, 'prompts'),
      defaultSite: 'us',
      sites: { us: { country: 'US', timeZone: 'America/New_York', trunks: ['carrier'] } },
      trunks: {
        carrier: {
          host: '127.0.0.1',
          port: this.carrier.port,
          transport: 'udp',
          callsPerSecond: 100,
          inboundFrom: ['127.0.0.1'],
        },
      },
      agents: Object.fromEntries(
        AGENTS.map((name) => [
          name,
          {
            queues: ['sales'],
            onQueueWhenRegistered: true,
            phone: { password: phonePassword(name) },
          },
        ]),
      ),
      ...config,
    }
    this.#product = await Product.start(this.folder, this.#config)
  }

  /** kill -9, and a new life on the same data folder when it is time; how long nobody was there, ms. */
  async killAndStart(isTime: () => boolean): Promise<number> {
    await this.product.kill()
    const killedAt = performance.now()
    await eventually(isTime)
    this.#product = await Product.start(this.folder, this.#config)
    return performance.now() - killedAt
  }

  /** The agents' phones, which are one peer, register; again after a restart. */
  async registerAgents(): Promise<void> {
    for (const username of AGENTS) {
      const who = { username, password: phonePassword(username), expires: 600 }
      const contact = this.phone.contact(username)
      const { status } = await register(this.phone, this.#switch.sip(), { ...who, contact })
      if (status !== 200) throw new Error(`${username}'s phone is not registered: ${status}`)
    }
  }

  async call(from: string, called: string): Promise<SipCaller> {
    const caller = await SipCaller.call({ to: this.#switch.sip(), called, from })
    this.#callers.push(caller)
    await caller.answered()
    return caller
  }

  /** The call that the carrier gets for a number. */
  async carrierCall(number: string, withinMs = 10_000): Promise<PeerCall> {
    const to = (): PeerCall | undefined =>
      this.carrier.calls.find(({ invite }) => invite.uri.includes(number))
    await eventually(() => to() !== undefined, withinMs)
    return to() as PeerCall
  }

  /** Everything that is durable, in order. */
  async journal(): Promise<readonly Entry[]> {
    const server = readFileSync(join(this.folder, 'data/postgres/postmaster.pid'), 'utf8')
    const client = new pg.Client({ connectionString: socketUrl(server.split('\n')[4] ?? '') })
    await client.connect()
    try {
      const { rows } = await client.query<{ at: string; event: string }>(
        'select at, event from ringfirst_main.journal order by sequence',
      )
      return rows.map(({ at, event }) => ({
        at: Number(at) as Instant,
        event: JSON.parse(event) as Event,
      }))
    } finally {
      await client.end()
    }
  }

  async close(): Promise<void> {
    for (const caller of this.#callers) caller.close()
    await disposeOf(this.folder, this.#product)
    this.carrier.close()
    this.phone.close()
  }
}

/** What a journal tells of an interaction: as it stood last, or as it was kept when it ended. */
export type Told = Partial<Pick<Callback, 'rankedAt'> & Pick<Course, 'flow' | 'disposition'>> & {
  readonly timeline: readonly Note[]
  readonly state: string
  readonly recordings?: readonly RecordingRecord[] | undefined
}

/** Every interaction that a journal tells of, by its medium and the number of its customer. */
export function foldOf(journal: readonly Entry[]): ReadonlyMap<string, Told> {
  const told = new Map<string, Told>()
  let state = createState()
  for (const { event, at } of journal) {
    const done = step(state, event, at)
    ;({ state } = done)
    for (const each of state.callbacks.values()) {
      const { timeline, flow, disposition, recordings } = each.course
      const { state: stands, rankedAt } = each
      told.set(`${each.medium} ${each.customer}`, {
        ...{ timeline, flow, disposition, recordings, rankedAt },
        state: stands,
      })
    }
    for (const effect of done.effects) {
      if (effect.kind !== 'SaveInteraction') continue
      const { record } = effect
      told.set(`${record.medium ?? 'callback'} ${record.number}`, record)
    }
  }
  return told
}
