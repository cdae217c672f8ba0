import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runCommandLine } from '../../src/cli/command-line.ts'
import { queueId } from '../../src/core/ids.ts'
import { SNAPSHOT_FORMAT } from '../../src/core/snapshot.ts'
import { instant } from '../../src/core/time.ts'
import type { JournalEntry, Store } from '../../src/ports/store.ts'
import { firstSince, lastHours } from '../../src/store/journal-hours.ts'
import { makeOrganisation } from '../support/organisation.ts'
import { fakeTerminal } from './fake-terminal.ts'

async function run(...args: string[]) {
  const terminal = fakeTerminal()
  const exitCode = await runCommandLine(['shadow', ...args], terminal)
  return { exitCode, output: terminal.output, error: terminal.errors[0] }
}

const HOUR_MS = 3_600_000
const organisation = makeOrganisation()

/** A journal with an entry every half hour, of which each read entry is counted. */
function journalOf(entries: number) {
  let read = 0
  const store = {
    async *readJournal(from: number): AsyncIterable<JournalEntry> {
      for (let sequence = from; sequence <= entries; sequence++) {
        read++
        const at = instant((sequence * HOUR_MS) / 2)
        yield { sequence, at, event: { kind: 'QueueOpened', queueId: queueId('support') } }
      }
    },
  } as Partial<Store> as Store
  return { store, read: () => read }
}

describe('a journal that is replayed', () => {
  it.each([0, 1, 47, 500_000, 999_999])(
    'is found from moment %i on in a few looks',
    async (half) => {
      const { store, read } = journalOf(1_000_000)
      expect(await firstSince(store, (half * HOUR_MS) / 2)).toBe(Math.max(1, half))
      expect(read()).toBeLessThan(60)
    },
  )

  it('has its last hours, and what was configured before them', async () => {
    const { store, read } = journalOf(1_000_000)
    const state = JSON.stringify({ format: SNAPSHOT_FORMAT, organisation })
    const opened = { snapshot: { sequence: 999_000, state }, lastSequence: 1_000_000, fence: 1 }
    const entries = await lastHours(store, opened, 24)
    expect(entries[0]?.event).toEqual({ kind: 'OrganisationConfigured', organisation })
    expect(entries[1]?.event.kind).toBe('SwitchSurveyed')
    expect(entries).toHaveLength(2 + 49)
    expect(read()).toBeLessThan(200)
  })
})

describe('ringfirst shadow', () => {
  it('makes no data folder where there is none', async () => {
    const data = join(mkdtempSync(join(tmpdir(), 'ringfirst-shadow-')), 'nowhere')
    const { exitCode, error } = await run('support', '--data', data)
    expect(exitCode).toBe(1)
    expect(error).toContain(`The data folder ${data} cannot be used: no Ringfirst has run on it`)
    expect(existsSync(data)).toBe(false)
  })

  it.each([
    ['support', '', 'the journal is empty: nothing has happened yet [usage]'],
    ['support', '{"at":1,"event":{"kind":"A"}}\n{"at":2}\n', 'FILE:2: is no entry of a journal'],
    ['support', 'hello\n', 'FILE:1: Unexpected token'],
    [
      'sales',
      `${JSON.stringify({ at: 1, event: { kind: 'OrganisationConfigured', organisation } })}\n`,
      'there is no queue sales; queues: support [unknown-queue]',
    ],
    ['No Such', '', 'there is no queue No Such'],
  ])('%s on %j: %s', async (queue, text, why) => {
    const file = join(mkdtempSync(join(tmpdir(), 'ringfirst-shadow-')), 'journal.jsonl')
    writeFileSync(file, text)
    const { exitCode, error } = await run(queue, '--journal', file)
    expect(exitCode).not.toBe(0)
    expect(error).toContain(why.replace('FILE', file))
  })
})
