import { renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import pino from 'pino'
import type { Settings } from '../config/settings.ts'
import { createLog, type Log } from '../dialer/log.ts'
import { OperatingError } from '../errors.ts'
import { makeFolder } from '../folder.ts'

/** A larger log is put aside at the next start; the one put aside before goes. */
const LOG_MAX_BYTES = 10 * 1024 * 1024

/**
 * The log goes to standard error where a service manager collects it, and to a file in the data
 * folder where a person watches the terminal or looks at the lab.
 */
export function openLog(
  settings: Settings,
  isForPerson: boolean,
): { readonly log: Log; readonly file?: string } {
  if (!isForPerson) {
    return { log: createLog(settings.logLevel, pino.destination({ dest: 2, sync: true })) }
  }
  const file = join(settings.dataFolder, 'ringfirst.log')
  try {
    makeFolder(settings.dataFolder)
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > LOG_MAX_BYTES) {
      renameSync(file, `${file}.1`)
    }
    const destination = pino.destination({ dest: file, sync: true, mode: 0o600 })
    return { log: createLog(settings.logLevel, destination), file }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OperatingError(
      'data-folder-unusable',
      { folder: settings.dataFolder, why },
      { cause },
    )
  }
}
