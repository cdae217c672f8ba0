import { Core, URI } from 'sip.js'
import { OperatingError } from '../../../errors.ts'
import { admit } from './admission.ts'
import { completeAnswer } from './leniency.ts'
import { noteSource, type Hop } from './next-hop.ts'
import { openTcpTransport } from './tcp-transport.ts'
import type { SipTransport } from './transport.ts'
import { openUdpTransport } from './udp-transport.ts'
import { openWebSocketTransport } from './web-socket-transport.ts'

/** Which of an endpoint's transports a call uses. */
export type TransportName = 'udp' | 'tcp' | 'ws'

/** Where an endpoint listens and what it calls itself. */
export interface EndpointOptions {
  readonly bindAddress: string
  /** The address in Via, Contact and SDP; the bind address unless that is a wildcard. */
  readonly shownAddress: string
  /** 0 takes a free port. */
  readonly udpPort: number
  readonly tcpPort: number
  /** Where browser phones connect; absent: there are none. */
  readonly webSocketPort?: number
  /** The user part of its Contact. */
  readonly contactUser: string
}

/** What an endpoint tells its owner. */
export interface EndpointHandlers {
  onInvite?(call: Core.IncomingInviteRequest, transport: TransportName): void
  onRegister?(request: Core.IncomingRegisterRequest, from: Hop, transport: TransportName): void
  /** A TCP or WebSocket connection ended. */
  onConnectionClosed?(from: Hop): void
  /** Every message that was sent or received, repetitions left out. */
  onMessage?(direction: 'sent' | 'received', message: string): void
}

/** What the stack does not keep of a received request. */
export interface Origin {
  readonly from: Hop
  /** The user part of the Request-URI as it came. */
  readonly calledUser: string
}

const OPEN = { udp: openUdpTransport, tcp: openTcpTransport, ws: openWebSocketTransport } as const

const USER_AGENT = 'ringfirst-lab'

/**
 * A SIP endpoint on real sockets, UDP, TCP and where asked for WebSocket, with sip.js as its transaction and dialog layers.
 * sip.js's own user agent is left aside: it drops answers whose Via names a port, which those of
 * every server do.
 */
export class SipEndpoint {
  readonly shownAddress: string
  readonly #options: EndpointOptions
  readonly #handlers: EndpointHandlers
  readonly #stacks = new Map<TransportName, { transport: SipTransport; core: Core.UserAgentCore }>()
  readonly #origins = new WeakMap<object, Origin>()
  readonly #log = silentLog()

  private constructor(options: EndpointOptions, handlers: EndpointHandlers) {
    this.#options = options
    this.#handlers = handlers
    this.shownAddress = options.shownAddress
  }

  /** Binds its transports. Rejects with `port-busy` where a port is taken. */
  static async open(options: EndpointOptions, handlers: EndpointHandlers): Promise<SipEndpoint> {
    const endpoint = new SipEndpoint(options, handlers)
    try {
      await endpoint.#bind('udp', options.udpPort)
      await endpoint.#bind('tcp', options.tcpPort)
      if (options.webSocketPort !== undefined) await endpoint.#bind('ws', options.webSocketPort)
    } catch (error) {
      endpoint.close()
      throw bindError(error, options)
    }
    return endpoint
  }

  /** The port on which a transport listens. */
  port(name: TransportName): number {
    return this.#stack(name).transport.port
  }

  /** The sip.js layer that speaks over a transport. */
  core(name: TransportName): Core.UserAgentCore {
    return this.#stack(name).core
  }

  /** Stops repeating a request that was given up. */
  abandon(name: TransportName, branch: string): void {
    this.#stack(name).transport.abandon(branch)
  }

  /** Our Contact over a transport. */
  contact(name: TransportName): string {
    const { contactUser } = this.#options
    return `sip:${contactUser}@${this.shownAddress}:${this.port(name)};transport=${name}`
  }

  /** Where a received request came from and whom it asked for. */
  originOf(message: Core.IncomingRequestMessage): Origin {
    return this.#origins.get(message) ?? { from: { host: '', port: 0 }, calledUser: '' }
  }

