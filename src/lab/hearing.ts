import { FRAME_MS } from '../softswitch/lab/media/frame.ts'
import type { PromptEar } from './prompt-ear.ts'

/** A frame whose loudest sample is below this is quiet: about -40 dBFS. */
const QUIET_PEAK = 330
/** Someone speaks where so much of the last second was theirs. */
const SPEAKING_MS = 200
const REMEMBERED_FRAMES = 50

/** What a lab phone hears: quiet, a prompt of the switch that it knows, or somebody. */
export class Hearing {
  readonly #ear: PromptEar
  readonly #recent: boolean[] = []
  #quietMs = 0
  #prompt: string | undefined

  constructor(ear: PromptEar) {
    this.#ear = ear
  }

  /** Takes the frame of one tick; undefined where none came. */
  hear(frame: Int16Array | undefined): void {
    const loud = frame !== undefined && frame.some((sample) => Math.abs(sample) > QUIET_PEAK)
    this.#quietMs = loud ? 0 : this.#quietMs + FRAME_MS
    if (loud) this.#prompt = this.#ear.recognise(frame)
    this.#recent.push(loud && this.#prompt === undefined)
    if (this.#recent.length > REMEMBERED_FRAMES) this.#recent.shift()
  }

  /** Whether somebody speaks who is no prompt of the switch. */
  get someoneSpeaks(): boolean {
    return this.#recent.filter(Boolean).length * FRAME_MS >= SPEAKING_MS
  }

  /** For how long nothing has been loud, milliseconds. */
  get quietMs(): number {
    return this.#quietMs
  }

  /** The prompt that was heard last; undefined where the last sound was none. */
  get prompt(): string | undefined {
    return this.#prompt
  }
}
