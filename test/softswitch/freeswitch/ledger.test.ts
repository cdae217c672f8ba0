import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { agentId, legId } from '../../../src/core/ids.ts'
import { Ledger } from '../../../src/softswitch/freeswitch/ledger.ts'

const LEG = legId('11111111-2222-4333-8444-555555550001')
const BOB = { agentId: agentId('bob'), contact: 'sip:b@x.invalid;transport=ws', expiresAt: 9_000 }

describe('the edge ledger', () => {
  let folder: string
  let file: string

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ringfirst-ledger-'))
    file = join(folder, 'data', 'edge.jsonl')
  })

  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  it('knows after a crash which dialogs and phones were there', () => {
    const before = new Ledger(file)
    before.keepDialogs(LEG, ['a', 'b'])
    before.keepPhone(BOB)
    const after = new Ledger(file)
    expect(after.dialogsOf(LEG)).toEqual(['a', 'b'])
    expect(after.phones).toEqual([BOB])
  })

  it('forgets what ended, and does not grow with it', () => {
    const before = new Ledger(file)
    before.keepDialogs(LEG, ['a', 'b'])
    before.dropDialogs(LEG)
    before.keepPhone(BOB)
    before.dropPhone(BOB.agentId)
    expect(new Ledger(file).dialogsOf(LEG)).toEqual([])
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('drops a line that a crash cut short', () => {
    new Ledger(file).keepDialogs(LEG, ['a', 'b'])
    appendFileSync(file, '{"kind":"ended","leg')
    expect(new Ledger(file).dialogsOf(LEG)).toEqual(['a', 'b'])
  })

  it('is for its owner alone', () => {
    new Ledger(file).keepPhone(BOB)
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('names the folder that cannot be used', () => {
    expect(() => new Ledger('/dev/null/edge.jsonl')).toThrow('/dev/null')
  })
})
