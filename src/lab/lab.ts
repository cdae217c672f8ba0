import { setTimeout as sleep } from 'node:timers/promises'
import { trunkId, type AgentId } from '../core/ids.ts'
import { Pacer } from '../softswitch/lab/media/pacer.ts'
import { PromptShelf } from '../softswitch/lab/prompt.ts'
import type { TransportName } from '../softswitch/lab/sip/endpoint.ts'
import type { PhoneAccount, TrunkConnection } from '../softswitch/settings.ts'
import { builtInPrompt } from '../prompts/built-in.ts'
import { AgentPhone } from './agent-phone.ts'
import { LabCarrier } from './carrier.ts'
import type { CustomerReport, CustomerTimes } from './customers.ts'
import { PromptEar } from './prompt-ear.ts'
import { readRecordings, type Recordings } from './recordings.ts'

/** What the ears of lab phones tell apart. */
const KNOWN_BY_EAR = ['comfort', 'please-hold', 'no-agent', 'machine-message']

/** What a lab is made of; everything has a default. */
export interface LabOptions {
  readonly bindAddress?: string
  /** SIP ports of the carrier; 0 takes free ones. 5080 unless given. */
  readonly udpPort?: number
  readonly tcpPort?: number
  /** How the trunk that leads to it is spoken to; TCP unless given. */
  readonly transport?: 'udp' | 'tcp'
  /** About how long customers talk with an agent; 6 s unless given. */
  readonly talkMs?: number
  /** How long a waiting customer stays on the line; 45 s unless given. */
  readonly patienceMs?: number
  /** Told once for each call to a customer, when it is over. */
  readonly onCallOver?: (report: CustomerReport) => void
}

/** How the lab's agents answer. */
export interface LabAgentOptions {
  /** Where the switch takes registrations. */
  readonly registrar: { readonly host: string; readonly port: number }
  readonly transport?: TransportName
  readonly accounts: readonly PhoneAccount[]
  /** 800 ms unless given. */
  readonly answerAfterMs?: number
  /** An agent hangs up after hearing nothing for so long; 20 s unless given. */
  readonly silenceMs?: number
}

/** Scripted customers behind a carrier of their own, and agents' phones. */
export interface Lab {
  /** Starts the carrier; rejects with `port-busy` where its port is taken. */
  start(): Promise<{ readonly trunk: TrunkConnection }>
  /** Starts a phone for each account: it registers, rings, answers and talks. */
  startAgents(options: LabAgentOptions): Promise<void>
  /** An agent's scripted phone ends its calls and signs off: somebody takes the seat. */
  leaveSeat(agentId: AgentId): void
  /** Ends all calls, signs the phones off, closes all ports. */
  stop(): Promise<void>
}

const CARRIER_PORT = 5_080
const DEFAULT_TIMES: CustomerTimes = { talkMs: 6_000, patienceMs: 45_000 }
const ANSWER_AFTER_MS = 800
const SILENCE_MS = 20_000
const FAREWELL_MS = 100

/** A lab on real sockets, in this process. */
export function createLab(options: LabOptions = {}): Lab {
  return new Phones(options)
}

class Phones implements Lab {
  readonly #options: LabOptions
  readonly #pacer = new Pacer()
  readonly #ear = new PromptEar()
  readonly #agents = new Map<AgentId, AgentPhone>()
  #recordings: Recordings = new Map()
  #carrier: LabCarrier | undefined

  constructor(options: LabOptions) {
    this.#options = options
  }

  async start(): Promise<{ readonly trunk: TrunkConnection }> {
    const { udpPort = CARRIER_PORT, tcpPort = CARRIER_PORT, transport = 'tcp' } = this.#options
    const { talkMs, patienceMs } = { ...DEFAULT_TIMES, ...this.#options }
    await this.#learn()
    const carrier = new LabCarrier({
      bindAddress: this.#address,
      udpPort,
      tcpPort,
      times: { talkMs, patienceMs },
      pacer: this.#pacer,
      ear: this.#ear,
      recordings: this.#recordings,
      onCallOver: (report) => this.#options.onCallOver?.(report),
    })
    await carrier.start()
    this.#carrier = carrier
    return { trunk: trunkTo(this.#address, carrier.port(transport), transport) }
  }

  async startAgents(options: LabAgentOptions): Promise<void> {
    const { registrar, accounts, transport = 'tcp' } = options
    const { answerAfterMs = ANSWER_AFTER_MS, silenceMs = SILENCE_MS } = options
    for (const { agentId, username, password } of accounts) {
      const phone = new AgentPhone({
        bindAddress: this.#address,
        registrar,
        transport,
        credentials: { username, password },
        pacer: this.#pacer,
        ear: this.#ear,
        recordings: this.#recordings,
        answerAfterMs,
        silenceMs,
      })
      this.#agents.set(agentId, phone)
      await phone.start()
    }
  }

  leaveSeat(agentId: AgentId): void {
    this.#agents.get(agentId)?.stop()
  }

  async stop(): Promise<void> {
    for (const phone of this.#agents.values()) phone.stop()
    await sleep(FAREWELL_MS)
    for (const phone of this.#agents.values()) phone.close()
    this.#carrier?.stop()
  }

  get #address(): string {
    return this.#options.bindAddress ?? '127.0.0.1'
  }

  async #learn(): Promise<void> {
    this.#recordings = await readRecordings()
    const shelf = new PromptShelf()
    for (const name of KNOWN_BY_EAR) {
      this.#ear.learn(name, await shelf.samplesOf(builtInPrompt(name)))
    }
  }
}

function trunkTo(host: string, port: number, transport: 'udp' | 'tcp'): TrunkConnection {
  return {
    id: trunkId('lab'),
    host,
    port,
    transport,
    codecs: ['PCMU', 'PCMA'],
    provisionalTimeoutMs: 2_000,
    inboundFrom: [],
  }
}
