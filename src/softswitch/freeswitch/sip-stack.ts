import { connect } from 'node:net'
import { OperatingError } from '../../errors.ts'
import Srf from 'drachtio-srf'

/**
 * The part of drachtio-srf 5.0.29 that is used, typed by what it does: its own declarations are
 * incomplete and in places wrong (`cbRequest`, `connect`, the options of `proxyRequest`).
 */
export interface SipStack {
  connect(options: {
    host: string
    port: number
    secret: string
    reconnect: { retryMaxDelay: number }
  }): void
  disconnect(): void
  on(
    event: 'connect',
    handler: (
      error: Error | null,
      hostports?: string | readonly string[],
      version?: string,
    ) => void,
  ): void
  on(event: 'error', handler: (error: Error) => void): void
  on(event: 'close', handler: () => void): void
  invite(handler: (request: SipRequest, response: SipResponse) => void): void
  register(handler: (request: SipRequest, response: SipResponse) => void): void
  options(handler: (request: SipRequest, response: SipResponse) => void): void
  proxyRequest(request: SipRequest, target: string, options: ProxyOptions): Promise<ProxyResult>
  createB2BUA(
    request: SipRequest,
    response: SipResponse,
    target: string,
    options: B2buaOptions,
    progress: B2buaProgress,
  ): Promise<{ uas: SipDialog; uac: SipDialog }>
  request(
    uri: string,
    options: { method: string; stackDialogId?: string; headers?: Record<string, string> },
    handler: (error: Error | null, request?: SentRequest) => void,
  ): void
}

export interface ProxyOptions {
  recordRoute: boolean
  /** `2000ms`: without any provisional answer for so long the target counts as dead. */
  provisionalTimeout: string
  headers?: Record<string, string>
}

export interface ProxyResult {
  readonly finalStatus?: number
  /** Of each target that said anything, in order. */
  readonly responses: readonly { readonly msgs: readonly { readonly status: number }[] }[]
}

export interface B2buaOptions {
  localSdpB: string
  passFailure: false
  headers: Record<string, string>
  proxyResponseHeaders: readonly string[]
  auth?: { username: string; password: string }
}

/** What is told of the second call on its way. */
export interface B2buaProgress {
  cbRequest(error: unknown, request?: SentInvite): void
  cbProvisional(): void
}

export interface SentInvite {
  cancel(handler: () => void): void
}

export interface SipRequest {
  readonly method: string
  readonly uri: string
  readonly body: string
  readonly source_address: string
  readonly source_port: string | number
  readonly calledNumber: string
  readonly raw?: string
  get(header: string): string | undefined
  getParsedHeader(header: 'Contact'): readonly { uri: string; params?: Record<string, string> }[]
  on(event: 'cancel', handler: () => void): void
}

export interface SipResponse {
  readonly finalResponseSent: boolean
  send(status: number, options?: { headers?: Record<string, string>; body?: string }): void
}

export interface SentRequest {
  on(event: 'response', handler: (response: { readonly status: number }) => void): void
}

export interface SipDialog {
  readonly id: string
  /** Sends a BYE. Rejects where the dialog is gone already. */
  destroy(options?: { headers: Record<string, string> }): Promise<unknown>
  modify(sdp: string): Promise<string>
  /** With the BYE that ended it. */
  on(event: 'destroy', handler: (bye: SipRequest) => void): void
  on(
    event: 'modify' | 'refer' | 'info',
    handler: (request: SipRequest, response: SipResponse) => void,
  ): void
}

/** A stack that is not connected yet. */
export function createSipStack(): SipStack {
  return new Srf() as unknown as SipStack
}

/** Ends a stack's connection, where one is up: it would throw for want of one. */
export function letGo(stack: SipStack): void {
  try {
    stack.disconnect()
  } catch {
    // There is nothing to let go of.
  }
}

/**
 * Somebody listens at an address. Rejects with `switch-unreachable`. Asked before a stack is told to
 * connect: one that never was connected can be told neither to stop trying nor to let go.
 */
export function reach(host: string, port: number, withinMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, timeout: withinMs })
    const fail = (why: string): void => {
      socket.destroy()
      reject(new OperatingError('switch-unreachable', { address: `${host}:${port}`, why }))
    }
    socket.once('connect', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', (error) => fail(error.message))
    socket.once('timeout', () => fail('no answer'))
  })
}
