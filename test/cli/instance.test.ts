import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findInstance } from '../../src/cli/instance.ts'

const TOKEN = 'rf_admin_of_the_test_0123456789'

describe('looking for the Ringfirst of a data folder', () => {
  let folder: string
  let server: Server

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringfirst-instance-'))
    const tokens = [{ name: 'admin', role: 'admin', token: TOKEN }]
    writeFileSync(join(folder, 'tokens.json'), JSON.stringify({ version: 1, tokens }))
  })
  afterEach(() => {
    server.closeAllConnections()
    server.close()
    rmSync(folder, { recursive: true })
  })

  async function listen(answer: RequestListener): Promise<string> {
    server = createServer(answer).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const instance = { pid: process.pid, url, tokensFile: 'tokens.json', version: '0' }
    writeFileSync(join(folder, 'instance.json'), JSON.stringify(instance))
    return url
  }

  it('finds one that answers', async () => {
    const url = await listen((_, response) => response.end('{"status":"ok","switch":"lab"}'))
    expect(await findInstance(folder)).toMatchObject({ url })
  })

  it('finds one that is too busy to answer at once', async () => {
    const url = await listen(() => undefined)
    expect(await findInstance(folder)).toMatchObject({ url })
  })

  it('is not misled by a stranger at its address', async () => {
    await listen((_, response) => response.end('hello'))
    expect(await findInstance(folder)).toBeUndefined()
  })

  it('is not misled by an address where nobody is', async () => {
    await listen(() => undefined)
    server.close()
    await once(server, 'close')
    expect(await findInstance(folder)).toBeUndefined()
  })
})
