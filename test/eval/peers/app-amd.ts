import type { Peer, PeerHearing } from './peer.ts'

/** The settings of `amd.conf`, milliseconds. */
interface AmdSettings {
  readonly initialSilence: number
  readonly greeting: number
  readonly afterGreetingSilence: number
  readonly totalAnalysisTime: number
  readonly minimumWordLength: number
  readonly betweenWordsSilence: number
  readonly maximumNumberOfWords: number
  readonly maximumWordLength: number
  readonly silenceThreshold: number
}

const DEFAULTS: AmdSettings = {
  initialSilence: 2_500,
  greeting: 1_500,
  afterGreetingSilence: 800,
  totalAnalysisTime: 5_000,
  minimumWordLength: 100,
  betweenWordsSilence: 50,
  maximumNumberOfWords: 2,
  maximumWordLength: 5_000,
  silenceThreshold: 256,
}

/** Asterisk's app_amd with its own defaults; FreeSWITCH's mod_amd ports have the same rules. */
export const appAmd: Peer = {
  name: 'Asterisk app_amd, defaults (rules)',
  hear: (samples) => hear(samples, DEFAULTS),
}

/** The tuning that VICIdial's users pass around. */
export const vicidial: Peer = {
  name: 'app_amd, VICIdial tuning (rules)',
  hear: (samples) =>
    hear(samples, {
      ...DEFAULTS,
      initialSilence: 2_000,
      greeting: 2_000,
      afterGreetingSilence: 1_000,
      minimumWordLength: 120,
      maximumNumberOfWords: 4,
    }),
}

const FRAME_MS = 20
const FRAME_SAMPLES = 160

function hear(samples: Int16Array, settings: AmdSettings): PeerHearing {
  let silence = 0
  let voice = 0
  let word = 0
  let words = 0
  let inWord = true
  let greeting = false
  for (
    let at = 0, ms = FRAME_MS;
    at + FRAME_SAMPLES <= samples.length;
    at += FRAME_SAMPLES, ms += FRAME_MS
  ) {
    if (ms >= settings.totalAnalysisTime) return { verdict: 'unsure', atMs: ms }
    if (meanAbsolute(samples, at) < settings.silenceThreshold) {
      silence += FRAME_MS
      if (silence >= settings.betweenWordsSilence) {
        inWord = false
        word = 0
      }
      if (!greeting && silence >= settings.initialSilence) return { verdict: 'machine', atMs: ms }
      if (greeting && silence >= settings.afterGreetingSilence)
        return { verdict: 'human', atMs: ms }
      continue
    }
    word += FRAME_MS
    voice += FRAME_MS
    if (word >= settings.minimumWordLength && !inWord) {
      words += 1
      inWord = true
    }
    if (isTooLong(settings, word, words, greeting ? voice : 0))
      return { verdict: 'machine', atMs: ms }
    if (word >= settings.minimumWordLength) greeting = true
    if (voice >= settings.minimumWordLength) silence = 0
  }
  return { verdict: 'unsure', atMs: samples.length / 8 }
}

function isTooLong(settings: AmdSettings, word: number, words: number, voice: number): boolean {
  return (
    word >= settings.maximumWordLength ||
    words > settings.maximumNumberOfWords ||
    voice >= settings.greeting
  )
}

function meanAbsolute(samples: Int16Array, at: number): number {
  let sum = 0
  for (let i = 0; i < FRAME_SAMPLES; i += 1) sum += Math.abs(samples[at + i] ?? 0)
  return sum / FRAME_SAMPLES
}
