import { existsSync, mkdtempSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { AnalysedAudio } from '../src/analysed-audio.ts'
import { eventually } from './support/eventually.ts'
import { newLegId } from './support/switch-recorder.ts'

const DAY_MS = 86_400_000

describe('analysed audio', () => {
  const folder = join(mkdtempSync(join(tmpdir(), 'ringfirst-analysed-')), 'made when needed')
  const audio = new AnalysedAudio(folder, DAY_MS, (why) => expect.fail(why))

  afterEach(() => audio.close())

  it('is kept a file a leg, with its levels, and goes when its time is over', async () => {
    const legId = newLegId()
    const samples = Int16Array.from({ length: 16_000 }, (_, i) =>
      i < 8_000 ? 0 : 8_000 * Math.sin(i),
    )
    audio.hear({ kind: 'analysed', legId, samples, gaps: [] })
    await eventually(() => existsSync(join(folder, `${legId}.wav`)))
    await eventually(async () => (await audio.of(legId))?.durationMs === 2_000)
    const levels = (await audio.of(legId))?.levelsDbfs ?? []
    expect(levels).toHaveLength(100)
    expect(levels[10]).toBeLessThan(-80)
    expect(levels[80]).toBeGreaterThan(-20)
    await audio.sweep(Date.now() + DAY_MS - 60_000)
    expect(readdirSync(folder)).toHaveLength(1)
    await audio.sweep(Date.now() + DAY_MS + 60_000)
    expect(readdirSync(folder)).toHaveLength(0)
    expect(await audio.of(legId)).toBeUndefined()
  })
})
