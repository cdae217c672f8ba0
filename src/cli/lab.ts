import { existsSync } from 'node:fs'
import { labProfile, loadConfig } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { createClock } from '../dialer/clock.ts'
import { createLog } from '../dialer/log.ts'
import { OperatingError } from '../errors.ts'
import { SCENARIOS, type Scenario } from '../lab/scenario.ts'
import { SippCarrier, Trial, type TrialReport } from '../lab/trial.ts'
import { openSwitchboard } from '../switchboard.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { errorsIn } from './problem-text.ts'
import { oneWord, readOptions, wholeNumber } from './options.ts'
import { processTerminal, type Terminal } from './terminal.ts'

const DEFAULT_CONFIG = 'ringfirst.yaml'
const SIPP_PORT = 5_099
const NAME_WIDTH = 15

/**
 * `ringfirst lab`: plays each scripted SIPp customer against the chosen switch and reports what
 * came of it. Exit 1 where a call did not end as it must. Not for a switch that a Ringfirst runs
 * on: the edge would share the calls out between the two.
 */
export async function lab(
  args: readonly string[],
  terminal: Terminal = processTerminal(),
): Promise<number> {
  const text = { type: 'string' } as const
  const flags = { config: text, switch: text, only: text, calls: text, rate: text }
  const given = readOptions(args, { flags: { ...flags, json: { type: 'boolean' } }, operands: [] })
  const names = SCENARIOS.map(({ name }) => name)
  const only = oneWord('only', given.text('only'), names)
  const calls = wholeNumber('calls', given.text('calls'), 1, 1_000) ?? 3
  const callsPerSecond = wholeNumber('rate', given.text('rate'), 1, 100) ?? 5
  const kind = oneWord('switch', given.text('switch'), ['lab', 'freeswitch'])
  const settings = settingsFrom(given.text('config'), kind)
  const scenarios = SCENARIOS.filter(({ name }) => only === undefined || name === only)
  const tell = given.isSet('json') ? () => undefined : (each: TrialReport) => show(each, terminal)
  const reports = await runAll(settings, scenarios, { calls, callsPerSecond }, tell)
  if (given.isSet('json')) terminal.out(JSON.stringify(reports))
  return reports.every(({ calls: all, asExpected }) => all === asExpected) ? 0 : EXIT_FAILED
}

async function runAll(
  settings: Settings,
  scenarios: readonly Scenario[],
  size: { readonly calls: number; readonly callsPerSecond: number },
  tell: (report: TrialReport) => void,
): Promise<readonly TrialReport[]> {
  const carrier = new SippCarrier(SIPP_PORT)
  const trunks = [carrier.trunk]
  const board = await openSwitchboard({ ...settings, trunks }, createClock(), createLog('silent'))
  const trial = new Trial(board.softswitch)
  const reports: TrialReport[] = []
  try {
    await carrier.prepare()
    await board.softswitch.start(trial.hear, () => undefined)
    for (const scenario of scenarios) {
      await carrier.play(scenario)
      const report = await trial.run(scenario, size)
      reports.push(report)
      tell(report)
    }
  } finally {
    await board.softswitch.stop()
    await board.close()
    await carrier.close()
  }
  return reports
}

function settingsFrom(
  config: string | undefined,
  kind: 'lab' | 'freeswitch' | undefined,
): Settings {
  const file = config ?? (existsSync(DEFAULT_CONFIG) ? DEFAULT_CONFIG : labProfile())
  const { settings, problems } = loadConfig(file, kind === undefined ? {} : { switch: kind })
  if (settings === undefined) {
    throw new OperatingError('config-invalid', { problems: `${file}: ${errorsIn(problems)}` })
  }
  if (settings.switch.kind === 'freeswitch') return settings
  const alone = { customers: false, agents: [], port: 0, customersPort: 0 }
  return { ...settings, switch: { ...settings.switch, ...alone } }
}

function show(report: TrialReport, { out, outPaint }: Terminal): void {
  const { scenario, text, calls, asExpected, expected, otherwise, postDialDelayMs } = report
  const mark = calls === asExpected ? outPaint.green('✔') : outPaint.red('✖')
  const delay = postDialDelayMs === undefined ? '' : `, rings after ${postDialDelayMs} ms`
  const instead = Object.entries(otherwise).map(([what, count]) => `${count} × ${what}`)
  const rest = instead.length === 0 ? '' : outPaint.red(`; instead ${instead.join(', ')}`)
  out(`${mark} ${scenario.padEnd(NAME_WIDTH)} ${asExpected} of ${calls} ${expected}${delay}${rest}`)
  out(`  ${outPaint.dim(text)}`)
}
