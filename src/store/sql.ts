import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'

const FOLDER = join(packageRoot(), 'src', 'store')

/** A statement that the server parses once a connection, by its name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The statement in `statements/<name>.sql`. Reads the file; throws where it is missing. */
export function statement(name: string): Statement {
  return { name, text: readFileSync(join(FOLDER, 'statements', `${name}.sql`), 'utf8') }
}

/**
 * The texts of `migrations/000001.sql` and on, in order: the first makes version 1. Files are only
 * ever added. Reads the folder.
 */
export function migrations(): readonly string[] {
  const files = readdirSync(join(FOLDER, 'migrations')).filter((name) => name.endsWith('.sql'))
  return files.sort().map((name) => readFileSync(join(FOLDER, 'migrations', name), 'utf8'))
}
