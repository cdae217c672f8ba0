import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { EmbeddedServer } from '../../src/store/embedded.ts'
import { describeStore } from '../conformance/store.ts'
import {
  hasDebianPostgres,
  postgresHarness,
  query,
  socketUrl,
  startBuiltIn,
  startDebian,
  temporaryFolder,
  type TestPostgres,
} from '../support/postgres.ts'

describeStore('PostgreSQL in the data folder', async () => {
  const folder = temporaryFolder()
  const server = new EmbeddedServer(folder)
  return postgresHarness(
    { server: { folder } },
    async () => socketUrl((await server.run()).host),
    async () => {
      await server.run()
      await server.stop()
      rmSync(folder, { recursive: true })
    },
  )
})

function describeByUrl(name: string, start: () => Promise<TestPostgres>): void {
  describe(name, () => {
    let server: TestPostgres
    let divisions = 0
    beforeAll(async () => {
      server = await start()
    })
    afterAll(() => server.stop())

    describeStore(name, async () => {
      const division = `d${++divisions}`
      const drop = `drop schema if exists ringfirst_${division} cascade`
      return postgresHarness(
        { server: { url: server.url }, division },
        async () => server.url,
        async () => void (await query(server.url, drop)),
      )
    })
  })
}

describeByUrl('the built-in PostgreSQL by URL', startBuiltIn)

if (hasDebianPostgres) describeByUrl("Debian's PostgreSQL 15 by URL", startDebian)
else it.skip("Debian's PostgreSQL 15 by URL: needs postgresql-15 and root to start it")
