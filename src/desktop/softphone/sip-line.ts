import { Registerer, RegistererState, SessionState, UserAgent, Web, type Invitation } from 'sip.js'
import type { PhoneAccess } from '../../api/protocol.ts'
import { backOffMs } from './back-off.ts'
import { openMicrophone, useSpeaker, type DeviceChoice } from './devices.ts'
import { muteSenders } from './mute.ts'
import { showPhone } from './phone-store.ts'
import { qualityOf, SAMPLES_HELD, type Sample } from './quality.ts'
import { sampleOf, type Counted } from './stats.ts'

/** What the line tells. */
export interface LineEvents {
  rings(call: { readonly shownName: string; readonly shownNumber: string }): void
  hasEnded(): void
}

/** A registered phone line over a WebSocket (RFC 7118). */
export interface SipLine {
  /** Resolves when the call is up. */
  answer(): Promise<void>
  hangUp(): Promise<void>
  mute(muted: boolean): void
  useDevices(choice: DeviceChoice): Promise<void>
  /** Where the switch rings this line. */
  readonly contact: string
  /** Another page has the phone: this line ends, and who is on it is not hung up on. */
  leave(): Promise<void>
  close(): Promise<void>
}

const REGISTRATION_S = 60
const PAGE_GOES = ['Reason: Q.850;cause=27;text="page closed"']
const SAMPLE_EVERY_MS = 2_000
/** A page that slept longer than this between two looks was suspended with its machine. */
const SLEEP_MS = 5_000
const LOOK_EVERY_MS = 1_000

/** Opens a line and keeps it: a cut connection is opened again, with back-off, until it is closed. */
export function openLine(
  access: PhoneAccess & { readonly webSocketUrl: string },
  events: LineEvents,
): SipLine {
  return new Line(access, events)
}

class Line implements SipLine {
  readonly #events: LineEvents
  readonly #agent: UserAgent
  readonly #speaker = new Audio()
  readonly #stops: (() => void)[]
  #call: Invitation | undefined
  #registerer: Registerer | undefined
  readonly #dropped: Registerer[] = []
  #attempt = 0
  #retry: ReturnType<typeof setTimeout> | undefined
  #closed = false

