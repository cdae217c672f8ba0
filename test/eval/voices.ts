import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import { HOP_SAMPLES } from '../../src/amd/hop.ts'
import { LevelMeter } from '../../src/amd/level.ts'
import { readWav } from '../../src/amd/wav.ts'
import { CACHE, PROMPTS, recordingsOf, speakWithFlite } from './packages.ts'
import { MENU, SCREENING, TEXTS, type Texts } from './texts.ts'

/** The half of the corpus that the detector was tuned on, and the half that judges it. */
export type Part = 'train' | 'test'

/** One utterance without silence around it. */
export interface Utterance {
  readonly name: string
  readonly speaker: string
  readonly language: string
  readonly engine: 'recording' | 'espeak-ng' | 'flite'
  readonly samples: Int16Array
  readonly ms: number
}

/** Everything that one side of the split can say. No speaker is on both sides. */
export interface Voices {
  readonly recordings: readonly Utterance[]
  readonly hello: readonly Utterance[]
  readonly business: readonly Utterance[]
  readonly voicemail: readonly Utterance[]
  readonly menu: readonly Utterance[]
  readonly screening: readonly Utterance[]
  readonly music: readonly Int16Array[]
}

interface SyntheticVoice {
  readonly engine: 'espeak-ng' | 'flite'
  readonly voice: string
  readonly language: string
  readonly wordsPerMinute: number
}

const RECORDED: Readonly<Record<Part, readonly (keyof typeof PROMPTS)[]>> = {
  train: ['en', 'es', 'it'],
  test: ['fr', 'ru'],
}
const SYNTHETIC: Readonly<Record<Part, readonly SyntheticVoice[]>> = {
  train: [
    espeak('en-us', 'en', 165),
    espeak('en-us+f3', 'en', 185),
    espeak('de', 'de', 170),
    espeak('de+f2', 'de', 155),
    espeak('es-419', 'es', 175),
    espeak('it+f4', 'it', 165),
    { engine: 'flite', voice: 'kal16', language: 'en', wordsPerMinute: 0 },
    { engine: 'flite', voice: 'awb', language: 'en', wordsPerMinute: 0 },
  ],
  test: [
    espeak('en-gb', 'en', 160),
    espeak('en-gb-scotland+f5', 'en', 180),
    espeak('fr-fr', 'fr', 170),
    espeak('fr-fr+f1', 'fr', 160),
    espeak('nl+m4', 'nl', 165),
    espeak('pt-br+f2', 'pt', 170),
    espeak('pl', 'pl', 165),
    { engine: 'flite', voice: 'slt', language: 'en', wordsPerMinute: 0 },
    { engine: 'flite', voice: 'rms', language: 'en', wordsPerMinute: 0 },
  ],
}
const MUSIC_TRACKS: Readonly<Record<Part, readonly number[]>> = { train: [0, 2], test: [1, 3, 4] }

/** Downloads and speaks what one part needs; quick when the cache holds it. */
export function voicesOf(part: Part): Voices {
  const spoken = (pick: (texts: Texts) => readonly string[]): Utterance[] =>
    SYNTHETIC[part].flatMap((voice) =>
      pick(TEXTS[voice.language]!).map((text) => speak(voice, text)),
    )
  const english = SYNTHETIC[part].filter((voice) => voice.language === 'en')
  const inEnglish = (texts: readonly string[]): Utterance[] =>
    english.flatMap((voice) => texts.map((text) => speak(voice, text)))
  const music = recordingsOf(PROMPTS.music)
  return {
    recordings: RECORDED[part].flatMap(recorded),
    hello: spoken((texts) => texts.hello),
    business: spoken((texts) => texts.business),
    voicemail: spoken((texts) => texts.voicemail),
    menu: inEnglish(MENU),
    screening: inEnglish(SCREENING),
    music: MUSIC_TRACKS[part].map((track) => readWav(readFileSync(music[track]!))),
  }
}

/** The part of a sound from its first loud 10 ms to its last, 30 dB under its loudest. */
export function trimmed(samples: Int16Array): Int16Array {
  const meter = new LevelMeter()
  const hop = new Float32Array(HOP_SAMPLES)
  const levels: number[] = []
  for (let at = 0; at + HOP_SAMPLES <= samples.length; at += HOP_SAMPLES) {
    for (let i = 0; i < HOP_SAMPLES; i += 1) hop[i] = samples[at + i]! / 32_768
    levels.push(meter.measure(hop))
  }
  const threshold = (levels.toSorted((a, b) => b - a)[3] ?? 0) - 30
  const first = levels.findIndex((db) => db > threshold)
  const last = levels.findLastIndex((db) => db > threshold)
  return first < 0 ? new Int16Array() : samples.slice(first * HOP_SAMPLES, (last + 1) * HOP_SAMPLES)
}

function recorded(language: keyof typeof PROMPTS): Utterance[] {
  const speaker = PROMPTS[language].licence.split(', ')[1]!
  return recordingsOf(PROMPTS[language])
    .filter((file) => !/\/silence\/|\/beep|2tone|tt-monkeys\./.test(file))
    .map((file) =>
      utterance(
        basename(file, '.wav'),
        speaker,
        language,
        'recording',
        readWav(readFileSync(file)),
      ),
    )
    .filter((one) => one.ms >= 200)
}

function utterance(
  name: string,
  speaker: string,
  language: string,
  engine: Utterance['engine'],
  samples: Int16Array,
): Utterance {
  const speech = trimmed(samples)
  return { name, speaker, language, engine, samples: speech, ms: speech.length / 8 }
}

function espeak(voice: string, language: string, wordsPerMinute: number): SyntheticVoice {
  return { engine: 'espeak-ng', voice, language, wordsPerMinute }
}

function speak(voice: SyntheticVoice, text: string): Utterance {
  const key = `${voice.engine} ${voice.voice} ${voice.wordsPerMinute} ${text}`
  const folder = join(CACHE, 'speech')
  const file = join(folder, `${createHash('sha256').update(key).digest('hex')}.wav`)
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true })
    const work = `${file}.${process.pid}`
    if (voice.engine === 'flite') speakWithFlite(voice.voice, text, work)
    else
      execFileSync('espeak-ng', [
        '-v',
        voice.voice,
        '-s',
        String(voice.wordsPerMinute),
        '-w',
        work,
        text,
      ])
    renameSync(work, file)
  }
  const speaker = `${voice.engine} ${voice.voice}`
  return utterance(text, speaker, voice.language, voice.engine, readWav(readFileSync(file)))
}
