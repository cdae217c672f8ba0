import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { decodeG711 } from '../amd/g711.ts'
import { parseWav } from '../softswitch/prompt-audio.ts'
import { writeMuLawWav } from './mu-law-wav.ts'
import { PROMPT_TEXTS } from '../prompts/texts.ts'
import { comfortMusic, lineHiss, recordTone } from './music.ts'

/*
 * Makes every recording that Ringfirst ships: `node --import tsx src/lab/make-audio.ts`.
 * Needs espeak-ng and sox (Debian packages of these names). What espeak-ng says may be shipped:
 * its licence covers the program, not its output.
 */

interface Recording {
  readonly file: string
  readonly text: string
  /** Voice and variant of espeak-ng. */
  readonly voice: string
  /** Words a minute; people who pick up speak faster than announcements. */
  readonly wordsPerMinute: number
  /** 0 to 99; 50 is the voice's own. */
  readonly pitch: number
}

/** About -50 dB below full scale, for a quarter of a second. */
const PAUSE_LEVEL = 100
const PAUSE_SAMPLES = 2_000
/** 160 ms: the next order comes sooner, and nobody calls it silence. */
const BREATH_SAMPLES = 1_280
const LAB = 'src/lab/audio'
const PROMPTS = 'src/prompts'
const VOICES: Readonly<Record<string, string>> = { en: 'en-gb+f4', de: 'de+f4' }

function recording(
  file: string,
  voice: string,
  wordsPerMinute: number,
  pitch: number,
  text: string,
): Recording {
  return { file, voice, wordsPerMinute, pitch, text }
}

const RECORDINGS: readonly Recording[] = [
  recording(`${LAB}/hello.wav`, 'en-us+f3', 150, 55, 'Hello?'),
  recording(`${LAB}/hello-late.wav`, 'en-us+m3', 150, 45, 'Yes, hello?'),
  recording(
    `${LAB}/business.wav`,
    'en-us+linda',
    175,
    52,
    'Miller Garden Supplies, this is Karen.',
  ),
  recording(
    `${LAB}/customer.wav`,
    'en-us+f3',
    165,
    55,
    'Oh, hi. Yes, I asked you to call me back about my order.',
  ),
  recording(`${LAB}/goodbye.wav`, 'en-us+f3', 165, 55, 'Great, thank you. Bye!'),
  recording(
    `${LAB}/voicemail.wav`,
    'en-us+f2',
    155,
    50,
    "Hi, you've reached Alice Miller. I can't come to the phone right now, " +
      'so please leave your name and number after the tone.',
  ),
  recording(
    `${LAB}/voicemail-plain.wav`,
    'en-us+m7',
    150,
    40,
    'You have reached the voice mailbox of extension one zero three. ' +
      'Nobody is available to take your call. Please record your message now.',
  ),
  recording(
    `${LAB}/screening.wav`,
    'en-gb+f4',
    160,
    50,
    'Hi, the person you are calling has asked me to answer for them. ' +
      'Please say your name and why you are calling, and I will see whether they can talk.',
  ),
  recording(
    `${LAB}/not-in-service.wav`,
    'en-us+f2',
    145,
    48,
    'We are sorry. The number you have dialled is not in service. ' +
      'Please check the number and dial again.',
  ),
  recording(
    `${LAB}/agent.wav`,
    'en-gb+m3',
    165,
    45,
    'Hello, you are through to Ringfirst. Thank you for waiting. How can I help you today?',
  ),
  recording(
    `${LAB}/agent-more.wav`,
    'en-gb+m3',
    165,
    45,
    'I see. Let me look into that for you right away.',
  ),
  ...Object.entries(PROMPT_TEXTS).flatMap(([language, texts]) =>
    Object.entries(texts).map(([name, text]) =>
      recording(`${PROMPTS}/${language}/${name}.wav`, VOICES[language] ?? language, 150, 48, text),
    ),
  ),
]

function main(): void {
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..')
  const workshop = mkdtempSync(join(tmpdir(), 'ringfirst-audio-'))
  mkdirSync(join(root, LAB), { recursive: true })
  for (const language of Object.keys(PROMPT_TEXTS)) {
    mkdirSync(join(root, PROMPTS, language), { recursive: true })
  }
  for (const spoken of RECORDINGS) speak(spoken, join(workshop, 'spoken.wav'), root)
  const english = join(root, PROMPTS, 'en')
  writeFileSync(join(english, 'comfort.wav'), writeMuLawWav(comfortMusic()))
  writeFileSync(join(english, 'record-tone.wav'), writeMuLawWav(recordTone()))
  writeFileSync(join(english, 'line-hiss.wav'), writeMuLawWav(lineHiss()))
  writeFileSync(join(english, 'breath.wav'), writeMuLawWav(new Int16Array(BREATH_SAMPLES)))
  writeFileSync(join(english, 'silence.wav'), writeMuLawWav(new Int16Array(8 * BREATH_SAMPLES)))
  rmSync(workshop, { recursive: true })
}

/** Says it, then narrows it to a telephone line: 300 to 3400 Hz, 8 kHz, µ-law, no silence around. */
function speak(spoken: Recording, draft: string, root: string): void {
  const { voice, wordsPerMinute, pitch, text, file } = spoken
  const words = ['-v', voice, '-s', String(wordsPerMinute), '-p', String(pitch), '-a', '120']
  execFileSync('espeak-ng', [...words, '-w', draft, text])
  const line =
    'gain -6 highpass 250 sinc -3400 rate 8000 silence 1 0.01 0.3% reverse silence 1 0.01 0.3% reverse gain -n -4'
  const format = ['-r', '8000', '-c', '1', '-e', 'mu-law']
  execFileSync('sox', ['-R', draft, ...format, join(root, file), ...line.split(' ')])
  if (file.startsWith(PROMPTS)) shortenPauses(join(root, file))
}

/** A pause between sentences is no silence on the line: none is longer than a quarter of a second. */
function shortenPauses(file: string): void {
  const samples = decodeG711('PCMU', parseWav(readFileSync(file)).data)
  let quiet = 0
  const kept = samples.filter((sample) => {
    quiet = Math.abs(sample) > PAUSE_LEVEL ? 0 : quiet + 1
    return quiet <= PAUSE_SAMPLES
  })
  if (kept.length < samples.length) writeFileSync(file, writeMuLawWav(kept))
}

main()
