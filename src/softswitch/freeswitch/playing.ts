import { stat } from 'node:fs/promises'
import type { SwitchOrder } from '../../core/state/effects.ts'
import type { LegEvent } from '../../core/state/events.ts'
import { later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { BREATH, readPrompt } from '../prompt-audio.ts'
import type { FindPrompt } from '../settings.ts'
import { safe } from './argument.ts'
import type { Leg, PlayingPrompt } from './leg.ts'

const BYTES_PER_MS = { pcm16: 16, PCMU: 8, PCMA: 8 } as const

/** A prompt begins with the next frame that is sent: so much later at most. */
const START_MS = 40
/** Music after a prompt lasts at least so long; then the prompt is said again, and music follows. */
const MEANWHILE_MS = 30_000
/** FreeSWITCH takes 128 files in a list. */
const MOST_REPEATS = 30

/** What is to be played. */
type PlayPrompt = Extract<SwitchOrder, { readonly kind: 'PlayPrompt' }>

/** What playing needs of its surroundings. */
export interface PlayingParts {
  readonly clock: Clock
  readonly findPrompt: FindPrompt
  readonly emit: (event: LegEvent) => void
  /** A prompt has begun to be mixed in. */
  readonly onBegun: (leg: Leg) => Promise<void>
}

/** Files in order, and how long it is until something is to be told of them. */
interface Playlist {
  readonly files: readonly string[]
  readonly lengthMs: number
}

/**
 * Plays prompts by `uuid_displace … m`, mixed into what is sent: unlike `playback` it neither
 * kills the tap nor (with `m`) hides the far end from analysis and recording. FreeSWITCH tells no
 * end of it, so the end is reckoned from the length of the file. A prompt and what is heard after
 * it are one list that FreeSWITCH plays by itself: it goes on whatever becomes of this process.
 */
export class Player {
  readonly #parts: PlayingParts
  readonly #lengthsMs = new Map<string, number>()

  constructor(parts: PlayingParts) {
    this.#parts = parts
  }

  /** Plays a prompt; the one that plays is ended in the same moment. */
  async play(leg: Leg, order: PlayPrompt): Promise<void> {
    const { prompt: name, loop, underAnalysis, meanwhile } = order
    const prompt = this.#begin(leg, { name, underAnalysis })
    try {
      const said = await this.#listOf(order.parts ?? [name])
      const files = [...said.files, ...(await this.#meanwhile(meanwhile))]
      // A newer one has come while the files were looked at: it ends whatever plays.
      if (leg.prompt !== prompt) return
      await this.#replace(leg, files, loop || meanwhile !== undefined)
      if (loop || leg.prompt !== prompt) return
      const { clock } = this.#parts
      const end = later(clock.now(), said.lengthMs + START_MS)
      leg.arm(
        'prompt',
        clock.at(end, () => this.#ended(leg, prompt, true)),
      )
    } catch {
      this.#ended(leg, prompt, false)
    }
  }

  /** What is heard until something is ordered; nobody is told of its end. */
  async fill(leg: Leg, music: string): Promise<void> {
    const filler = this.#begin(leg, { name: '', underAnalysis: true })
    const files = await this.#meanwhile(music)
    if (leg.prompt === filler && files.length > 0) await this.#replace(leg, files, true)
  }

  /** A leg of an earlier process may still be played to: the next prompt ends that one. */
  adopt(leg: Leg, bugs: string): void {
    leg.displaced = displacedIn(bugs)
  }

  /** Ends the prompt that plays, if one does. */
  async stop(leg: Leg): Promise<void> {
    if (leg.prompt !== undefined) this.#ended(leg, leg.prompt, false)
    await Promise.all(this.#silence(leg)).catch(() => undefined)
  }

  #begin(leg: Leg, prompt: PlayingPrompt): PlayingPrompt {
    if (leg.prompt !== undefined) this.#ended(leg, leg.prompt, false)
    leg.prompt = prompt
    if (!prompt.underAnalysis) leg.hearing?.listener.promptStarted()
    return prompt
  }

  /** One list gives way to another between two frames: the connection keeps the order of the orders. */
  async #replace(leg: Leg, files: readonly string[], loop: boolean): Promise<void> {
    const [only = ''] = files
    const list = files.length === 1 ? only : `file_string://${files.join('!')}`
    const stopping = this.#silence(leg)
    leg.displaced = [list]
    const flags = loop ? 'ml' : 'm'
    const starting = leg.server.api(`uuid_displace ${leg.channelId} start ${list} 0 ${flags}`)
    const [reply] = await Promise.all([starting, ...stopping])
    if (!reply.startsWith('+OK')) throw new Error(reply)
    await this.#parts.onBegun(leg)
  }

  #silence(leg: Leg): readonly Promise<string>[] {
    const { displaced } = leg
    leg.displaced = []
    return displaced.map((list) =>
      leg.server.api(`uuid_displace ${leg.channelId} stop ${list}`).catch(() => ''),
    )
  }

  #ended(leg: Leg, prompt: PlayingPrompt, completed: boolean): void {
    if (leg.prompt !== prompt) return
    leg.prompt = undefined
    leg.disarm('prompt')
    if (!prompt.underAnalysis) leg.hearing?.listener.promptEnded()
    if (prompt.name === '') return
    this.#parts.emit({ kind: 'PromptEnded', legId: leg.id, prompt: prompt.name, completed })
  }

  /** A breath and music, again and again; nothing where there is no such music. */
  async #meanwhile(music: string | undefined): Promise<readonly string[]> {
    if (music === undefined) return []
    try {
      const { files, lengthMs } = await this.#listOf([music])
      const repeats = Math.min(MOST_REPEATS, Math.ceil(MEANWHILE_MS / Math.max(1, lengthMs)))
      const breath = this.#parts.findPrompt(BREATH)
      const goesOn = Array.from({ length: repeats }, () => files).flat()
      return breath === undefined ? goesOn : [safe('file', 'prompt', breath), ...goesOn]
    } catch {
      return []
    }
  }

  async #listOf(names: readonly string[]): Promise<Playlist> {
    const files = names.map((name) => this.#parts.findPrompt(name) ?? '')
    for (const file of files) safe('file', 'prompt', file)
    const lengths = await Promise.all(files.map((file) => this.#lengthOf(file)))
    return { files, lengthMs: lengths.reduce((sum, length) => sum + length, 0) }
  }

  async #lengthOf(file: string): Promise<number> {
    const key = `${file} ${(await stat(file)).mtimeMs}`
    const known = this.#lengthsMs.get(key)
    if (known !== undefined) return known
    const { coding, data } = await readPrompt(file)
    const lengthMs = Math.ceil(data.length / BYTES_PER_MS[coding])
    this.#lengthsMs.set(key, lengthMs)
    return lengthMs
  }
}

/** What a channel plays, as `uuid_buglist` tells it. Pure. */
export function displacedIn(bugs: string): readonly string[] {
  const targets = bugs.matchAll(/<function>displace<\/function>\s*<target>([^<]+)<\/target>/g)
  return [...targets].map((match) => match[1] ?? '')
}
