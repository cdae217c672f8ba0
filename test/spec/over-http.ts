import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { present } from '../../src/core/assert.ts'
import type { CallbackBooked } from '../../src/core/state/events.ts'
import { readBooking } from '../../src/api/booking.ts'
import { createBench, type Bench } from '../api/fixture.ts'
import { fakeTerminal } from '../cli/fake-terminal.ts'
import { replaced } from './configured.ts'
import { eventually } from '../support/eventually.ts'
import { callbackId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import type { Organisation } from '../../src/core/state/organisation.ts'

/** A booking sent to the HTTP API: the answer, and how many callbacks there are then. */
export async function bookOverHttp(body: object) {
  const bench = createBench()
  const headers = bench.as('admin')
  const sent = { method: 'POST', url: '/v1/callbacks', headers, payload: body } as const
  const answer = await bench.app.inject(sent)
  return { answer, booked: bench.product.state.callbacks.size, bench }
}

/** The event that a booking of these words comes to in a house. */
export function bookingIn(house: Organisation, body: object): CallbackBooked {
  const id = callbackId('00000000-0000-7000-8000-000000010000')
  const at = instant(Date.parse('2026-05-01T12:00:00Z'))
  return readBooking(body, house, { callbackId: id, source: 'api', at })
}

/** A list of contacts, as CSV, tried or taken. */
export function importing(bench: Bench, csv: string, dryRun: boolean) {
  return bench.app.inject({
    method: 'POST',
    url: `/v1/imports?dryRun=${dryRun}`,
    headers: { ...bench.as('admin'), 'content-type': 'text/csv' },
    payload: csv,
  })
}

/** `ringfirst call NUMBER` against a server in this process; whoever is booked changes their mind. */
export async function callFromTheCommandLine(...words: readonly string[]) {
  const bench = createBench()
  const { product, tokens, app } = bench
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  const tokensFile = join(product.recordingsFolder, 'admin.json')
  const token = present(tokens.tokenOf('admin'), 'an admin has a token')
  writeFileSync(tokensFile, JSON.stringify({ tokens: [{ role: 'admin', token }] }))
  process.env['RINGFIRST_TOKEN_FILE'] = tokensFile
  const terminal = fakeTerminal()
  try {
    const ended = runCommandLine(['call', ...words, '--url', url], terminal)
    await eventually(() => product.state.callbacks.size === 1)
    const booked = present([...product.state.callbacks.values()][0], 'one callback')
    await product.submit({ kind: 'CallbackCancelled', callbackId: booked.id, by: 'customer' })
    await ended
    return { booked, said: [...terminal.errors, ...terminal.output].join('\n') }
  } finally {
    delete process.env['RINGFIRST_TOKEN_FILE']
    await app.close()
  }
}

const CAMPAIGN = `defaultSite: us
hours:
  days: { open: ['Mon-Fri 09:00-20:00'], holidays: ['2026-05-04'] }
campaigns:
  renewals: { queue: support, hours: days }
`

/** The lab's house with a campaign whose contacts are called on weekdays from nine to eight. */
export function campaignHouse(): Organisation {
  const { settings } = replaced(['defaultSite: us\n', CAMPAIGN])
  return present(settings, 'it has no errors').organisation
}
