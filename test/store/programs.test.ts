import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { missingLink } from '../../src/store/programs.ts'

describe('the built-in PostgreSQL', () => {
  it('names the link that an install without scripts left out', () => {
    const folder = mkdtempSync(join(tmpdir(), 'ringfirst-programs-'))
    mkdirSync(join(folder, 'native', 'lib'), { recursive: true })
    const target = 'native/lib/libpq.so.5'
    const links = [{ source: 'native/lib/libpq.so.5.18', target }]
    expect(missingLink(folder)).toBeUndefined()
    writeFileSync(join(folder, 'native', 'pg-symlinks.json'), JSON.stringify(links))
    expect(missingLink(folder)).toBe(join(folder, target))
    writeFileSync(join(folder, target), '')
    expect(missingLink(folder)).toBeUndefined()
  })
})
