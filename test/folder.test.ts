import { existsSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { makeFolder } from '../src/folder.ts'

describe('a folder', () => {
  const here = mkdtempSync(join(tmpdir(), 'ringfirst-folder-'))

  it('is made with what is missing above it, and left as it is where it is there', () => {
    makeFolder(join(here, 'a', 'b'))
    makeFolder(join(here, 'a', 'b'))
    expect(existsSync(join(here, 'a', 'b'))).toBe(true)
  })

  it('that cannot be made is an error, at once', () => {
    writeFileSync(join(here, 'file'), '')
    expect(() => makeFolder(join(here, 'file', 'c'))).toThrow(/ENOTDIR/)
    if (process.platform === 'linux') expect(() => makeFolder('/proc/x')).toThrow(/ENOENT/)
  })
})
