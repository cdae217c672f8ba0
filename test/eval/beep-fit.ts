import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { noTalk, weighTalk } from '../../src/amd/beep-context.ts'
import { BEEP_FEATURES, describe } from '../../src/amd/beep-score.ts'
import { Line } from '../../src/amd/line.ts'
import { hearRecording } from '../../src/amd/recording.ts'
import type { Tone } from '../../src/amd/tones.ts'
import type { VerdictKind } from '../../src/amd/verdict.ts'
import { heard, type HeardCall } from './augmentation.ts'
import { boosted } from './boosting.ts'
import { callOf, type Call, type CallClass } from './calls.ts'
import { otherBeepCall } from './other-beeps.ts'
import { gapsOf } from './rows.ts'
import { type Voices, voicesOf } from './voices.ts'

/*
 * Fits `src/amd/beep-tables.ts` to more calls of the training part's voices than the corpus holds:
 * run this with tsx. Takes a quarter of an hour and writes the file.
 */

/** How many calls of each class; those of the corpus are the first of them. */
const CALLS: Readonly<Partial<Record<CallClass, number>>> = {
  'human-short': 500,
  'human-repeat': 100,
  'human-business': 500,
  'human-late': 200,
  ivr: 350,
  'voicemail-beep': 1_000,
  'voicemail-no-beep': 400,
  screening: 100,
  music: 400,
}
const OTHER_BEEPS = 1_000
const TURNS = 4
const ROUNDS = 100
/** A beep counts as one so far over the noise; softer ones teach nothing. */
const LEAST_SNR_DB = 8
/** Every hop of a tone's beginning is looked at, later ones now and then. */
const DENSE_HOPS = 30
const EVERY_HOPS = 5

const columns: number[][] = BEEP_FEATURES.map(() => [])
const labels: number[] = []
const weights: number[] = []

const voices = voicesOf('train')
let taken = 0
for (const call of calls(voices)) {
  for (let turn = 0; turn < TURNS; turn += 1) collect(heard(call, turn, voices))
  taken += 1
  if (taken % 500 === 0) process.stderr.write(`${taken} calls, ${labels.length} moments\n`)
}
const tables = boosted(
  {
    columns: columns.map((column) => Float32Array.from(column)),
    labels: Uint8Array.from(labels),
    weights: Float32Array.from(weights),
  },
  ROUNDS,
)
const rows = tables.map(
  ({ questions, points }) =>
    `  { questions: ${JSON.stringify(questions)}, points: ${JSON.stringify(points)} },`,
)
writeFileSync(
  resolve(import.meta.dirname, '../../src/amd/beep-tables.ts'),
  [
    "import type { ScoreTable } from './score-table.ts'",
    '',
    '/** What `beepScore` sums up. Written by `test/eval/beep-fit.ts`; features in the order of `BEEP_FEATURES`. */',
    '// prettier-ignore',
    'export const BEEP_TABLES: readonly ScoreTable[] = [',
    ...rows,
    ']',
    '',
  ].join('\n'),
)
process.stdout.write(`${labels.length} moments, ${tables.length} tables\n`)

function* calls(all: Voices): Generator<Call> {
  for (const [kind, count] of Object.entries(CALLS) as [CallClass, number][])
    for (let index = 0; index < count; index += 1) yield callOf('train', kind, index, all)
  for (let index = 0; index < OTHER_BEEPS; index += 1) yield otherBeepCall(index, all)
}

/** Takes every moment at which a tone would be judged, with what it was. */
function collect(hearing: HeardCall): void {
  const verdictAt = verdictsOf(hearing)
  const talk = noTalk()
  const features = new Float64Array(BEEP_FEATURES.length)
  let tone: Tone | undefined
  let first = labels.length
  const line = new Line(() => {
    const { signals, cadence, voice, stirs } = line
    weighTalk(talk, cadence, stirs, verdictAt(line.hop))
    const heardNow = signals.soundingTone
    if (heardNow === undefined) return
    if (heardNow !== tone) {
      weigh(first)
      first = labels.length
      tone = heardNow
    }
    const label = labelOf(hearing, tone)
    const length = tone.endHop - tone.startHop
    if (label === undefined || (length > DENSE_HOPS && length % EVERY_HOPS !== 0)) return
    describe(tone, signals.known(tone, talk, voice.peakDb), features)
    features.forEach((value, i) => columns[i]!.push(value))
    labels.push(label)
  })
  listen(line, hearing)
  weigh(first)
}

/** A tone counts by the root of its moments: a long one does not tell so much more. */
function weigh(first: number): void {
  for (let row = first; row < labels.length; row += 1)
    weights[row] = 1 / Math.sqrt(labels.length - first)
}

function listen(line: Line, { samples, lost }: HeardCall): void {
  for (let at = 0; at + 160 <= samples.length; at += 160) {
    if (lost.has(at / 160)) line.skip(160)
    else line.push(samples.subarray(at, at + 160))
  }
}

/** Whether a tone is the call's beep; undefined where that cannot be said. */
function labelOf({ call, beepSnrDb }: HeardCall, tone: Tone): 0 | 1 | undefined {
  const beep = call.beeps[0]
  const startMs = tone.startHop * 10
  if (beep === undefined || tone.endHop * 10 <= beep.startMs - 30) return 0
  if (startMs >= beep.endMs + 300) return 0
  const isBeep = startMs > beep.startMs - 60 && startMs < beep.endMs && beepSnrDb >= LEAST_SNR_DB
  return isBeep ? 1 : undefined
}

/** The verdict that held at each hop. */
function verdictsOf({ samples, lost }: HeardCall): (hop: number) => VerdictKind | undefined {
  const found = hearRecording(samples, {}, gapsOf(lost)).findings
  const verdicts = found.flatMap((each) => (each.kind === 'verdict' ? [each.verdict] : []))
  return (hop) => verdicts.findLast((each) => each.atMs < hop * 10)?.kind
}
