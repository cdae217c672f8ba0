import { HOP_SAMPLES } from './hop.ts'
import { Spectrum, SPECTRUM_POINTS } from './spectrum.ts'
import { MACHINE_KINDS, type MachineKind } from './verdict.ts'

/** A recorded announcement that is known: one word of 16 bits for every 20 ms of its beginning. */
export interface Prompt {
  readonly name: string
  readonly machine: MachineKind
  readonly words: readonly number[]
}

/** A prompt that has been recognised. */
export interface PromptMatch {
  readonly prompt: Prompt
  /** Share of equal bits, 0.5 by chance. */
  readonly likeness: number
}

const BANDS = 17
const BAND_EDGES = Array.from({ length: BANDS + 1 }, (_, i) => Math.round(10 * 1.15 ** i))
/** A prompt is compared over so many words: 1.28 s. */
const WINDOW_WORDS = 64
/** It is known by its first five seconds. */
const MOST_WORDS = 250
const LEAST_LIKENESS = 0.78
/** A place in a prompt whose every eighth word is less alike than this is not it. */
const LEAST_AT_A_GLANCE = 0.62
const GLANCE = 8
/** How many bits of a word are set. */
const BITS = Uint8Array.from({ length: 0x1_0000 }, (_, word) => {
  let count = 0
  for (let rest = word; rest !== 0; rest &= rest - 1) count += 1
  return count
})
/** Words of near silence say nothing. */
const AUDIBLE = 1e-4

/**
 * Turns sound into words: whether the difference of two neighbouring bands rose or fell within
 * 20 ms, for sixteen pairs of bands (Haitsma and Kalker, 2002). Level, codec and echo change few
 * of the bits.
 */
export class Fingerprinter {
  readonly #energy = new Float64Array(BANDS)
  readonly #before = new Float64Array(BANDS)

  /** The word for a power spectrum, against the one before; -1 where there is nothing to hear. */
  word(power: Float64Array): number {
    let total = 0
    let word = 0
    for (let band = 0; band < BANDS; band += 1) {
      let energy = 0
      for (let k = BAND_EDGES[band]!; k < BAND_EDGES[band + 1]!; k += 1) energy += power[k]!
      this.#energy[band] = energy
      total += energy
    }
    for (let band = 0; band < BANDS - 1; band += 1) {
      const slope = this.#energy[band]! - this.#energy[band + 1]!
      const slopeBefore = this.#before[band]! - this.#before[band + 1]!
      word = (word << 1) | (slope > slopeBefore ? 1 : 0)
    }
    this.#before.set(this.#energy)
    return total < AUDIBLE ? -1 : word
  }
}

/** Listens for known prompts. Holds the last words heard; memory does not grow. */
export class PromptListener {
  readonly #prompts: readonly Prompt[]
  readonly #fingerprinter = new Fingerprinter()
  readonly #words = new Int32Array(WINDOW_WORDS).fill(-1)
  #heard = 0
  #equal = 0
  #compared = 0

  constructor(prompts: readonly Prompt[]) {
    this.#prompts = prompts
  }

  /** Takes the spectrum of every second hop; says which prompt the last 1.3 s belong to. */
  push(power: Float64Array): PromptMatch | undefined {
    if (this.#prompts.length === 0) return undefined
    this.#words[this.#heard % WINDOW_WORDS] = this.#fingerprinter.word(power)
    this.#heard += 1
    if (this.#heard < WINDOW_WORDS || this.#heard % 4 !== 0) return undefined
    let best: PromptMatch | undefined
    for (const prompt of this.#prompts) {
      const likeness = this.#likeness(prompt)
      if (likeness >= LEAST_LIKENESS && likeness > (best?.likeness ?? 0))
        best = { prompt, likeness }
    }
    return best
  }

  /** The best share of equal bits over every place in the prompt. */
  #likeness(prompt: Prompt): number {
    let best = 0
    for (let from = 0; from + WINDOW_WORDS <= prompt.words.length; from += 1) {
      this.#equal = 0
      this.#compared = 0
      this.#compare(prompt, from, 0)
      if (this.#equal < LEAST_AT_A_GLANCE * this.#compared) continue
      for (let i = 1; i < GLANCE; i += 1) this.#compare(prompt, from, i)
      if (this.#compared > 16 * 40) best = Math.max(best, this.#equal / this.#compared)
    }
    return best
  }

  /** Counts the equal bits of every eighth word from the one given. */
  #compare(prompt: Prompt, from: number, first: number): void {
    for (let i = first; i < WINDOW_WORDS; i += GLANCE) {
      const heard = this.#words[(this.#heard + i) % WINDOW_WORDS]!
      const known = prompt.words[from + i]!
      if (heard < 0 || known < 0) continue
      this.#compared += 16
      this.#equal += 16 - BITS[(heard ^ known) & 0xffff]!
    }
  }
}

/** The prompts that the text of a store holds; undefined where it holds something else. Pure. */
export function parsePrompts(text: string): Prompt[] | undefined {
  try {
    const prompts: unknown = JSON.parse(text)
    return Array.isArray(prompts) && prompts.every(isPrompt) ? prompts : undefined
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

function isPrompt(value: unknown): value is Prompt {
  if (typeof value !== 'object' || value === null) return false
  const { name, machine, words } = value as Partial<Record<keyof Prompt, unknown>>
  return (
    typeof name === 'string' &&
    MACHINE_KINDS.some((kind) => kind === machine) &&
    Array.isArray(words) &&
    words.every((word) => Number.isInteger(word))
  )
}

/** A prompt from a recording of it; undefined where less than 1.3 s can be heard. Pure. */
export function learnPrompt(
  name: string,
  machine: MachineKind,
  samples: Int16Array,
): Prompt | undefined {
  const spectrum = new Spectrum()
  const fingerprinter = new Fingerprinter()
  const ring = new Float32Array(SPECTRUM_POINTS)
  const words: number[] = []
  for (
    let hop = 0;
    (hop + 1) * HOP_SAMPLES <= samples.length && words.length < MOST_WORDS;
    hop += 1
  ) {
    for (let i = 0; i < HOP_SAMPLES; i += 1) {
      const at = hop * HOP_SAMPLES + i
      ring[at % SPECTRUM_POINTS] = (samples[at] ?? 0) / 32_768
    }
    if (hop % 2 === 0) continue
    spectrum.measure(ring, ((hop + 1) * HOP_SAMPLES) % SPECTRUM_POINTS)
    const word = fingerprinter.word(spectrum.power)
    if (words.length > 0 || word >= 0) words.push(word)
  }
  return words.filter((word) => word >= 0).length < WINDOW_WORDS
    ? undefined
    : { name, machine, words }
}
