import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { OperatingError } from '../errors.ts'
import { packageRoot } from '../package-root.ts'
import { assemble } from './assemble.ts'
import { inconsistencies } from './consistency.ts'
import { readDocument } from './document.ts'
import { promptFindings } from './flow-prompts.ts'
import { readKnownPrompts } from './known-prompts.ts'
import type { Finding, Problem } from './problem.ts'
import { CONFIG_SCHEMA, type Config } from './schema.ts'
import { readSecrets } from './secrets.ts'
import type { Settings } from './settings.ts'
import { findingsOf } from './shape.ts'

/** What came of reading a configuration: settings unless there is an error among the problems. */
export interface Loaded {
  readonly file: string
  readonly settings: Settings | undefined
  /** As it was written, with every default; undefined where its shape is wrong. */
  readonly config?: Config
  /** In the order of the file. */
  readonly problems: readonly Problem[]
}

/** What the command line says over the configuration. */
export interface Overrides {
  readonly dataFolder?: string
  readonly port?: number
  readonly switch?: 'lab' | 'freeswitch'
  /** Every port of the lab is a free one: several run side by side. */
  readonly freePorts?: boolean
}

/** The configuration that is used when there is none. */
export function labProfile(): string {
  return join(packageRoot(), 'src/config/lab-profile.yaml')
}

/**
 * Reads and checks a configuration. Throws `config-not-found` or `config-unreadable`; what is wrong
 * inside is data.
 */
export function loadConfig(file: string, overrides: Overrides = {}): Loaded {
  return checkText(file, readText(file), overrides)
}

/** Checks the text of a configuration; files that it names are looked up beside `file`. */
export function checkText(file: string, text: string, overrides: Overrides = {}): Loaded {
  const document = readDocument(file, text)
  if (document.problems.length > 0)
    return { file, settings: undefined, problems: document.problems }
  const failed = (findings: readonly Finding[]): Loaded => ({
    file,
    settings: undefined,
    problems: placed(findings),
  })
  const placed = (findings: readonly Finding[]): readonly Problem[] =>
    findings
      .map((finding) => document.place(finding))
      .sort((a, b) => a.line - b.line || a.column - b.column)

  const parsed = CONFIG_SCHEMA.safeParse(document.value)
  if (!parsed.success) return failed(findingsOf(parsed.error))
  const config = override(parsed.data, overrides)
  const folder = dirname(resolve(file))
  const { secrets, findings: unreadable } = readSecrets(config, folder)
  const { knownPrompts, findings: unknown } = readKnownPrompts(config, folder)
  const findings = [...inconsistencies(config), ...unreadable, ...unknown]
  if (findings.some((finding) => finding.severity === 'error')) return failed(findings)
  const base = file === labProfile() ? process.cwd() : folder
  const settings = assemble(config, { secrets, knownPrompts }, base)
  const unheard = promptFindings(config, settings.promptsFolder)
  return { file, settings, config, problems: placed([...findings, ...unheard]) }
}

function override(config: Config, overrides: Overrides): Config {
  const { dataFolder, port } = overrides
  return {
    ...config,
    ...(overrides.switch === undefined ? {} : { switch: overrides.switch }),
    ...(dataFolder === undefined ? {} : { dataFolder: resolve(dataFolder) }),
    lab: overrides.freePorts === true ? { ...config.lab, port: 0, customersPort: 0 } : config.lab,
    http: port === undefined ? config.http : { ...config.http, port },
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') throw new OperatingError('config-not-found', { file }, { cause })
    const why = code === 'EISDIR' ? 'it is a folder' : code
    throw new OperatingError('config-unreadable', { file, why }, { cause })
  }
}
