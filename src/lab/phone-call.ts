import type { Core } from 'sip.js'
import { AudioStream } from '../softswitch/lab/media/audio-stream.ts'
import { FRAME_MS } from '../softswitch/lab/media/frame.ts'
import type { Paced, Pacer } from '../softswitch/lab/media/pacer.ts'
import { parseSdp } from '../softswitch/lab/media/sdp.ts'
import { Prompt } from '../softswitch/lab/prompt.ts'
import type { SipEndpoint, TransportName } from '../softswitch/lab/sip/endpoint.ts'
import { IncomingCall } from '../softswitch/lab/sip/incoming-call.ts'
import { Hearing } from './hearing.ts'
import type { PromptEar } from './prompt-ear.ts'

/** The other side hung up or gave up: whatever a script still meant to do is void. */
export class CallOver extends Error {
  override readonly name = 'CallOver'
}

/** What a call at a lab phone is made of. */
export interface PhoneCallParts {
  readonly endpoint: SipEndpoint
  readonly transport: TransportName
  readonly pacer: Pacer
  readonly ear: PromptEar
}

interface Wait {
  readonly holds: () => boolean
  readonly until: number
  readonly resolve: (held: boolean) => void
  readonly reject: (error: CallOver) => void
}

/**
 * A call as a lab phone lives it: each step is awaited, so a script reads from top to bottom. When
 * the other side ends the call, the step that is awaited fails with {@link CallOver}.
 */
export class PhoneCall implements Paced {
  readonly hearing: Hearing
  readonly calledUser: string
  readonly #call: IncomingCall
  readonly #stream: AudioStream
  readonly #pacer: Pacer
  #prompt: Prompt | undefined
  #waits: Wait[] = []
  #over = false

  private constructor(
    parts: PhoneCallParts,
    stream: AudioStream,
    request: Core.IncomingInviteRequest,
  ) {
    this.#stream = stream
    this.#pacer = parts.pacer
    this.hearing = new Hearing(parts.ear)
    this.#call = new IncomingCall(parts.endpoint, parts.transport, request, {
      onCancel: () => this.#end(),
      onHangUp: () => this.#end(),
      onReoffer: (sdp) => this.#agree(sdp),
    })
    this.calledUser = this.#call.calledUser
  }

  /** Opens the audio of a call that came in; nothing has been answered yet. */
  static async receive(
    parts: PhoneCallParts,
    address: string,
    request: Core.IncomingInviteRequest,
  ): Promise<PhoneCall> {
    const stream = await AudioStream.open(address, parts.endpoint.shownAddress, ['PCMU', 'PCMA'], {
      onDigit: () => undefined,
    })
    const call = new PhoneCall(parts, stream, request)
    parts.pacer.add(call)
    return call
  }

  get over(): boolean {
    return this.#over
  }

  /** Rings for so long. */
  async ring(ms: number): Promise<void> {
    this.#call.ring()
    await this.pause(ms)
  }

  /** Lets the caller hear us before the answer. */
  earlyMedia(): void {
    const sdp = this.#agree(this.#call.offer)
    if (sdp === undefined) return this.reject(488)
    this.#call.ring(sdp)
  }

  answer(): void {
    const sdp = this.#agree(this.#call.offer)
    if (sdp === undefined) return this.reject(488)
    this.#call.answer(sdp)
  }

  reject(status: number): void {
    this.#call.reject(status)
    this.#end()
  }

  hangUp(): void {
    this.#call.hangUp()
    this.#end()
  }

  /** Says something to its end. */
  async say(samples: Int16Array): Promise<void> {
    const prompt = new Prompt('', false, false)
    prompt.load(samples)
    this.#prompt = prompt
    await this.until(() => prompt.ended, Number.POSITIVE_INFINITY)
  }

  /** Lets time pass. */
  async pause(ms: number): Promise<void> {
    await this.until(() => false, ms)
  }

  /** Waits until something holds; false where it does not within the time. */
  until(holds: () => boolean, withinMs: number): Promise<boolean> {
    if (this.#over) return Promise.reject(new CallOver())
    return new Promise((resolve, reject) => {
      this.#waits.push({ holds, until: performance.now() + withinMs, resolve, reject })
    })
  }

  hear(): void {
    this.hearing.hear(this.#stream.take())
    const now = performance.now()
    const waits = this.#waits
    this.#waits = waits.filter((wait) => !settled(wait, now))
  }

  speak(): void {
    this.#stream.send(this.#prompt?.next())
  }

  /** Ends the call without a word to the other side's script: the phone is switched off. */
  switchOff(): void {
    if (this.#over) return
    this.#call.hangUp()
    this.#call.reject(480)
    this.#end()
  }

  #agree(sdp: string | undefined): string | undefined {
    if (sdp === undefined) return this.#stream.offer()
    const theirs = parseSdp(sdp)
    return theirs && this.#stream.agree(theirs)
  }

  #end(): void {
    if (this.#over) return
    this.#over = true
    this.#pacer.remove(this)
    this.#stream.close()
    for (const wait of this.#waits) wait.reject(new CallOver())
    this.#waits = []
  }
}

function settled(wait: Wait, now: number): boolean {
  if (wait.holds()) wait.resolve(true)
  else if (now + FRAME_MS / 2 >= wait.until) wait.resolve(false)
  else return false
  return true
}
