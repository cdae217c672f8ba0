import type { VerdictKind } from '../../src/amd/verdict.ts'
import { sequence, silence } from '../amd/sounds.ts'
import { Dice } from './seed.ts'
import { faxCall, negativeCall, progressCall, quietCall, sitCall } from './signals.ts'
import { beepOf, type BeepSound } from './beeps.ts'
import type { Part, Utterance, Voices } from './voices.ts'

/** What a corpus call is of. */
export type CallClass =
  | 'human-short'
  | 'human-repeat'
  | 'human-business'
  | 'human-long'
  | 'human-late'
  | 'ivr'
  | 'voicemail-beep'
  | 'voicemail-no-beep'
  | 'screening'
  | 'sit'
  | 'progress'
  | 'fax'
  | 'silence'
  | 'music'
  | 'negative'

/** A call from its answer, with what is true about it. Milliseconds from the answer. */
export interface Call {
  readonly id: string
  readonly part: Part
  readonly class: CallClass
  readonly source: string
  readonly samples: Int16Array
  /** Verdicts that are right; more than one where countries use one signal for two things. */
  readonly expected: readonly VerdictKind[]
  readonly speechStartMs: number
  /** End of a person's first turn, or of a machine's greeting. */
  readonly turnEndMs: number
  readonly beeps: readonly (BeepSound & { readonly startMs: number; readonly endMs: number })[]
}

/** How many different calls of each class a part has, after the protocol. */
export const COUNTS: Readonly<Record<CallClass, number>> = {
  'human-short': 400,
  'human-repeat': 100,
  'human-business': 300,
  'human-long': 100,
  'human-late': 150,
  ivr: 150,
  'voicemail-beep': 500,
  'voicemail-no-beep': 150,
  screening: 80,
  sit: 120,
  progress: 250,
  fax: 100,
  silence: 100,
  music: 100,
  negative: 100,
}

/** Assembles the call of a class with a number: always the same for the same part. */
export function callOf(part: Part, kind: CallClass, index: number, voices: Voices): Call {
  const id = `${part}-${kind}-${String(index).padStart(3, '0')}`
  const dice = new Dice(id)
  const base = { id, part, class: kind }
  if (kind === 'sit') return { ...base, ...spoken, ...sitCall(dice, index, voices) }
  if (kind === 'progress') return { ...base, ...spoken, ...progressCall(dice, index) }
  if (kind === 'fax') return { ...base, ...spoken, ...faxCall(dice, index) }
  if (kind === 'silence') return { ...base, ...spoken, ...quietCall(dice, index) }
  if (kind === 'music') return { ...base, ...spoken, ...musicCall(dice, voices) }
  if (kind === 'negative') return { ...base, ...spoken, ...negativeCall(dice, index, voices) }
  return { ...base, ...talkCall(kind, dice, voices) }
}

const spoken = { speechStartMs: 0, turnEndMs: 0, beeps: [] } as const

interface Turn {
  readonly samples: Int16Array
  readonly source: string
  /** Where the first turn ends within the samples; the whole where undefined. */
  readonly endMs?: number
}

type Talk = Omit<Call, 'id' | 'part' | 'class'>

function talkCall(kind: CallClass, dice: Dice, voices: Voices): Talk {
  const human = kind.startsWith('human')
  const turn = TURNS[kind]!(dice, voices)
  const lead = kind === 'human-late' ? dice.between(1_000, 4_000) : dice.between(50, 900)
  const start = silence(lead)
  const startMs = start.length / 8
  const endMs = startMs + (turn.endMs ?? turn.samples.length / 8)
  const common = {
    source: turn.source,
    expected: [human ? 'human' : 'machine'] as VerdictKind[],
    speechStartMs: startMs,
    turnEndMs: endMs,
  }
  if (kind !== 'voicemail-beep') {
    return {
      ...common,
      samples: sequence(start, turn.samples, silence(human ? 4_000 : 9_000)),
      beeps: [],
    }
  }
  const beep = beepOf(dice)
  const gap = silence(dice.chance(0.15) ? dice.between(1_500, 5_500) : dice.between(50, 1_500))
  const beepStartMs = endMs + gap.length / 8
  return {
    ...common,
    samples: sequence(start, turn.samples, gap, beep.samples, silence(4_000)),
    beeps: [{ ...beep, startMs: beepStartMs, endMs: beepStartMs + beep.samples.length / 8 }],
  }
}

const TURNS: Readonly<Partial<Record<CallClass, (dice: Dice, voices: Voices) => Turn>>> = {
  'human-short': shortTurn,
  'human-repeat': (dice, voices) => {
    const first = shortTurn(dice, voices)
    const gap = silence(dice.between(1_200, 3_000))
    return {
      ...first,
      samples: sequence(first.samples, gap, first.samples),
      endMs: first.samples.length / 8,
    }
  },
  'human-business': businessTurn,
  'human-long': (dice, voices) => partsTurn(dice, voices, 3_500, 7_000, [100, 400]),
  'human-late': (dice, voices) =>
    dice.chance(0.7) ? shortTurn(dice, voices) : businessTurn(dice, voices),
  ivr: ivrTurn,
  'voicemail-beep': voicemailTurn,
  'voicemail-no-beep': voicemailTurn,
  screening: (dice, voices) => {
    if (dice.chance(0.8)) return whole(dice.one(voices.screening))
    return whole(
      dice.one(
        named(voices, /^(privacy-prompt|privacy-unident|screen-callee-options|vm-rec-name)$/),
      ),
    )
  },
}