  close(): void {
    for (const { core, transport } of this.#stacks.values()) {
      core.dispose()
      transport.close()
    }
    this.#stacks.clear()
  }

  async #bind(name: TransportName, port: number): Promise<void> {
    const transport = await OPEN[name](this.#options.bindAddress, port, {
      onMessage: (message, from) => this.#receive(name, message, from),
      onClosed: (from) => this.#handlers.onConnectionClosed?.(from),
    })
    this.#stacks.set(name, { transport, core: this.#createCore(name, transport) })
  }

  #createCore(name: TransportName, transport: SipTransport): Core.UserAgentCore {
    const { contactUser } = this.#options
    const host = `${this.shownAddress}:${transport.port}`
    const uri = new URI('sip', contactUser, this.shownAddress, transport.port, { transport: name })
    const configuration: Core.UserAgentCoreConfiguration = {
      aor: uri,
      contact: {
        pubGruu: undefined,
        tempGruu: undefined,
        uri,
        toString: () => `<${uri.toString()}>`,
      },
      displayName: '',
      loggerFactory: this.#log,
      hackViaTcp: false,
      routeSet: [],
      sipjsId: '',
      supportedOptionTags: [],
      supportedOptionTagsResponse: [],
      userAgentHeaderFieldValue: USER_AGENT,
      viaForceRport: true,
      viaHost: host,
      authenticationFactory: () => undefined,
      transportAccessor: () => ({
        protocol: transport.protocol,
        send: (message) => this.#send(transport, message),
      }),
    }
    return new Core.UserAgentCore(configuration, {
      onInvite: (call) => {
        if (this.#handlers.onInvite) this.#handlers.onInvite(call, name)
        else call.reject({ statusCode: 403 })
      },
      onRegister: (request) => {
        const { from } = this.originOf(request.message)
        if (this.#handlers.onRegister) this.#handlers.onRegister(request, from, name)
        else request.reject({ statusCode: 405 })
      },
    })
  }

  #send(transport: SipTransport, message: string): Promise<void> {
    this.#handlers.onMessage?.('sent', message)
    return transport.send(message)
  }

  #receive(name: TransportName, raw: string, from: Hop): void {
    const isRequest = !raw.startsWith('SIP/2.0 ')
    const text = isRequest ? noteSource(raw, from) : completeAnswer(raw, from, name)
    const message = Core.Parser.parseMessage(text, this.#log.getLogger('sip'))
    const admission = message ? admit(message) : 'ignore'
    if (!message || admission === 'ignore') return
    this.#handlers.onMessage?.('received', raw)
    const core = this.core(name)
    if (message instanceof Core.IncomingResponseMessage) {
      core.receiveIncomingResponseFromTransport(message)
      return
    }
    if (admission !== 'admit') {
      core.replyStateless(message, { statusCode: admission })
      return
    }
    this.#origins.set(message, { from, calledUser: message.ruri?.user ?? '' })
    // The stack answers 404 to every Request-URI whose user is not that of its own Contact.
    if (message.ruri) message.ruri.user = this.#options.contactUser
    core.receiveIncomingRequestFromTransport(message)
  }

  #stack(name: TransportName): { transport: SipTransport; core: Core.UserAgentCore } {
    const stack = this.#stacks.get(name)
    if (!stack) throw new Error(`the ${name} transport is not open`)
    return stack
  }
}

function silentLog(): Core.LoggerFactory {
  const log = new Core.LoggerFactory()
  log.builtinEnabled = false
  return log
}

function bindError(error: unknown, options: EndpointOptions): unknown {
  const system = error as NodeJS.ErrnoException & { readonly port?: number }
  if (system.code !== 'EADDRINUSE') return error
  return new OperatingError(
    'port-busy',
    {
      port: system.port ?? options.udpPort,
      host: options.bindAddress,
      hint: 'another program speaks SIP there; choose another port',
    },
    { cause: error },
  )
}
