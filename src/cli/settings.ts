import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { labProfile, loadConfig, type Loaded, type Overrides } from '../config/load.ts'
import type { Settings } from '../config/settings.ts'
import { present } from '../core/assert.ts'
import { OperatingError } from '../errors.ts'
import { renderProblem } from './problem-text.ts'
import type { Terminal } from './terminal.ts'

/** The configuration that is used where none is named. */
const USUAL_FILE = 'ringfirst.yaml'

/** Which file configures Ringfirst: the named one, the usual one if it is there, or the lab's. */
export function configFile(named: string | undefined): string {
  if (named !== undefined) return named
  return existsSync(USUAL_FILE) ? USUAL_FILE : labProfile()
}

/** The settings of a file; warnings are told. Throws `config-invalid` with every error and its place. */
export function settingsFrom(
  file: string,
  overrides: Overrides,
  terminal: Terminal,
): { readonly settings: Settings; readonly isLabProfile: boolean } {
  const loaded: Loaded = loadConfig(file, overrides)
  if (loaded.settings === undefined) throw invalid(loaded, terminal)
  for (const problem of loaded.problems) terminal.err(renderProblem(problem, terminal.errPaint))
  return { settings: loaded.settings, isLabProfile: file === labProfile() }
}

/** The data folder that a command without settings of its own talks about. */
export function dataFolderOf(dataFlag: string | undefined, configFlag: string | undefined): string {
  if (dataFlag !== undefined) return resolve(dataFlag)
  return present(loadSettled(configFile(configFlag)), 'a loaded configuration').dataFolder
}

/** The database that a configuration names; undefined where it is the data folder's own. */
export function databaseOf(configFlag: string | undefined): string | undefined {
  return loadSettled(configFile(configFlag)).databaseUrl
}

function loadSettled(file: string): Settings {
  const { settings, problems } = loadConfig(file)
  if (settings !== undefined) return settings
  throw new OperatingError('config-invalid', { problems: summary(file, problems.length) })
}

function invalid(loaded: Loaded, terminal: Terminal): OperatingError {
  for (const problem of loaded.problems) terminal.err(renderProblem(problem, terminal.errPaint))
  const errors = loaded.problems.filter((problem) => problem.severity === 'error').length
  return new OperatingError('config-invalid', { problems: summary(loaded.file, errors) })
}

function summary(file: string, errors: number): string {
  return `${file} has ${errors} error${errors === 1 ? '' : 's'}`
}