function shortTurn(dice: Dice, voices: Voices): Turn {
  const pool = dice.chance(0.4) ? voices.hello : voices.recordings
  return whole(dice.one(pool.filter((one) => one.ms >= 200 && one.ms < 1_200)))
}

function businessTurn(dice: Dice, voices: Voices): Turn {
  const way = dice.unit()
  if (way < 0.3)
    return whole(dice.one(voices.business.filter((one) => one.ms >= 1_200 && one.ms <= 3_500)))
  if (way < 0.5)
    return whole(dice.one(voices.recordings.filter((one) => one.ms >= 1_200 && one.ms <= 3_500)))
  return partsTurn(dice, voices, 1_200, 3_500, [60, 300])
}

/** Short prompts of one speaker one after another, as long as asked. */
function partsTurn(
  dice: Dice,
  voices: Voices,
  leastMs: number,
  mostMs: number,
  gapMs: readonly [number, number],
): Turn {
  const language = dice.one(voices.recordings).language
  const pool = voices.recordings.filter(
    (one) => one.language === language && one.ms >= 250 && one.ms < 1_600,
  )
  const target = dice.between(leastMs, mostMs)
  const parts: Int16Array[] = []
  let ms = 0
  for (let tries = 0; ms < leastMs || (ms < target - 500 && tries < 20); tries += 1) {
    const one = dice.one(pool)
    const gap = parts.length === 0 ? 0 : dice.between(gapMs[0], gapMs[1])
    if (ms + gap + one.ms > mostMs) continue
    parts.push(silence(gap), one.samples)
    ms += gap + one.ms
  }
  return { samples: sequence(...parts), source: `${language} recordings` }
}

function ivrTurn(dice: Dice, voices: Voices): Turn {
  if (dice.chance(0.4)) return whole(dice.one(voices.menu))
  const pool = voices.recordings.filter((one) => one.ms >= 4_000)
  const first = dice.one(pool)
  const second = dice.one(pool.filter((one) => one.language === first.language))
  return {
    samples: sequence(first.samples, silence(dice.between(200, 700)), second.samples),
    source: first.speaker,
  }
}

function voicemailTurn(dice: Dice, voices: Voices): Turn {
  const way = dice.unit()
  if (way < 0.4) return whole(dice.one(voices.voicemail))
  if (way < 0.65) return systemGreeting(dice, voices)
  const language = dice.one(voices.recordings).language
  const pool = voices.recordings.filter((one) => one.language === language && one.ms >= 900)
  const parts: Int16Array[] = []
  // Twilio's short voicemail: one or two seconds, one or two seconds of quiet, then more.
  const short = way > 0.96
  const phrases = short ? 2 : 2 + Math.floor(dice.between(0, 3))
  for (let i = 0; i < phrases; i += 1) {
    const one = dice.one(pool.filter((each) => !short || each.ms < 2_200))
    if (i > 0) parts.push(silence(short ? dice.between(1_200, 2_400) : pauseMs(dice)))
    parts.push(one.samples)
  }
  return { samples: sequence(...parts), source: `${language} recordings` }
}

/** Pauses between the phrases of recorded prompts: median 140, ninetieth percentile 400 ms. */
function pauseMs(dice: Dice): number {
  if (dice.chance(0.06)) return dice.between(480, 900)
  return dice.chance(0.25) ? dice.between(250, 480) : dice.between(90, 250)
}

/** The person at extension, digits, is unavailable: as PBXs say it. */
function systemGreeting(dice: Dice, voices: Voices): Turn {
  const language = dice.one(voices.recordings).language
  const find = (name: string): Utterance =>
    voices.recordings.find((one) => one.language === language && one.name === name) ??
    dice.one(voices.voicemail)
  const digits = Array.from({ length: 3 }, () =>
    find(String(1 + Math.floor(dice.between(0, 8.99)))),
  )
  const gap = (): Int16Array => silence(dice.between(40, 160))
  const parts = [
    find('vm-theperson'),
    ...digits,
    find(dice.chance(0.5) ? 'vm-isunavail' : 'vm-isonphone'),
  ]
  if (dice.chance(0.8)) parts.push(find('vm-intro'))
  return {
    samples: sequence(...parts.flatMap((one) => [one.samples, gap()])),
    source: `${language} voicemail`,
  }
}

function musicCall(dice: Dice, voices: Voices): Talk {
  const track = dice.one(voices.music)
  const from = Math.floor(dice.between(0, track.length - 80_000))
  return {
    ...spoken,
    source: 'hold music',
    samples: track.slice(from, from + 80_000),
    expected: ['machine', 'unsure'],
  }
}

function named(voices: Voices, pattern: RegExp): Utterance[] {
  const found = voices.recordings.filter((one) => pattern.test(one.name) && one.ms > 2_500)
  return found.length > 0 ? found : [...voices.screening]
}

function whole(one: Utterance): Turn {
  return { samples: one.samples, source: `${one.engine}, ${one.speaker}` }
}
