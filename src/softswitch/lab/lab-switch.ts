import type { Core } from 'sip.js'
import { join } from 'node:path'
import { unreachable } from '../../core/assert.ts'
import type {
  AttachLeg,
  DialAgent,
  DialCustomer,
  DialOutside,
  SwitchOrder,
} from '../../core/state/effects.ts'
import type { LegEvent, LegReleased, SurveyedLeg, SwitchEvent } from '../../core/state/events.ts'
import { legId as toLegId, type LegId, type PresenceId, type RecordingId } from '../../core/ids.ts'
import type { Observation, Softswitch } from '../../ports/softswitch.ts'
import { createListener, type Ears, type Listener } from '../listener.ts'
import { newInboundLegId, type ReadNumber } from '../arrival.ts'
import { fileOf, recordingEnd } from '../recording-file.ts'
import type { FindPrompt, PhoneAccount, TrunkConnection } from '../settings.ts'
import { Bridges } from './bridges.ts'
import { agentCall, customerCall, LAWS, type Destination } from './destination.ts'
import { InboundLeg } from './inbound-leg.ts'
import { LegAudio } from './leg-audio.ts'
import { Leg } from './leg.ts'
import type { Law } from '../../amd/g711.ts'
import { AudioStream } from './media/audio-stream.ts'
import { BrowserStream } from './media/browser-stream.ts'
import { Pacer } from './media/pacer.ts'
import { Prompt, PromptShelf } from './prompt.ts'
import { Recorder } from './recorder.ts'
import { Registrar } from './registrar.ts'
import { withoutCredentials } from './sip/credentials.ts'
import { SipEndpoint, type TransportName } from './sip/endpoint.ts'
import { readArrival } from './read-arrival.ts'
import type { SwitchLeg } from './switch-leg.ts'
import { headerOf } from './sip/next-hop.ts'

/** What a lab switch is made of. */
export interface LabSwitchOptions {
  /** The address that its sockets bind to, and that it shows unless that is a wildcard. */
  readonly bindAddress: string
  /** What far ends are told where the bind address is a wildcard. */
  readonly shownAddress?: string
  /** 0 takes a free port. */
  readonly udpPort: number
  readonly tcpPort: number
  /** Where browser phones connect; 0 takes a free port, absent: there are none. */
  readonly webSocketPort?: number
  readonly trunks: readonly TrunkConnection[]
  readonly phones: readonly PhoneAccount[]
  readonly findPrompt: FindPrompt
  /** Where recordings are written; made where it is not there. */
  readonly recordingsFolder: string
  /** Whether what analysis heard is told as an observation when it ends. */
  readonly keepsAnalysed?: boolean
  /** Announcements that analysis recognises; absent: none. */
  readonly knownPrompts?: Ears['knownPrompts']
  readonly makePresenceId: () => PresenceId
  /** Reads numbers as the trunk's country writes them; absent: E.164 alone. */
  readonly readNumber?: ReadNumber
  /** An answered leg without any audio packet for so long is ended; 30 s unless given. */
  readonly mediaTimeoutMs?: number
}

/** A softswitch that tells where it listens, for phones that register. */
export interface LabSwitch extends Softswitch {
  /** Its SIP ports; known after `start`. */
  sipPort(transport: TransportName): number
}

type Dial = DialCustomer | DialAgent | DialOutside

const MEDIA_TIMEOUT_MS = 30_000
const BROWSER_TIMEOUT_MS = 5_000
/** On stop, far ends are given so long to take their BYE or CANCEL. */
const FAREWELL_MS = 200

/**
 * A softswitch in this process, for labs, demonstrations and tests: real SIP over UDP, TCP and
 * WebSocket, real RTP with G.711, DTLS-SRTP with browsers. Calls end with the process. It does no
 * TLS, no codec but G.711, and is meant for tens of calls, not for hundreds.
 */
export function createLabSwitch(options: LabSwitchOptions): LabSwitch {
  return new InProcessSwitch(options)
}

