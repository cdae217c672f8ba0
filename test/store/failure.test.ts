import { tmpdir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { AssertionFailure } from '../../src/core/assert.ts'
import { OperatingError } from '../../src/errors.ts'
import { storeFailure, withRoomChecked } from '../../src/store/failure.ts'
import { createPostgresStore } from '../../src/store/postgres.ts'
import { startBuiltIn } from '../support/postgres.ts'

function databaseError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}

describe('what goes wrong with the database', () => {
  it.each([
    ['store-full', '53100', 'could not extend file "base/5/16384": No space left on device'],
    [
      'store-full',
      '58030',
      'could not write to file "pg_wal/xlogtemp.12": No space left on device',
    ],
    ['store-full', 'EDQUOT', 'EDQUOT: disk quota exceeded'],
    ['store-gone', '57P01', 'terminating connection due to administrator command'],
    ['store-gone', '57P03', 'the database system is starting up'],
    ['store-gone', '08006', 'connection failure'],
    ['store-gone', '53300', 'sorry, too many clients already'],
    ['store-gone', 'ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:5432'],
    ['store-gone', 'ENOENT', 'connect ENOENT /data/postgres/.s.PGSQL.5432'],
    ['store-gone', '', 'Connection terminated unexpectedly'],
    ['store-gone', '', 'Query read timeout'],
    ['store-gone', '', 'Client has encountered a connection error and is not queryable'],
    ['store-unusable', '28P01', 'password authentication failed for user "x"'],
    ['store-unusable', '3D000', 'database "x" does not exist'],
    ['store-unusable', '42501', 'permission denied for database x'],
  ])('is %s for %s: %s', (code, sqlState, message) => {
    const failure = storeFailure(databaseError(sqlState, message))
    expect(failure).toMatchObject({ code, details: { why: message } })
  })

  it('stays what it is where it is named already, or a bug', () => {
    const named = new OperatingError('lease-lost')
    const bug = new AssertionFailure('a batch has no gaps')
    expect(storeFailure(named)).toBe(named)
    expect(storeFailure(bug)).toBe(bug)
  })

  it('is gone, not full, where there is room', async () => {
    const gone = storeFailure(databaseError('57P02', 'crashed'))
    expect(await withRoomChecked(gone, tmpdir())).toBe(gone)
  })

  it('is told by code when a store by URL cannot be reached or entered', async () => {
    const nobody = createPostgresStore({ server: { url: 'postgresql://x:secret@127.0.0.1:1/x' } })
    await expect(nobody.open()).rejects.toMatchObject({
      code: 'store-gone',
      message: expect.not.stringContaining('secret') as string,
    })
    const server = await startBuiltIn()
    const stranger = createPostgresStore({
      server: { url: server.url.replace('/postgres?', '/elsewhere?') },
    })
    await expect(stranger.open()).rejects.toMatchObject({ code: 'store-unusable' })
    await server.stop()
  })
})
