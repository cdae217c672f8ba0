import { readFileSync, writeFileSync } from 'node:fs'
import { learnPrompt, parsePrompts, type Prompt } from '../amd/fingerprint.ts'
import { type Gap, hearRecording, type Hearing } from '../amd/recording.ts'
import { MACHINE_KINDS, type MachineKind } from '../amd/verdict.ts'
import { readGaps, readWav, WavProblem } from '../amd/wav.ts'
import { OperatingError } from '../errors.ts'
import { listenTo } from './amd-listen.ts'
import { amdPage, type HeardFile } from './amd-page.ts'
import { drawTimeline } from './amd-timeline.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { RUNNING_FLAGS, runningInstance } from './instance.ts'
import { type Given, oneWord, readOptions } from './options.ts'
import { processTerminal, type Terminal } from './terminal.ts'

interface Recording {
  readonly samples: Int16Array
  readonly gaps: readonly Gap[]
}

/**
 * `ringfirst amd FILE…`: hears recordings as call analysis does, as if answered at the first
 * sample. `--json` prints an object a line and file, `--html PAGE` writes a page, `--remember KIND`
 * adds the recordings to the known prompts of `--prompts STORE`. `amd --listen ID` tells what is
 * heard on the live legs of a callback. Returns the exit code.
 */
export async function amd(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const given = readOptions(args, {
    flags: {
      json: { type: 'boolean' },
      html: { type: 'string' },
      prompts: { type: 'string' },
      remember: { type: 'string' },
      listen: { type: 'boolean' },
      ...RUNNING_FLAGS,
    },
    operands: args.includes('--listen') ? ['ID'] : ['FILE…'],
  })
  if (given.isSet('listen')) return listenToOne(given, terminal)
  const remember = oneWord('remember', given.text('remember'), MACHINE_KINDS)
  const store = given.text('prompts')
  if (remember !== undefined) return rememberPrompts(given.operands, remember, store, terminal)
  const prompts = store === undefined ? [] : readPrompts(store)
  const heard: HeardFile[] = []
  let failed = false
  for (const file of given.operands) {
    const recording = readRecording(file, terminal)
    if (recording === undefined) {
      failed = true
      continue
    }
    const { samples, gaps } = recording
    const hearing = hearRecording(samples, { prompts }, gaps)
    if (given.isSet('json')) terminal.out(JSON.stringify(asLine(file, hearing)))
    else tell(file, samples, hearing, terminal)
    if (given.text('html') !== undefined) heard.push({ file, samples, hearing })
  }
  const page = given.text('html')
  if (page !== undefined) writeOut('html', page, amdPage(heard))
  return failed ? EXIT_FAILED : 0
}

/** Listens to the legs of the callback that is named, until a signal ends it. */
async function listenToOne(given: Given, terminal: Terminal): Promise<number> {
  const [id = ''] = given.operands
  const instance = await runningInstance(given)
  const interrupt = new AbortController()
  const onSignal = (): void => interrupt.abort()
  process.once('SIGINT', onSignal)
  process.once('SIGTERM', onSignal)
  try {
    return await listenTo(id, instance, given.isSet('json'), terminal, interrupt.signal)
  } finally {
    process.off('SIGINT', onSignal)
    process.off('SIGTERM', onSignal)
  }
}

function asLine(file: string, { verdict, first, readyAtMs, beeps }: Hearing): object {
  return {
    file,
    verdict: verdict.kind,
    confidence: verdict.confidence,
    verdictAtMs: verdict.atMs,
    firstVerdict: first.kind,
    firstVerdictAtMs: first.atMs,
    readyAtMs: readyAtMs ?? null,
    beeps,
  }
}

function tell(file: string, samples: Int16Array, hearing: Hearing, terminal: Terminal): void {
  const { outPaint: paint } = terminal
  const { verdict, first, likelyMachineAtMs, readyAtMs } = hearing
  const detail = verdict.machine ?? verdict.tone
  const kind = `${verdict.kind}${detail === undefined ? '' : ` (${detail})`}`
  const sure = `${Math.round(verdict.confidence * 100)} % sure`
  terminal.out(`${paint.strong(file)}  ${paint.blue(kind)} at ${seconds(verdict.atMs)}, ${sure}`)
  for (const fact of verdict.evidence) terminal.out(paint.dim(`  ${fact}`))
  if (first !== verdict) {
    terminal.out(paint.dim(`  first said ${first.kind} at ${seconds(first.atMs)}`))
  }
  if (likelyMachineAtMs !== undefined)
    terminal.out(paint.dim(`  likely a machine from ${seconds(likelyMachineAtMs)}`))
  if (readyAtMs !== undefined) terminal.out(paint.dim(`  ready at ${seconds(readyAtMs)}`))
  for (const line of drawTimeline(samples, hearing, paint)) terminal.out(`  ${line}`)
  terminal.out('')
}

function readRecording(file: string, terminal: Terminal): Recording | undefined {
  try {
    const bytes = readFileSync(file)
    const samples = readWav(bytes)
    if (samples.length === 0) throw new WavProblem('no audio in it')
    return { samples, gaps: readGaps(bytes) }
  } catch (thrown) {
    if (!(thrown instanceof WavProblem) && !isFileProblem(thrown)) throw thrown
    terminal.err(`${terminal.errPaint.red('✖')} ${file}: ${thrown.message}`)
    return undefined
  }
}

function rememberPrompts(
  files: readonly string[],
  machine: MachineKind,
  store: string | undefined,
  terminal: Terminal,
): number {
  if (store === undefined)
    throw new OperatingError('usage', { why: '--remember needs --prompts STORE' })
  const prompts = readPrompts(store, true)
  for (const file of files) {
    const recording = readRecording(file, terminal)
    if (recording === undefined) return EXIT_FAILED
    const prompt = learnPrompt(file, machine, recording.samples)
    if (prompt === undefined) {
      terminal.err(`${terminal.errPaint.red('✖')} ${file}: less than a second of speech`)
      return EXIT_FAILED
    }
    prompts.push(prompt)
    terminal.out(`${file} is remembered as ${machine}`)
  }
  writeOut('prompts', store, `${JSON.stringify(prompts)}\n`)
  return 0
}

function writeOut(option: string, file: string, text: string): void {
  try {
    writeFileSync(file, text)
  } catch (thrown) {
    if (!isFileProblem(thrown)) throw thrown
    throw new OperatingError('usage', { why: `--${option}: ${thrown.message}` })
  }
}

function readPrompts(store: string, mayBeNew = false): Prompt[] {
  let text: string
  try {
    text = readFileSync(store, 'utf8')
  } catch (thrown) {
    if (!isFileProblem(thrown)) throw thrown
    if (mayBeNew && thrown.code === 'ENOENT') return []
    throw new OperatingError('usage', { why: `--prompts: ${thrown.message}` })
  }
  const prompts = parsePrompts(text)
  if (prompts !== undefined) return prompts
  throw new OperatingError('usage', { why: `--prompts: ${store} is no store of prompts` })
}

function isFileProblem(thrown: unknown): thrown is NodeJS.ErrnoException {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string'
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
