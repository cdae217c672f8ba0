import { headerOf, hopKey, type Hop } from './next-hop.ts'

/** RFC 3261 section 17.1.1.1: T1 is the first wait, T2 the longest for what is not an INVITE. */
const T1_MS = 500
const T2_MS = 4_000
/** 64 times T1: how long a transaction is given, and how long a last word is remembered. */
const GIVE_UP_MS = 64 * T1_MS

interface Repetition {
  timer: NodeJS.Timeout
}

/**
 * What SIP over UDP needs and the SIP stack leaves out: requests and final answers to INVITEs are
 * sent again until they are answered, and a repeated request gets the repeated answer.
 * Source: RFC 3261 section 17, timers A, E, G, D and J.
 */
export class Retransmission {
  readonly #send: (message: string, to: Hop) => void
  readonly #repeating = new Map<string, Repetition>()
  readonly #lastWords = new Map<string, { message: string; to: Hop; timer: NodeJS.Timeout }>()

  constructor(send: (message: string, to: Hop) => void) {
    this.#send = send
  }

  /** Notes a message that was just sent and repeats it as its kind asks. */
  sent(message: string, to: Hop): void {
    const { branch, method } = transactionOf(message)
    const status = statusOf(message)
    if (status === undefined) return this.#sentRequest(message, to, branch, method)
    if (status < 200) return
    if (method !== 'INVITE')
      return this.#remember(`answer ${method} ${branch} ${hopKey(to)}`, message, to)
    if (status >= 300) this.#repeat(`answer INVITE ${branch}`, message, to, T2_MS)
  }

  /** Whether a received message is new; false where it was a repetition and has been dealt with. */
  received(message: string, from: Hop): boolean {
    const { branch, method } = transactionOf(message)
    const status = statusOf(message)
    if (status !== undefined) return this.#receivedResponse(status, branch, method)
    if (method === 'ACK') this.#stop(`answer INVITE ${branch}`)
    const answer = this.#lastWords.get(`answer ${method} ${branch} ${hopKey(from)}`)
    if (answer) this.#send(answer.message, answer.to)
    return answer === undefined
  }

  /** Stops repeating the INVITE with this branch: its call has been given up. */
  abandon(branch: string): void {
    this.#stop(`request INVITE ${branch}`)
  }

  close(): void {
    for (const { timer } of this.#repeating.values()) clearTimeout(timer)
    for (const { timer } of this.#lastWords.values()) clearTimeout(timer)
    this.#repeating.clear()
    this.#lastWords.clear()
  }

  #sentRequest(message: string, to: Hop, branch: string, method: string): void {
    if (method === 'ACK') return this.#remember(`ack ${branch}`, message, to)
    const longestMs = method === 'INVITE' ? GIVE_UP_MS : T2_MS
    this.#repeat(`request ${method} ${branch}`, message, to, longestMs)
  }

  #receivedResponse(status: number, branch: string, method: string): boolean {
    if (status >= 200 || method === 'INVITE') this.#stop(`request ${method} ${branch}`)
    const ack =
      method === 'INVITE' && status >= 300 ? this.#lastWords.get(`ack ${branch}`) : undefined
    if (ack) this.#send(ack.message, ack.to)
    return ack === undefined
  }

  #repeat(key: string, message: string, to: Hop, longestMs: number): void {
    if (this.#repeating.has(key)) return
    let waitMs = T1_MS
    let waitedMs = 0
    const again = (): void => {
      waitedMs += waitMs
      if (waitedMs >= GIVE_UP_MS) return this.#stop(key)
      this.#send(message, to)
      waitMs = Math.min(waitMs * 2, longestMs)
      repetition.timer = setTimeout(again, waitMs)
    }
    const repetition: Repetition = { timer: setTimeout(again, waitMs) }
    this.#repeating.set(key, repetition)
  }

  #stop(key: string): void {
    clearTimeout(this.#repeating.get(key)?.timer)
    this.#repeating.delete(key)
  }

  #remember(key: string, message: string, to: Hop): void {
    clearTimeout(this.#lastWords.get(key)?.timer)
    const timer = setTimeout(() => this.#lastWords.delete(key), GIVE_UP_MS)
    timer.unref()
    this.#lastWords.set(key, { message, to, timer })
  }
}

function transactionOf(message: string): { readonly branch: string; readonly method: string } {
  const via = headerOf(message, 'Via', 'v') ?? ''
  const method = headerOf(message, 'CSeq')?.split(/\s+/)[1] ?? ''
  return { branch: /;\s*branch=([^;,\s]+)/i.exec(via)?.[1] ?? '', method }
}

function statusOf(message: string): number | undefined {
  return message.startsWith('SIP/2.0 ') ? Number(message.slice(8, 11)) : undefined
}
