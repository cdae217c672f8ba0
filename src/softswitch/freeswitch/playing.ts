import { stat } from 'node:fs/promises'
import type { SwitchOrder } from '../../core/state/effects.ts'
import type { LegEvent } from '../../core/state/events.ts'
import { later } from '../../core/time.ts'
import type { Clock } from '../../ports/clock.ts'
import { readPrompt } from '../prompt-audio.ts'
import type { FindPrompt } from '../settings.ts'
import { safe } from './argument.ts'
import type { Leg, PlayingPrompt } from './leg.ts'

const BYTES_PER_MS = { pcm16: 16, PCMU: 8, PCMA: 8 } as const

/** The channel's own note of what is played to it, for whoever comes after us. */
const PLAYING = 'ringfirst_playing'

/** A prompt begins with the next frame that is sent: so much later at most. */
const START_MS = 40

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

/**
 * Plays prompts by `uuid_displace … m`, mixed into what is sent: unlike `playback` it neither
 * kills the tap nor (with `m`) hides the far end from analysis and recording. FreeSWITCH tells no
 * end of it, so the end is reckoned from the length of the file.
 */
export class Player {
  readonly #parts: PlayingParts
  readonly #lengthsMs = new Map<string, number>()

  constructor(parts: PlayingParts) {
    this.#parts = parts
  }

  /** Plays a prompt; the one that plays is ended. */
  async play(leg: Leg, order: PlayPrompt): Promise<void> {
    const { prompt: name, loop, underAnalysis } = order
    const stopped = this.stop(leg)
    const files = (order.parts ?? [name]).map((part) => this.#parts.findPrompt(part) ?? '')
    const file = files.length === 1 ? (files[0] ?? '') : `file_string://${files.join('!')}`
    const prompt: PlayingPrompt = { name, file, underAnalysis }
    leg.prompt = prompt
    if (!underAnalysis) leg.hearing?.listener.promptStarted()
    await stopped
    // A newer one has come while the old one was being ended: this one was ended with it.
    if (leg.prompt !== prompt) return
    try {
      for (const each of files) safe('file', 'prompt', each)
      const lengths = await Promise.all(files.map((each) => this.#lengthOf(each)))
      const lengthMs = lengths.reduce((sum, length) => sum + length, 0)
      if (leg.prompt !== prompt) return
      const flags = loop ? 'ml' : 'm'
      const reply = await leg.server.api(`uuid_displace ${leg.channelId} start ${file} 0 ${flags}`)
      if (!reply.startsWith('+OK')) throw new Error(reply)
      await leg.server.api(`uuid_setvar ${leg.channelId} ${PLAYING} ${file}`)
      await this.#parts.onBegun(leg)
      if (loop || leg.prompt !== prompt) return
      const { clock } = this.#parts
      const end = later(clock.now(), lengthMs + START_MS)
      leg.arm(
        'prompt',
        clock.at(end, () => this.#ended(leg, prompt, true)),
      )
    } catch {
      this.#ended(leg, prompt, false)
    }
  }

  /** A leg of an earlier process may still be played to: the next prompt ends that one. */
  async adopt(leg: Leg): Promise<void> {
    const file = (await leg.server.api(`uuid_getvar ${leg.channelId} ${PLAYING}`)).trim()
    if (!/^(?:\/|file_string:\/\/)/.test(file)) return
    leg.prompt = { name: '', file, underAnalysis: true }
  }

  /** Ends the prompt that plays, if one does. */
  async stop(leg: Leg): Promise<void> {
    const prompt = leg.prompt
    if (prompt === undefined) return
    this.#ended(leg, prompt, false)
    if (prompt.file === '') return
    await leg.server
      .api(`uuid_displace ${leg.channelId} stop ${prompt.file}`)
      .catch(() => undefined)
  }

  #ended(leg: Leg, prompt: PlayingPrompt, completed: boolean): void {
    if (leg.prompt !== prompt) return
    leg.prompt = undefined
    leg.disarm('prompt')
    if (!prompt.underAnalysis) leg.hearing?.listener.promptEnded()
    this.#parts.emit({ kind: 'PromptEnded', legId: leg.id, prompt: prompt.name, completed })
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
