import { stat } from 'node:fs/promises'
import type { SwitchOrder } from '../../core/state/effects.ts'
import type { LegEvent } from '../../core/state/events.ts'
import { later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { readPrompt, SILENCES } from '../prompt-audio.ts'
import type { FindPrompt } from '../settings.ts'
import { safe } from './argument.ts'
import type { Leg, PlayingPrompt } from './leg.ts'

const BYTES_PER_MS = { pcm16: 16, PCMU: 8, PCMA: 8 } as const

/** A prompt begins with the next frame that is sent: so much later at most. */
const START_MS = 40
/**
 * A list (`file_string://`) is silent for its first 2,048 samples, whatever is in it; a single file
 * is not (measured, FreeSWITCH 1.10.12).
 */
const LIST_LAG_MS = 256
/** What gives way to a list is heard until the list is about to sound. */
const GIVE_WAY_MS = 200
/** Music begins so long after the last word, rounded up to the shortest silence; as lists are late anyway, sooner after a file. */
const BREATH_MS = { file: -80, list: 100 } as const
/** Music after a prompt lasts at least so long; then there is a pause as long as the prompt was. */
const MEANWHILE_MS = 120_000
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

/** Files in order, and how long all of them are. */
interface Playlist {
  readonly files: readonly string[]
  readonly lengthMs: number
}

/** What FreeSWITCH plays under one name. */
interface Track {
  readonly list: string
  readonly loop: boolean
}

/**
 * Plays prompts by `uuid_displace … m`, mixed into what is sent: unlike `playback` it neither
 * kills the tap nor (with `m`) hides the far end from analysis and recording. FreeSWITCH tells no
 * end of it, so the end is reckoned from the length of the file. What is heard after a prompt is
 * begun together with it, behind silence as long as the prompt: FreeSWITCH plays on by itself,
 * whatever becomes of this process.
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
      const lagMs = said.files.length > 1 ? LIST_LAG_MS : 0
      const breathMs = lagMs > 0 ? BREATH_MS.list : BREATH_MS.file
      const music = await this.#meanwhile(meanwhile, said.lengthMs + breathMs)
      // A newer one has come while the files were looked at: it ends whatever plays.
      if (leg.prompt !== prompt) return
      await this.#replace(leg, [{ list: nameOf(said.files), loop }, ...music], lagMs > 0)
      if (loop || leg.prompt !== prompt) return
      const { clock } = this.#parts
      const end = later(clock.now(), lagMs + said.lengthMs + START_MS)
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
    try {
      const tracks = await this.#meanwhile(music, 1)
      if (leg.prompt === filler && tracks.length > 0) await this.#replace(leg, tracks, false)
    } catch {
      // The caller has gone in the moment of the answer, of which the leg's own end tells.
      this.#ended(leg, filler, false)
    }
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

  /**
   * What plays gives way to these tracks between two frames: the connection keeps the order of the
   * orders. The words that play (the first track) are heard on until a list, which lags, begins.
   */
  async #replace(leg: Leg, tracks: readonly Track[], lags: boolean): Promise<void> {
    const { server, channelId, displaced } = leg
    const lists = tracks.map(({ list }) => list)
    const words = lags && !lists.includes(displaced[0] ?? '') ? displaced.slice(0, 1) : []
    leg.displaced = displaced.slice(words.length)
    const stopping = this.#silence(leg)
    leg.displaced = [...lists, ...words]
    const starting = tracks.map(({ list, loop }) =>
      server.api(`uuid_displace ${channelId} start ${list} 0 ${loop ? 'ml' : 'm'}`),
    )
    if (words.length > 0) this.#giveWay(leg, words[0] ?? '')
    const replies = await Promise.all([...starting, ...stopping])
    const refused = replies.slice(0, tracks.length).find((reply) => !reply.startsWith('+OK'))
    if (refused !== undefined) throw new Error(refused)
    await this.#parts.onBegun(leg)
  }

  #giveWay(leg: Leg, words: string): void {
    const { clock } = this.#parts
    const stop = (): void => {
      leg.displaced = leg.displaced.filter((list) => list !== words)
      leg.server.api(`uuid_displace ${leg.channelId} stop ${words}`).catch(() => undefined)
    }
    leg.arm('give-way', clock.at(later(clock.now(), GIVE_WAY_MS), stop))
  }

  #silence(leg: Leg): readonly Promise<string>[] {
    const { displaced } = leg
    leg.disarm('give-way')
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

  /** Music behind so much silence, again and again; nothing where there is no such music. */
  async #meanwhile(music: string | undefined, silenceMs: number): Promise<readonly Track[]> {
    if (music === undefined) return []
    try {
      const { files, lengthMs } = await this.#listOf([music])
      const repeats = Math.min(MOST_REPEATS, Math.ceil(MEANWHILE_MS / Math.max(1, lengthMs)))
      const silence = await this.#listOf(silencesFor(silenceMs))
      const goesOn = Array.from({ length: repeats }, () => files).flat()
      return [{ list: nameOf([...silence.files, ...goesOn]), loop: true }]
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

function nameOf(files: readonly string[]): string {
  const [only = ''] = files
  return files.length === 1 ? only : `file_string://${files.join('!')}`
}

/** Silences of at least so long together, the longest first. Pure. */
function silencesFor(ms: number): readonly string[] {
  const { long, short } = SILENCES
  const many = Math.max(0, Math.floor(ms / long.ms))
  const few = Math.max(0, Math.ceil((ms - many * long.ms) / short.ms))
  return [
    ...Array.from({ length: many }, () => long.prompt),
    ...Array.from({ length: few }, () => short.prompt),
  ]
}
