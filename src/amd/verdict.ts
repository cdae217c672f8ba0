/** What call analysis can conclude about who answered. */
export type VerdictKind =
  | 'human'
  | 'machine'
  | 'fax'
  | 'special-information-tone'
  | 'busy'
  | 'congestion'
  | 'ringback'
  | 'silence'
  | 'unsure'

/** What kinds of machine there are. */
export const MACHINE_KINDS = ['voicemail', 'ivr', 'screening', 'unavailable'] as const

/** What kind of machine a machine is. */
export type MachineKind = (typeof MACHINE_KINDS)[number]

/** The kind of a special information tone: ITU-T E.180, Telcordia SR-2275. */
export type SpecialInformationTone =
  'intercept' | 'vacant-code' | 'reorder' | 'no-circuit' | 'unknown'

/**
 * A conclusion with what it rests on. Times count in milliseconds from the answer; before it, from
 * the first early audio.
 */
export interface Verdict {
  readonly kind: VerdictKind
  readonly machine?: MachineKind
  readonly tone?: SpecialInformationTone
  /** 0 to 1, calibrated: of verdicts at 0.9, nine in ten are right. */
  readonly confidence: number
  /** The moment in the audio at which it was said. */
  readonly atMs: number
  /** Short facts: `speech 820 ms then 600 ms of quiet`. */
  readonly evidence: readonly string[]
}

/** What the detector says after hearing some audio. */
export type Finding =
  /** The speaker talks for longer than most people do: no verdict yet. */
  | { readonly kind: 'likely-machine'; readonly atMs: number; readonly confidence: number }
  | { readonly kind: 'verdict'; readonly verdict: Verdict; readonly correction: boolean }
  | {
      readonly kind: 'beep'
      readonly atMs: number
      readonly startMs: number
      readonly endMs: number
      readonly hz: number
    }
  | { readonly kind: 'ready'; readonly by: 'beep' | 'greeting-end'; readonly atMs: number }