  constructor(access: PhoneAccess & { readonly webSocketUrl: string }, events: LineEvents) {
    this.#events = events
    this.#agent = userAgentFor(access, {
      onInvite: (invitation) => this.#onInvite(invitation),
      onDisconnect: (error) => error !== undefined && this.#onLost(),
    })
    this.#stops = [this.#watchMachine(), this.#watchQuality(), this.#sayGoodbye()]
    void this.#connect()
  }

  async answer(): Promise<void> {
    await this.#call?.accept()
    await useSpeaker(this.#speaker)
  }

  async hangUp(why: readonly string[] = []): Promise<void> {
    const call = this.#call
    if (call?.state === SessionState.Established) {
      await call.bye({ requestOptions: { extraHeaders: [...why] } })
    }
    if (call?.state === SessionState.Initial) await call.reject({ statusCode: 486 })
  }

  mute(muted: boolean): void {
    muteSenders(peerOf(this.#call)?.getSenders() ?? [], muted)
  }

  async useDevices(): Promise<void> {
    await useSpeaker(this.#speaker)
    const sender = peerOf(this.#call)
      ?.getSenders()
      .find(({ track }) => track?.kind === 'audio')
    if (sender === undefined) return
    const [track] = (await openMicrophone()).getAudioTracks()
    if (track === undefined) return
    track.enabled = sender.track?.enabled ?? true
    sender.track?.stop()
    await sender.replaceTrack(track)
  }

  get contact(): string {
    return this.#agent.contact.uri.toString()
  }

  async leave(): Promise<void> {
    this.#end()
    await this.hangUp(PAGE_GOES).catch(() => undefined)
    await this.#disconnect().catch(() => undefined)
    await this.#agent.stop().catch(() => undefined)
  }

  async close(): Promise<void> {
    this.#end()
    await this.hangUp().catch(() => undefined)
    await this.#registerer?.unregister().catch(() => undefined)
    await this.#agent.stop().catch(() => undefined)
  }

  #end(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    for (const stop of this.#stops) stop()
  }

  async #connect(): Promise<void> {
    try {
      if (this.#attempt === 0) await this.#agent.start()
      // A connection that still looks open may lead nowhere: after a loss it is always a new one.
      else await this.#disconnect()
      await this.#agent.reconnect()
      await this.#register()
    } catch {
      this.#onLost()
    }
  }

  /**
   * A registerer that ends takes its registration back where it can: its agent would be off queue.
   * So it ends when nothing can be sent any more.
   */
  async #disconnect(): Promise<void> {
    this.#dropRegisterer()
    await this.#agent.transport.disconnect()
    for (const registerer of this.#dropped.splice(0)) {
      void registerer.dispose().catch(() => undefined)
    }
  }

  #dropRegisterer(): void {
    if (this.#registerer !== undefined) this.#dropped.push(this.#registerer)
    this.#registerer = undefined
  }

  /** Each connection registers anew: what was asked over a line that is cut is never answered. */
  async #register(): Promise<void> {
    const registerer = new Registerer(this.#agent, {
      expires: REGISTRATION_S,
      refreshFrequency: 50,
    })
    this.#registerer = registerer
    registerer.stateChange.addListener((state) => {
      if (registerer !== this.#registerer) return
      if (state === RegistererState.Unregistered) return this.#onLost()
      if (state !== RegistererState.Registered) return
      this.#attempt = 1
      showPhone({ line: 'ready', retryAtMs: undefined, failure: undefined })
    })
    await registerer.register({ requestDelegate: { onReject: () => this.#onLost() } })
  }

  #onLost(): void {
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#dropRegisterer()
    const delayMs = backOffMs(this.#attempt++, Math.random())
    showPhone({ line: 'lost', retryAtMs: Date.now() + delayMs })
    this.#retry = setTimeout(() => void this.#connect(), delayMs)
  }

  #onInvite(invitation: Invitation): void {
    // The switch rings a line that is free: a call that is still up here ended while nobody heard it.
    void this.#call?.dispose().catch(() => undefined)
    this.#call = invitation
    invitation.stateChange.addListener((state) => {
      if (state === SessionState.Established) this.#listen(invitation)
      if (state !== SessionState.Terminated || this.#call !== invitation) return
      this.#call = undefined
      this.#speaker.srcObject = null
      this.#events.hasEnded()
    })
    const { displayName, uri } = invitation.remoteIdentity
    this.#events.rings({ shownName: displayName, shownNumber: uri.user ?? '' })
  }

  #listen(invitation: Invitation): void {
    const tracks =
      peerOf(invitation)
        ?.getReceivers()
        .map(({ track }) => track) ?? []
    this.#speaker.srcObject = new MediaStream(tracks)
    void this.#speaker.play().catch(() => undefined)
  }

  /** A machine that wakes, or whose network is back, does not wait for the back-off. */
  #watchMachine(): () => void {
    let lastMs = Date.now()
    const timer = setInterval(() => {
      const sleptMs = Date.now() - lastMs
      lastMs = Date.now()
      if (sleptMs > SLEEP_MS) this.#tryNow()
    }, LOOK_EVERY_MS)
    const online = (): void => this.#tryNow()
    const offline = (): void => this.#onLost()
    addEventListener('online', online)
    addEventListener('offline', offline)
    return () => {
      clearInterval(timer)
      removeEventListener('online', online)
      removeEventListener('offline', offline)
    }
  }

  #tryNow(): void {
    if (this.#closed) return
    clearTimeout(this.#retry)
    this.#attempt = Math.max(1, Math.min(this.#attempt, 2))
    void this.#connect()
  }

  #watchQuality(): () => void {
    let samples: readonly Sample[] = []
    let counted: Counted = { received: 0, lost: 0 }
    const timer = setInterval(() => {
      const peer = peerOf(this.#call)
      if (peer === undefined) {
        samples = []
        counted = { received: 0, lost: 0 }
        return
      }
      void peer.getStats().then((report) => {
        const read = sampleOf(report.values(), counted)
        if (read === undefined || this.#call === undefined) return
        counted = read.counted
        samples = [...samples, read.sample].slice(-SAMPLES_HELD)
        showPhone({ quality: qualityOf(samples) })
      })
    }, SAMPLE_EVERY_MS)
    return () => clearInterval(timer)
  }

  /**
   * A page that goes says so: the other side is told within a moment, not after a time-out, and
   * keeps the customer. Q.850 27 in a Reason header (RFC 3326): out of order, which is not hung up.
   */
  #sayGoodbye(): () => void {
    const leave = (): void => void this.hangUp(PAGE_GOES).catch(() => undefined)
    addEventListener('pagehide', leave)
    return () => removeEventListener('pagehide', leave)
  }
}

function userAgentFor(
  access: PhoneAccess & { readonly webSocketUrl: string },
  delegate: NonNullable<ConstructorParameters<typeof UserAgent>[0]>['delegate'],
): UserAgent {
  const uri = UserAgent.makeURI(access.uri)
  if (uri === undefined) throw new Error(`${access.uri} is no SIP address`)
  const hasIce = access.iceServers.length > 0
  return new UserAgent({
    uri,
    ...(delegate === undefined ? {} : { delegate }),
    transportOptions: { server: access.webSocketUrl, connectionTimeout: 4, traceSip: false },
    authorizationUsername: access.username,
    authorizationPassword: access.password,
    logBuiltinEnabled: false,
    gracefulShutdown: false,
    sessionDescriptionHandlerFactory: Web.defaultSessionDescriptionHandlerFactory(() =>
      openMicrophone(),
    ),
    sessionDescriptionHandlerFactoryOptions: {
      // Without a server to ask, every candidate is there at once: waiting costs 100 ms a call.
      iceGatheringTimeout: hasIce ? 500 : 20,
      peerConnectionConfiguration: { iceServers: access.iceServers.map(({ urls }) => ({ urls })) },
    },
  })
}

function peerOf(call: Invitation | undefined): RTCPeerConnection | undefined {
  const handler = call?.sessionDescriptionHandler
  return handler instanceof Web.SessionDescriptionHandler ? handler.peerConnection : undefined
}
