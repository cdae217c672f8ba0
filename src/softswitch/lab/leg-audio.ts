import type { Listener } from '../listener.ts'
import type { AttachMode } from '../../core/state/conversation.ts'
import { Level } from '../level.ts'
import { Company } from './company.ts'
import type { AudioPath } from './media/audio-path.ts'
import type { Paced } from './media/pacer.ts'
import type { RecordingId } from '../../core/ids.ts'
import { MEANWHILE, type Prompt } from './prompt.ts'
import type { Recorded, Recorder } from './recorder.ts'

const LEVEL_EVERY_TICKS = 10

/** What the audio of a leg tells its leg. */
export interface LegAudioHandlers {
  onPromptEnded(prompt: string, completed: boolean): void
  onLevel(fromFarEndDbfs: number, toFarEndDbfs: number): void
  onRecorded(recording: RecordingId, recorded: Recorded): void
  /** So long no packet came although some should. */
  onSilentFor(ms: number): void
}

/**
 * The audio of one leg at each tick of 20 ms: hears the far end, lets analysis hear it, and says
 * what is to be said: a prompt, else the bridged leg, else silence.
 */
export class LegAudio implements Paced {
  readonly stream: AudioPath
  readonly #listener: Listener | undefined
  readonly #handlers: LegAudioHandlers
  readonly #fromFarEnd = new Level()
  readonly #toFarEnd = new Level()
  readonly #company = new Company()
  #peerHeard = false
  #prompt: Prompt | undefined
  readonly #recorders = new Map<RecordingId, Recorder>()
  #ticks = 0
  #begun = false
  #answeredAt: number | undefined

  constructor(stream: AudioPath, listener: Listener | undefined, handlers: LegAudioHandlers) {
    this.stream = stream
    this.#listener = listener
    this.#handlers = handlers
  }

  /** The far end answered: missing audio counts from now. */
  answered(): void {
    this.#answeredAt = performance.now()
    this.#listener?.answered()
  }

  hear(late: boolean): void {
    const heard = this.stream.take(late)
    this.#company.heard = heard
    this.#fromFarEnd.add(heard)
    this.#begun ||= heard !== undefined
    const missing = this.stream.takeMissing()
    if (missing > 0 && this.#timeRuns) this.#listener?.miss(missing)
    if (heard) this.#listener?.hear(heard)
  }

  /** The far end has ended the call: what it sounded before that is heard first. */
  hearRest(): void {
    for (const frame of this.stream.rest()) this.#listener?.hear(frame)
  }

  speak(): void {
    const prompt = this.#prompt
    const frame = prompt ? prompt.next() : this.#company.sounds()
    if (!prompt && this.#company.peer?.heard) this.#peerHeard = true
    this.stream.send(frame)
    this.#record(frame)
    this.#toFarEnd.add(frame)
    if (prompt?.ended) this.#endPrompt(true, prompt.meanwhile)
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
    if (this.#prompt === prompt) this.#endPrompt(false, prompt.meanwhile)
  }

  /** Lets the far end hear another leg; ends a prompt and the analysis. */
  join(peer: LegAudio): void {
    this.stopPrompt()
    this.#listener?.stop()
    this.#company.detach()
    this.#company.peer = peer.#company
    this.#peerHeard = false
  }

  /** Takes part in what another leg says and hears; ends a prompt and the analysis. */
  attachTo(host: LegAudio, mode: AttachMode): void {
    this.stopPrompt()
    this.#listener?.stop()
    this.#company.attachTo(host.#company, mode)
  }

  /** Both directions are written down from the next tick on; one that is known goes on. */
  record(recording: RecordingId, makeRecorder: () => Recorder): void {
    if (!this.#recorders.has(recording)) this.#recorders.set(recording, makeRecorder())
  }

  stopRecording(recording: RecordingId): void {
    const recorder = this.#recorders.get(recording)
    if (!recorder) return
    this.#recorders.delete(recording)
    this.#handlers.onRecorded(recording, recorder.end())
  }

  stopListening(): void {
    this.#listener?.stop()
  }

  part(): void {
    this.#company.peer = undefined
  }

  /** Whether audio of the joined leg has been passed on to this one. */
  get hearsPeer(): boolean {
    return this.#peerHeard
  }

  close(): void {
    this.#company.leave()
    this.#listener?.stop()
    for (const recording of [...this.#recorders.keys()]) this.stopRecording(recording)
    this.stream.close()
  }

  get #timeRuns(): boolean {
    return this.#answeredAt !== undefined || this.#begun
  }

  #endPrompt(completed: boolean, then?: Prompt): void {
    const prompt = this.#prompt as Prompt
    this.#prompt = then
    if (!prompt.underAnalysis) this.#listener?.promptEnded()
    if (prompt.name !== MEANWHILE) this.#handlers.onPromptEnded(prompt.name, completed)
  }

  #record(said: Int16Array | undefined): void {
    for (const [recording, recorder] of this.#recorders) {
      recorder.add(this.#company.heard, said)
      if (recorder.failed) this.stopRecording(recording)
    }
  }

  #report(): void {
    this.#handlers.onLevel(this.#fromFarEnd.read(), this.#toFarEnd.read())
    if (this.#answeredAt === undefined || !this.stream.expectsAudio) return
    const since = Math.max(this.#answeredAt, this.stream.lastPacketAt ?? 0)
    this.#handlers.onSilentFor(performance.now() - since)
  }
}
