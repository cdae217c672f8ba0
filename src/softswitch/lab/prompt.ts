import { BREATH, readPrompt } from '../prompt-audio.ts'
import type { FindPrompt } from '../settings.ts'
import { decodeG711 } from '../../amd/g711.ts'
import { FRAME_SAMPLES } from './media/frame.ts'

/** The name of what fills the time until the next order: nobody is told of its end. */
export const MEANWHILE = ''

/** A prompt on its way to a leg: gives one frame of 20 ms at a time. */
export class Prompt {
  readonly name: string
  /** Whether the far end is being listened to as if nothing played. */
  readonly underAnalysis: boolean
  /** What plays after its end until something else is ordered. */
  readonly meanwhile: Prompt | undefined
  readonly #loop: boolean
  #samples: Int16Array | undefined
  #position = 0

  constructor(name: string, loop: boolean, underAnalysis: boolean, meanwhile?: Prompt) {
    this.name = name
    this.underAnalysis = underAnalysis
    this.#loop = loop
    this.meanwhile = meanwhile
  }

  /** Gives it what it plays; until then it is silent. */
  load(samples: Int16Array): void {
    this.#samples = samples
  }

  /** Whether all of it has been played. */
  get ended(): boolean {
    const samples = this.#samples
    return samples !== undefined && !this.#loop && this.#position >= samples.length
  }

  /** The next frame; undefined while there is nothing to play. */
  next(): Int16Array | undefined {
    const samples = this.#samples
    if (!samples || samples.length === 0 || this.ended) return undefined
    const frame = new Int16Array(FRAME_SAMPLES)
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      if (this.#loop && this.#position >= samples.length) this.#position = 0
      frame[i] = samples[this.#position++] ?? 0
    }
    return frame
  }
}

/** The linear samples of prompts, each file read once. */
export class PromptShelf {
  readonly #findPrompt: FindPrompt
  readonly #samples = new Map<string, Promise<Int16Array>>()

  /** Names are files unless there is another way to find them. */
  constructor(findPrompt: FindPrompt = (file) => file) {
    this.#findPrompt = findPrompt
  }

  /** Gives a prompt its parts, without a gap. Rejects where one is not there. */
  async load(prompt: Prompt, parts: readonly string[]): Promise<void> {
    prompt.load(joined(await Promise.all(parts.map((part) => this.samplesOf(part)))))
  }

  /** What is heard until the next order: a breath, then music, again and again. */
  filler(music: string): Prompt {
    const goesOn = new Prompt(MEANWHILE, true, true)
    const breath = new Prompt(MEANWHILE, false, true, goesOn)
    for (const [prompt, part] of [
      [breath, BREATH],
      [goesOn, music],
    ] as const)
      this.load(prompt, [part]).catch(() => prompt.load(new Int16Array()))
    return breath
  }

  /** The samples of a prompt at 8 kHz. Rejects where it is none; a later try reads it again. */
  samplesOf(name: string): Promise<Int16Array> {
    const file = this.#findPrompt(name)
    if (file === undefined) return Promise.reject(new Error('there is no such prompt'))
    const known = this.#samples.get(file)
    if (known) return known
    const reading = readSamples(file)
    this.#samples.set(file, reading)
    reading.catch(() => this.#samples.delete(file))
    return reading
  }
}

/** Parts of a prompt as one, without a gap. Pure. */
function joined(parts: readonly Int16Array[]): Int16Array {
  const [only] = parts
  if (only !== undefined && parts.length === 1) return only
  const all = new Int16Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

async function readSamples(file: string): Promise<Int16Array> {
  const { coding, data } = await readPrompt(file)
  if (coding !== 'pcm16') return decodeG711(coding, data)
  const samples = new Int16Array(Math.floor(data.length / 2))
  for (let i = 0; i < samples.length; i++) samples[i] = data.readInt16LE(2 * i)
  return samples
}