class InProcessSwitch implements LabSwitch {
  readonly name = 'lab'
  readonly capabilities = { callsOutliveProcess: false, browserPhones: true, recording: true }
  readonly #options: LabSwitchOptions
  readonly #legs = new Map<LegId, SwitchLeg>()
  readonly #pacer = new Pacer()
  readonly #shelf: PromptShelf
  /** Legs of calls that came in, by the Call-ID that the caller chose. */
  readonly #inbound = new Map<string, LegId>()
  readonly #bridges = new Bridges((event) => this.#emit(event))
  readonly #registrar: Registrar
  #endpoint: SipEndpoint | undefined
  #emit: (event: SwitchEvent) => void = () => undefined
  #observe: (observation: Observation) => void = () => undefined

  constructor(options: LabSwitchOptions) {
    this.#options = options
    this.#shelf = new PromptShelf(options.findPrompt)
    this.#registrar = new Registrar({
      accounts: options.phones,
      makePresenceId: options.makePresenceId,
      emit: (event) => this.#emit(event),
    })
  }

  async start(
    emit: (event: SwitchEvent) => void,
    observe: (observation: Observation) => void,
  ): Promise<void> {
    const { bindAddress, udpPort, tcpPort, webSocketPort } = this.#options
    this.#endpoint = await SipEndpoint.open(
      {
        bindAddress,
        shownAddress: this.#shownAddress,
        udpPort,
        tcpPort,
        ...(webSocketPort === undefined ? {} : { webSocketPort }),
        contactUser: 'ringfirst',
      },
      {
        onInvite: (request, transport) => this.#invited(request, transport),
        onRegister: (request, from) => this.#registrar.receive(request, from),
        onConnectionClosed: (from) => this.#registrar.connectionClosed(from),
        onMessage: (direction, message) => this.#observeMessage(direction, message),
      },
    )
    this.#emit = emit
    this.#observe = observe
  }

  sipPort(transport: TransportName): number {
    return this.#started.port(transport)
  }

  perform(order: SwitchOrder): void {
    switch (order.kind) {
      case 'DialCustomer':
      case 'DialAgent':
      case 'DialOutside':
        return this.#dial(order)
      case 'AnswerLeg':
        return this.#answer(order)
      case 'ReleaseLeg':
        return this.#legs.get(order.legId)?.release(order.cause)
      case 'PlayPrompt':
        return this.#play(order)
      case 'StopPrompt':
        return this.#audioOf(order.legId)?.stopPrompt()
      case 'StopListening':
        return this.#audioOf(order.legId)?.stopListening()
      case 'BridgeLegs':
        return this.#bridge(order.a, order.b)
      case 'SplitLegs':
        if (this.#bridges.peerOf(order.a) === order.b) this.#bridges.split(order.a)
        return
      case 'AttachLeg':
        return this.#attach(order)
      case 'SendDigits':
        this.#audioOf(order.legId)?.stream.sendDigits(order.digits)
        return
      case 'StartRecording':
        return this.#record(order.legId, order.recording)
      case 'StopRecording':
        return this.#audioOf(order.legId)?.stopRecording(order.recording)
      default:
        return unreachable(order)
    }
  }

  survey(): Promise<readonly SurveyedLeg[]> {
    const legs = [...this.#legs.values()].map(({ surveyed }) => {
      const bridgedTo = this.#bridges.peerOf(surveyed.legId)
      return { ...surveyed, ...(bridgedTo === undefined ? {} : { bridgedTo }) }
    })
    return Promise.resolve(legs)
  }

  async stop(): Promise<void> {
    const hadLegs = this.#legs.size > 0
    for (const leg of [...this.#legs.values()]) leg.release('interrupted', 'switch')
    if (hadLegs) await new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))
    for (const leg of [...this.#legs.values()]) leg.refuse('interrupted', 'the switch stopped')
    this.#registrar.close()
    this.#endpoint?.close()
  }

  get #started(): SipEndpoint {
    if (!this.#endpoint) throw new Error('the lab switch has not been started')
    return this.#endpoint
  }

  get #shownAddress(): string {
    return this.#options.shownAddress ?? this.#options.bindAddress
  }

  #dial(order: Dial): void {
    if (this.#legs.has(order.legId)) return
    const destination =
      order.kind === 'DialAgent' ? agentCall(order) : customerCall(order, this.#options.trunks)
    const leg = this.#createLeg(order, destination)
    this.#legs.set(leg.legId, leg)
    if ('refusal' in destination) return leg.refuse('refused', destination.refusal)
    this.#openAudio(leg, order, destination)
      .then((audio) => {
        leg.dial(audio)
        if (this.#legs.has(leg.legId)) this.#pacer.add(audio)
      })
      .catch((error: unknown) => leg.refuse('refused', String(error)))
  }

  #createLeg(order: Dial, destination: Destination): Leg {
    const { legId, ringTimeoutMs, maxCallMs } = order
    const call = 'refusal' in destination ? undefined : destination
    return new Leg({
      legId,
      side: order.kind === 'DialAgent' ? 'agent' : 'customer',
      endpoint: this.#started,
      request: {
        callId: legId,
        target: call?.target ?? '',
        transport: call?.transport ?? 'udp',
        from: call?.from ?? { user: '', displayName: '' },
        ...(call?.credentials ? { credentials: call.credentials } : {}),
      },
      times: {
        provisionalTimeoutMs: call?.provisionalTimeoutMs ?? 0,
        ringTimeoutMs,
        maxCallMs,
        mediaTimeoutMs: this.#mediaTimeoutMs(call?.transport),
      },
      emit: (event) => this.#emit(event),
      onDigit: (digit) => this.#digit(legId, digit),
      onEnd: (ended, released) => this.#ended(ended, released),
    })
  }

  /** A browser that is gone says so to nobody: its silence must do. */
  #mediaTimeoutMs(transport: TransportName | undefined): number {
    const { mediaTimeoutMs = MEDIA_TIMEOUT_MS } = this.#options
    return transport === 'ws' ? Math.min(mediaTimeoutMs, BROWSER_TIMEOUT_MS) : mediaTimeoutMs
  }

  /** A call from a trunk's own address waits for its order; nobody else gets in. */
  #invited(request: Core.IncomingInviteRequest, transport: TransportName): void {
    const endpoint = this.#started
    const arrival = readArrival(endpoint, request, this.#options)
    if (arrival === undefined) return void request.reject({ statusCode: 403 })
    const legId = newInboundLegId()
    const leg = new InboundLeg({
      legId,
      arrival,
      endpoint,
      transport,
      request,
      mediaTimeoutMs: this.#options.mediaTimeoutMs ?? MEDIA_TIMEOUT_MS,
      emit: (event) => this.#emit(event),
      onDigit: (digit) => this.#digit(legId, digit),
      onEnd: (ended, released) => {
        this.#inbound.delete(request.message.callId)
        this.#ended(ended, released)
      },
    })
    this.#legs.set(legId, leg)
    this.#inbound.set(request.message.callId, legId)
    this.#observeMessage('received', request.message.data)
    this.#emit({ kind: 'LegArrived', legId, ...arrival })
    this.#createAudio(leg, LAWS)
      .then((audio) => {
        leg.equip(audio)
        if (this.#legs.has(legId)) this.#pacer.add(audio)
      })
      .catch((error: unknown) => leg.refuse('refused', String(error)))
  }

  #answer({ legId, maxCallMs, meanwhile }: Extract<SwitchOrder, { kind: 'AnswerLeg' }>): void {
    const leg = this.#legs.get(legId)
    if (!(leg instanceof InboundLeg)) return
    leg.answer(maxCallMs)
    if (meanwhile !== undefined) leg.audio?.play(this.#shelf.filler(meanwhile))
  }

  #openAudio(
    leg: Leg,
    order: Dial,
    destination: Exclude<Destination, { readonly refusal: string }>,
  ): Promise<LegAudio> {
    const { keepsAnalysed, knownPrompts } = this.#options
    const tell = (event: LegEvent): void => this.#emit(event)
    const ears = { tell, observe: this.#observe, keepsAnalysed, knownPrompts }
    const listener = order.kind === 'DialCustomer' ? createListener(leg.legId, ears) : undefined
    const laws = destination.transport === 'ws' ? 'browser' : destination.laws
    return this.#createAudio(leg, laws, listener)
  }

  async #createAudio(
    leg: Leg | InboundLeg,
    laws: readonly Law[] | 'browser',
    listener?: Listener,
  ): Promise<LegAudio> {
    const { legId } = leg
    const { bindAddress } = this.#options
    const handlers = { onDigit: (digit: string) => this.#digit(legId, digit) }
    const stream =
      laws === 'browser'
        ? await BrowserStream.open(bindAddress, handlers)
        : await AudioStream.open(bindAddress, this.#shownAddress, laws, handlers)
    return new LegAudio(stream, listener, {
      onPromptEnded: (prompt, completed) =>
        this.#emit({ kind: 'PromptEnded', legId, prompt, completed }),
      onLevel: (fromFarEndDbfs, toFarEndDbfs) =>
        this.#observe({ kind: 'level', legId, fromFarEndDbfs, toFarEndDbfs }),
      onRecorded: (recording, { lengthMs, why }) =>
        this.#emit(recordingEnd(legId, recording, lengthMs, why)),
      onSilentFor: (ms) => leg.heardNothingFor(ms),
    })
  }

  #ended(leg: SwitchLeg, released: LegReleased): void {
    this.#bridges.split(leg.legId)
    this.#legs.delete(leg.legId)
    const audio = leg.takeAudio()
    if (audio) this.#pacer.remove(audio)
    if (released.by === 'far-end') audio?.hearRest()
    audio?.close()
    this.#emit(released)
  }

  #digit(legId: LegId, digit: string): void {
    this.#emit({ kind: 'DigitPressed', legId, digit })
    const peer = this.#bridges.peerOf(legId)
    if (peer) this.#audioOf(peer)?.stream.sendDigits(digit)
  }

  #play(order: Extract<SwitchOrder, { kind: 'PlayPrompt' }>): void {
    const audio = this.#audioOf(order.legId)
    if (!audio) return
    const { prompt: name, parts = [name], loop, underAnalysis, meanwhile } = order
    const filler = meanwhile === undefined ? undefined : this.#shelf.filler(meanwhile)
    const prompt = new Prompt(name, loop, underAnalysis, filler)
    audio.play(prompt)
    this.#shelf.load(prompt, parts).catch(() => audio.giveUp(prompt))
  }

  #record(legId: LegId, recording: RecordingId): void {
    if (!this.#legs.has(legId)) return
    const path = join(this.#options.recordingsFolder, fileOf(recording))
    const audio = this.#audioOf(legId)
    if (audio) audio.record(recording, () => new Recorder(path))
    else this.#emit(recordingEnd(legId, recording, 0, 'cannot-record'))
  }

  #bridge(a: LegId, b: LegId): void {
    const audioA = this.#audioOf(a)
    const audioB = this.#audioOf(b)
    if (audioA && audioB && a !== b) this.#bridges.join(a, audioA, b, audioB)
  }

  #attach({ legId, to, mode }: AttachLeg): void {
    const audio = this.#audioOf(legId)
    const watched = this.#audioOf(to)
    if (!audio || !watched || legId === to) return
    this.#bridges.split(legId)
    audio.attachTo(watched, mode)
    this.#emit({ kind: 'LegAttached', legId, to, mode })
  }

  #audioOf(legId: LegId): LegAudio | undefined {
    return this.#legs.get(legId)?.audio
  }

  #observeMessage(direction: 'sent' | 'received', message: string): void {
    const callId = headerOf(message, 'Call-ID', 'i')?.trim() ?? ''
    const legId = LEG_CALL_ID.test(callId) ? toLegId(callId) : this.#inbound.get(callId)
    if (legId === undefined) return
    this.#observe({
      kind: 'sip',
      legId,
      direction,
      at: Date.now(),
      firstLine: firstLineOf(message),
      message: withoutCredentials(message),
    })
  }
}

/** Legs use their id as Call-ID; registrations of phones use their own. */
const LEG_CALL_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

function firstLineOf(message: string): string {
  const line = message.slice(0, Math.max(0, message.indexOf('\r\n')))
  return line.replace(/^SIP\/2\.0 /, '').replace(/ SIP\/2\.0$/, '')
}
