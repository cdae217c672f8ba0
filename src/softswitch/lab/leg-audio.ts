import type { Listener } from '../listener.ts'
import { Level } from '../level.ts'
import type { AudioStream } from './media/audio-stream.ts'
import { FRAME_SAMPLES } from './media/frame.ts'
import type { Paced } from './media/pacer.ts'
import type { Prompt } from './prompt.ts'

const LEVEL_EVERY_TICKS = 10

/** What the audio of a leg tells its leg. */
export interface LegAudioHandlers {
  onPromptEnded(prompt: string, completed: boolean): void
  onLevel(fromFarEndDbfs: number, toFarEndDbfs: number): void
  /** So long no packet came although some should. */
  onSilentFor(ms: number): void
}

/**
 * The audio of one leg at each tick of 20 ms: hears the far end, lets analysis hear it, and says
 * what is to be said: a prompt, else the bridged leg, else silence.
 */
export class LegAudio implements Paced {
  readonly stream: AudioStream
  readonly #listener: Listener | undefined
  readonly #handlers: LegAudioHandlers
  readonly #fromFarEnd = new Level()
  readonly #toFarEnd = new Level()
  #heard: Int16Array | undefined
  #peer: LegAudio | undefined
  #peerHeard = false
  #prompt: Prompt | undefined
  #ticks = 0
  #begun = false
  #answeredAt: number | undefined

  constructor(stream: AudioStream, listener: Listener | undefined, handlers: LegAudioHandlers) {
    this.stream = stream
    this.#listener = listener
    this.#handlers = handlers
  }

  /** The far end answered: missing audio counts from now. */
  answered(): void {
    this.#answeredAt = performance.now()
    this.#listener?.answered()
  }

  hear(): void {
    this.#heard = this.stream.take()
    this.#fromFarEnd.add(this.#heard)
    this.#begun ||= this.#heard !== undefined
    if (this.#heard) this.#listener?.hear(this.#heard)
    else if (this.#timeRuns) this.#listener?.miss(FRAME_SAMPLES)
  }

  speak(): void {
    const prompt = this.#prompt
    const frame = prompt ? prompt.next() : this.#peer?.takeHeard(this)
    this.stream.send(frame)
    this.#toFarEnd.add(frame)
    if (prompt?.ended) this.#endPrompt(true)
    this.#ticks += 1
    if (this.#ticks % LEVEL_EVERY_TICKS === 0) this.#report()
  }

  /** Plays a prompt in place of everything else; one that plays already is ended. */
  play(prompt: Prompt): void {
    this.stopPrompt()
    this.#prompt = prompt
    if (!prompt.underAnalysis) this.#listener?.promptStarted()
  }

  stopPrompt(): void {
    if (this.#prompt) this.#endPrompt(false)
  }

  /** Ends a prompt that could not be loaded, where it is still the one that should play. */
  giveUp(prompt: Prompt): void {
    if (this.#prompt === prompt) this.#endPrompt(false)
  }

  /** Lets the far end hear another leg; ends a prompt and the analysis. */
  join(peer: LegAudio): void {
    this.stopPrompt()
    this.#listener?.stop()
    this.#peer = peer
    this.#peerHeard = false
  }

  stopListening(): void {
    this.#listener?.stop()
  }

  part(): void {
    this.#peer = undefined
  }

  /** Whether audio of the joined leg has been passed on to this one. */
  get hearsPeer(): boolean {
    return this.#peerHeard
  }

  /** The frame that the far end said in this tick, for the leg that is joined to this one. */
  takeHeard(by: LegAudio): Int16Array | undefined {
    if (this.#heard) by.#peerHeard = true
    return this.#heard
  }

  close(): void {
    this.#listener?.stop()
    this.stream.close()
  }

  get #timeRuns(): boolean {
    return this.#answeredAt !== undefined || this.#begun
  }

  #endPrompt(completed: boolean): void {
    const prompt = this.#prompt as Prompt
    this.#prompt = undefined
    if (!prompt.underAnalysis) this.#listener?.promptEnded()
    this.#handlers.onPromptEnded(prompt.name, completed)
  }

  #report(): void {
    this.#handlers.onLevel(this.#fromFarEnd.read(), this.#toFarEnd.read())
    if (this.#answeredAt === undefined || !this.stream.expectsAudio) return
    const since = Math.max(this.#answeredAt, this.stream.lastPacketAt ?? 0)
    this.#handlers.onSilentFor(performance.now() - since)
  }
}
