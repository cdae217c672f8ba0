import { setTimeout as sleep } from 'node:timers/promises'
import type { Settings } from '../config/settings.ts'
import { startRingfirst, type Running } from '../main.ts'
import type { Log } from '../dialer/log.ts'
import { OperatingError } from '../errors.ts'
import { openBrowser } from './browser.ts'
import { EXIT_INTERRUPTED } from './exit-code.ts'
import { findInstance } from './instance.ts'
import { openLog } from './log-file.ts'
import { oneWord, readOptions, wholeNumber } from './options.ts'
import { configFile, settingsFrom } from './settings.ts'
import { tellFailure, type Terminal } from './terminal.ts'

/** One Ctrl-C arrives twice under npm, which passes on what the terminal has sent to all. */
const SAME_KEY_PRESS_MS = 500
const STOP_PATIENCE_MS = 10_000

/** `ringfirst start`: runs until it is told to stop. A second signal does not wait. */
export async function start(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      config: { type: 'string', short: 'c' },
      data: { type: 'string', short: 'd' },
      port: { type: 'string', short: 'p' },
      switch: { type: 'string' },
      open: { type: 'boolean' },
    },
    operands: [],
  })
  const data = given.text('data')
  const port = wholeNumber('port', given.text('port'), 0, 65_535)
  const kind = oneWord('switch', given.text('switch'), ['lab', 'freeswitch'])
  const { settings, isLabProfile } = settingsFrom(
    configFile(given.text('config')),
    {
      ...(data === undefined ? {} : { dataFolder: data }),
      ...(port === undefined ? {} : { port }),
      ...(kind === undefined ? {} : { switch: kind }),
    },
    terminal,
  )
  const beganMs = performance.now()
  const { log, file } = openLog(settings, terminal.isWatched || isLabProfile)
  const { running, signalled } = await startUnlessSignalled(settings, log, terminal)
  if (running === undefined) return EXIT_INTERRUPTED
  greet(terminal, settings, running, {
    isLabProfile,
    tookMs: performance.now() - beganMs,
    ...(file === undefined ? {} : { logFile: file }),
  })
  if (given.isSet('open')) openBrowser(running.signInLink())
  const exitCode = await Promise.race([
    signalled,
    running.ended.then((end) => {
      tellFailure(terminal, end.failure)
      return end.exitCode
    }),
  ])
  await running.stop()
  if (exitCode === 0) terminal.out(`${terminal.outPaint.green('✔')} Stopped; nothing is lost.`)
  return exitCode
}

async function startUnlessSignalled(
  settings: Settings,
  log: Log,
  terminal: Terminal,
): Promise<{ readonly running: Running | undefined; readonly signalled: Promise<number> }> {
  const signalled = new Promise<number>((resolve) => {
    let firstAtMs: number | undefined
    const onSignal = (): void => {
      const nowMs = performance.now()
      if (firstAtMs !== undefined && nowMs - firstAtMs < SAME_KEY_PRESS_MS) return
      if (firstAtMs !== undefined) process.exit(EXIT_INTERRUPTED)
      firstAtMs = nowMs
      terminal.err(terminal.errPaint.dim('Stopping; once more stops at once.'))
      resolve(0)
    }
    process.on('SIGINT', onSignal)
    process.on('SIGTERM', onSignal)
  })
  const starting = startRingfirst(settings, log).catch(async (thrown: unknown) => {
    throw (await sameDataFailure(settings, thrown)) ?? thrown
  })
  const first = await Promise.race([starting, signalled])
  if (typeof first !== 'number') return { running: first, signalled }
  // What is half started is stopped too, unless it takes longer than people wait.
  const stopped = starting.then((running) => running.stop())
  await Promise.race([stopped, sleep(STOP_PATIENCE_MS, undefined, { ref: false })])
  return { running: undefined, signalled }
}

/** A port that is taken by the Ringfirst on the same data is not what is wrong: the second start is. */
async function sameDataFailure(
  { dataFolder }: Settings,
  thrown: unknown,
): Promise<OperatingError | undefined> {
  if (!(thrown instanceof OperatingError) || thrown.code !== 'port-busy') return undefined
  const other = await findInstance(dataFolder)
  return other === undefined ? undefined : new OperatingError('store-in-use', { owner: other.url })
}

function greet(
  terminal: Terminal,
  settings: Settings,
  running: Running,
  { isLabProfile, tookMs, logFile }: { isLabProfile: boolean; tookMs: number; logFile?: string },
): void {
  const { outPaint: paint } = terminal
  const { organisation } = settings
  const row = (left: string, right: string): void =>
    terminal.out(`  ${paint.dim(left.padEnd(10))} ${right}`)
  terminal.out(
    `${paint.green('●')} ${paint.strong('Ringfirst')} ${running.version} runs ${paint.dim(`(${(tookMs / 1_000).toFixed(1)} s)`)}`,
  )
  terminal.out('')
  row('Board', paint.blue(running.signInLink()))
  row('API', `${running.url}/v1  ${paint.dim(`tokens in ${running.tokensFile}`)}`)
  row('Switch', running.switchText)
  row('Queues', organisation.queues.map((queue) => `${queue.id} (${queue.mode})`).join(', '))
  row('Agents', organisation.agents.map((agent) => agent.name).join(', ') || 'none')
  row('Data', settings.dataFolder)
  if (logFile !== undefined) row('Log', logFile)
  if (running.labNumbers.length > 0) {
    terminal.out('')
    terminal.out(
      `  ${paint.strong('Customers to call')} ${paint.dim('ringfirst call NUMBER, or on the board')}`,
    )
    for (const { number, what } of running.labNumbers)
      terminal.out(`  ${number}  ${paint.dim(what)}`)
  }
  terminal.out('')
  const hint = isLabProfile ? 'A lab, for there is no ringfirst.yaml. ' : ''
  terminal.out(paint.dim(`  ${hint}Ctrl-C stops.`))
}
