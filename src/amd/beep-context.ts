import type { Tone } from './tones.ts'

/** What is known about the far end's talk when a tone sounds. */
export interface TalkSoFar {
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
  return { greeted: false, astir: false, talked: false, machine: false, told: false }
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
  /** What sounds now may be a part of a tone, this one or the next. */
  readonly tonal: boolean
  /** Notes sounded shortly before: music. */
  readonly melody: boolean
  /** A tone of another pitch sounded shortly before, be it a voice's. */
  readonly company: boolean
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
    repeated: false,
    before: undefined,
  }
}

/** Whether a tone is a beep, as far as can be said by now. */
export type BeepOpinion = 'beep' | 'not-yet' | 'no-beep'
