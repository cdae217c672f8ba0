import { OperatingError } from '../errors.ts'
import { paintFor, type Paint } from './paint.ts'

/** What a command writes to and is coloured for; tests give one of their own. */
export interface Terminal {
  /** Data: one line, without its end. */
  out(line: string): void
  /** Messages for people. */
  err(line: string): void
  readonly outPaint: Paint
  readonly errPaint: Paint
  /** Whether a person watches. */
  readonly isWatched: boolean
}

/** The terminal of this process. Whoever reads it may go (`| head`): what runs goes on to its end. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
  return {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (line) => void process.stderr.write(`${line}\n`),
    outPaint: paintFor(process.stdout),
    errPaint: paintFor(process.stderr),
    isWatched: process.stdout.isTTY,
  }
}

/** Tells of a failure: what happened, its code, and what to do next. */
export function tellFailure(terminal: Terminal, thrown: unknown): void {
  const paint = terminal.errPaint
  if (!(thrown instanceof OperatingError)) {
    terminal.err(`${paint.red('✖')} Something broke inside Ringfirst. Please report this:`)
    terminal.err(thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown))
    return
  }
  terminal.err(`${paint.red('✖')} ${thrown.message} ${paint.dim(`[${thrown.code}]`)}`)
  const advice = ADVICE[thrown.code]
  if (advice !== undefined) terminal.err(`  ${paint.dim(advice)}`)
}

const ADVICE: Readonly<Partial<Record<string, string>>> = {
  'config-not-found': 'Leave out --config to run the built-in lab, or see ringfirst check --help.',
  'config-invalid': 'ringfirst check FILE shows each place.',
  'port-busy':
    'The board is moved with --port, SIP in the configuration with lab.port and lab.customersPort.',
  'store-in-use': 'Stop the other one, or give this one a folder of its own with --data DIR.',
  'store-newer': 'Or choose another folder with --data DIR; nothing was changed in this one.',
  'store-gone': 'Nothing that was acknowledged is lost. Start again when it is back.',
  'store-full': 'Nothing that was acknowledged is lost. Make room, then start again.',
  'instance-unreachable': 'ringfirst start runs one.',
  'unknown-queue': 'The board lists the queues: ringfirst open.',
  unauthorized: 'The command line reads tokens.json in the data folder: give the same --data DIR.',
  usage: 'ringfirst --help shows every command.',
}
