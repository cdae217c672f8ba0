import type { Cadence } from './cadence.ts'
import type { Tone } from './tones.ts'
import type { VerdictKind } from './verdict.ts'

/** Voice of so many hops is a greeting, and what sounds after it may be its beep. */
export const GREETED_HOPS = 60
/** Who talks for so long and does not wait is seldom a person. */
const TALKED_HOPS = 120
/** So much of it is louder than noise that swells. */
const CLEAR_HOPS = 80
/** So many hops that moved may be a greeting that noise hides, and so many a long one. */
const ASTIR_HOPS = 50
const LONG_ASTIR_HOPS = 250

/** What is known about the far end's talk when a tone sounds. */
export interface TalkSoFar {
  /** Hops of voice, hops that moved as voices do, and the last hop of voice; -1 without any. */
  readonly voicedHops: number
  readonly stirHops: number
  readonly lastVoiceHop: number
  /** Someone or something has talked for most of a second. */
  readonly greeted: boolean
  /** As much was heard that moves as voices do, though noise may hide whether it was one. */
  readonly astir: boolean
  /** As long as greetings are, though it may have passed for a person. */
  readonly talked: boolean
  /** A machine it is, or one who has talked for longer than people who wait for an answer. */
  readonly machine: boolean
  /** A machine was told. */
  readonly told: boolean
}

/** The same, filled in anew for each tone, so that a hop makes no object. */
export type TalkOfCall = { -readonly [Part in keyof TalkSoFar]: TalkSoFar[Part] }

/** Nobody has talked yet. Pure. */
export function noTalk(): TalkOfCall {
  return {
    voicedHops: 0,
    stirHops: 0,
    lastVoiceHop: -1,
    greeted: false,
    astir: false,
    talked: false,
    machine: false,
    told: false,
  }
}

/** Fills in what the turn says by now; `stirs` as in `Line`, `kind` is the verdict so far. */
export function weighTalk(
  talk: TalkOfCall,
  cadence: Cadence,
  stirs: number,
  kind: VerdictKind | undefined,
): void {
  const hasTalked = cadence.voiced >= TALKED_HOPS && cadence.turn.clear >= CLEAR_HOPS
  talk.voicedHops = cadence.voiced
  talk.stirHops = stirs
  talk.lastVoiceHop = cadence.last
  talk.greeted = cadence.voiced >= GREETED_HOPS
  talk.astir = stirs >= ASTIR_HOPS
  talk.talked = (hasTalked && kind === 'human') || stirs >= LONG_ASTIR_HOPS
  talk.told = kind === 'machine'
  talk.machine = talk.told || (hasTalked && kind === undefined)
}

/** What is known about the call when a tone sounds. */
export interface BeepContext {
  readonly talk: TalkSoFar
  /** Special information tones are under way or were heard. */
  readonly information: boolean
  /** The data of a fax is under way. */
  readonly fax: boolean
  /** How far the tone stands over the softest moment of the 100 ms before it. */
  readonly riseDb: number
  /** How far that moment was over the softest of the whole call. */
  readonly unrestDb: number
  /** How far the tone stands over the quietest sixth of a second of the call. */
  readonly overQuietDb: number
  /** The loudest voice of the line. */
  readonly peakDb: number
  /** Hops since the tone ended. */
  readonly quietHops: number
  /** What sounds now may be a part of a tone of this pitch, this one or the next. */
  readonly tonal: boolean
  /** A note of another pitch sounded shortly before: a tune. */
  readonly melody: boolean
  /** A tone of another pitch sounded shortly before, be it a voice's. */
  readonly company: boolean
  /** How many tones began in the two seconds before, in the eight, and steady ones in the eight. */
  readonly tonesSoon: number
  readonly tonesLately: number
  readonly steadyLately: number
  /** The long tone before was of nearly the same pitch. */
  readonly repeated: boolean
  /** The newest beep; undefined before the first. */
  readonly before: Tone | undefined
}

/** A context to be filled in anew for each tone, so that a hop makes no object. */
export type ContextOfTone = { -readonly [Part in keyof BeepContext]: BeepContext[Part] }

/** The context of no tone yet. Pure. */
export function emptyContext(): ContextOfTone {
  return {
    talk: noTalk(),
    information: false,
    fax: false,
    riseDb: 0,
    unrestDb: 0,
    overQuietDb: 0,
    peakDb: 0,
    quietHops: 0,
    tonal: false,
    melody: false,
    company: false,
    tonesSoon: 0,
    tonesLately: 0,
    steadyLately: 0,
    repeated: false,
    before: undefined,
  }
}

/** Whether a tone is a beep, as far as can be said by now. */
export type BeepOpinion = 'beep' | 'not-yet' | 'no-beep'
