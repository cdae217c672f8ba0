import { readFileSync } from 'node:fs'
import { checkText } from '../../src/config/load.ts'
import type { Settings } from '../../src/config/settings.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId } from '../../src/core/ids.ts'
import { agentId, presenceId } from '../../src/core/ids.ts'
import { createClock } from '../../src/dialer/clock.ts'
import { createDialer, type Dialer } from '../../src/dialer/dialer.ts'
import { createLog } from '../../src/dialer/log.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'
import { createQuestions } from '../../src/questions.ts'
import { createMemoryStore, memoryDisk, type MemoryDisk } from '../../src/store/memory.ts'
import { eventually } from './eventually.ts'
import { recorded } from './peer-audio.ts'
import { SipCaller } from './sip-caller.ts'
import { SipPeer, type PeerCall } from './sip-peer.ts'

export const ENGLISH = '+12025550150'
const EXAMPLE = 'docs/examples/contact-centre.yaml'
const PRESENCE = presenceId('00000000-0000-7000-9000-000000000000')
const HELLO = 'src/lab/audio/hello.wav'

/** A switch for a house: made anew for every life of the process. */
export interface HouseSwitch {
  readonly softswitch: Softswitch
  /** Where carriers call. */
  readonly sip: () => { readonly host: string; readonly port: number }
}

/** The example contact centre with a carrier of our making, always open, offering callbacks at once. */
export function exampleSettings(carrierPort: number, changes: (text: string) => string): Settings {
  const text = readFileSync(EXAMPLE, 'utf8')
    .replace('port: 5080', `port: ${carrierPort}`)
    .replace('transport: tcp', 'transport: udp')
    .replace("'Mon-Fri 08:00-20:00', 'Sat 09:00-13:00'", "'Sun-Sat 00:00-24:00'")
    .replace("['2026-11-26', '2026-12-25', '2027-01-01']", '[]')
    .replace('waitOver: 30 s', 'waitOver: 0 s')
    .replace('callsPerSecond: 10', 'callsPerSecond: 100')
  const { settings, problems } = checkText(EXAMPLE, changes(text))
  if (settings === undefined) throw new Error(JSON.stringify(problems))
  return settings
}

/** The whole of Ringfirst but its database and its pages, on a switch: callers, a carrier, agents. */
export class FlowHouse {
  readonly disk: MemoryDisk = memoryDisk()
  readonly carrier: SipPeer
  readonly callers: SipCaller[] = []
  #dialer: Dialer | undefined
  #switch: HouseSwitch | undefined
  readonly #settings: Settings
  readonly #makeSwitch: (settings: Settings) => HouseSwitch

  private constructor(
    carrier: SipPeer,
    settings: Settings,
    makeSwitch: (settings: Settings) => HouseSwitch,
  ) {
    this.carrier = carrier
    this.#settings = settings
    this.#makeSwitch = makeSwitch
  }

  static async open(
    makeSwitch: (settings: Settings) => HouseSwitch,
    changes: (text: string) => string = (text) => text,
  ): Promise<FlowHouse> {
    const carrier = await SipPeer.open()
    const house = new FlowHouse(carrier, exampleSettings(carrier.port, changes), makeSwitch)
    await house.start()
    return house
  }

  get dialer(): Dialer {
    if (this.#dialer === undefined) throw new Error('the house is not open')
    return this.#dialer
  }

  /** A life of the process: the journal is folded, the switch asked what is up. */
  async start(): Promise<void> {
    this.#switch = this.#makeSwitch(this.#settings)
    const dialer: Dialer = createDialer({
      store: createMemoryStore(this.disk),
      softswitch: this.#switch.softswitch,
      clock: createClock(),
      log: createLog('error', { write: (line: string) => void process.stderr.write(line) }),
      ask: createQuestions(this.#settings.httpHosts, (event) => dialer.post(event)),
      fatal: (failure) => void process.stderr.write(`${String(failure)}\n`),
    })
    this.#dialer = dialer
    await dialer.start()
    await dialer.submit({
      kind: 'OrganisationConfigured',
      organisation: this.#settings.organisation,
    })
    await dialer.submit({ kind: 'HoursChanged', hours: 'office', state: 'open' })
  }

  /** As a kill would: nothing is said to the switch, and nothing more is heard of it. */
  async die(): Promise<void> {
    await this.dialer.stop()
    this.disk.owner = 'none'
  }

  /** Where callers call. */
  get sip(): { readonly host: string; readonly port: number } {
    return this.#switch?.sip() ?? { host: '', port: 0 }
  }

  async call(from: string, called = ENGLISH): Promise<SipCaller> {
    const caller = await SipCaller.call({ to: this.sip, called, from })
    this.callers.push(caller)
    return caller
  }

  /** The interaction of a caller, as it stands or stood last. */
  interactionOf(number: string, medium: 'call' | 'callback') {
    const open = [...this.dialer.state.callbacks.values()]
    return open.find((each) => each.customer === number && each.medium === medium)
  }

  /** Everything that was journalled, in order. */
  get journal(): readonly Event[] {
    return this.disk.journal.map(({ event }) => event)
  }

  /** An interaction that has ended. */
  ended(id: CallbackId): { readonly disposition?: string } | undefined {
    const text = this.disk.interactions.get(id)
    return text === undefined ? undefined : (JSON.parse(text) as { disposition?: string })
  }

  /** An agent with a phone of our making, on queue; it is answered at once and says hello. */
  async agent(name: string): Promise<SipPeer> {
    const phone = await SipPeer.open()
    const id = agentId(name)
    await this.dialer.submit({
      kind: 'PhoneRegistered',
      agentId: id,
      contact: phone.contact(name),
      expiresAt: (this.dialer.now() + 3_600_000) as never,
      presenceId: PRESENCE,
    })
    await this.onQueue(name)
    return phone
  }

  async offQueue(name: string): Promise<void> {
    await this.dialer.submit({ kind: 'AgentWentOffQueue', agentId: agentId(name) })
  }

  async onQueue(name: string): Promise<void> {
    const id = agentId(name)
    await this.dialer.submit({ kind: 'AgentWentOnQueue', agentId: id, presenceId: PRESENCE })
  }

  /** The call that the carrier gets for a number. */
  async carrierCall(number: string, withinMs = 10_000): Promise<PeerCall> {
    const to = (): PeerCall | undefined =>
      this.carrier.calls.find(({ invite }) => invite.uri.includes(number))
    await eventually(() => to() !== undefined, withinMs)
    return to() as PeerCall
  }

  /** The call that the carrier gets for a number is answered by a person. */
  async answerCallback(number: string): Promise<PeerCall> {
    const call = await this.carrierCall(number)
    call.ring()
    await eventually(() => call.received.length > 0)
    call.audio.say(recorded(HELLO))
    call.answer()
    return call
  }

  async close(): Promise<void> {
    for (const caller of this.callers) caller.close()
    await this.dialer.stop()
    this.carrier.close()
  }
}
