import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Gap } from './amd/recording.ts'
import { traceOf } from './amd/trace.ts'
import { readWav, writeWav } from './amd/wav.ts'
import type { AnalysedSeconds } from './api/product.ts'
import type { LegId } from './core/ids.ts'
import type { Observation } from './ports/softswitch.ts'
import { HOUR_MS } from './core/time.ts'
import { LIMITS } from './core/limits.ts'

const SAMPLES_PER_MS = 8
/** One level for each two hops of 10 ms. */
const LEVEL_HOPS = 2
const SILENCE_DB = -96
const LEG_RULE = /^[0-9a-f-]{36}$/

/**
 * Keeps the audio that call analysis heard, a file a leg, for as long as is configured and no
 * longer: older files go every hour, and beyond `LIMITS.analysedFiles` the oldest. A disk that
 * takes nothing costs a file and disturbs no call.
 */
export class AnalysedAudio {
  readonly #folder: string
  readonly #keepMs: number
  readonly #report: (why: string) => void
  readonly #timer: NodeJS.Timeout

  constructor(folder: string, keepMs: number, report: (why: string) => void) {
    this.#folder = folder
    this.#keepMs = keepMs
    this.#report = report
    this.#timer = setInterval(() => void this.sweep(Date.now()), HOUR_MS).unref()
    void this.sweep(Date.now())
  }

  /** Takes in what was analysed; everything else that is seen on the switch is left alone. */
  hear(seen: Observation): void {
    if (seen.kind === 'analysed') void this.#write(seen.legId, seen.samples, seen.gaps)
  }

  /** What was analysed on a leg; undefined where it is not kept, or no longer. */
  async of(legId: LegId): Promise<AnalysedSeconds | undefined> {
    if (!LEG_RULE.test(legId)) return undefined
    const file = this.#fileOf(legId)
    const bytes = await readFile(file).catch(() => undefined)
    if (bytes === undefined) return undefined
    const samples = readWav(bytes)
    const { levelDb, thresholdDb } = traceOf(samples)
    return {
      file,
      durationMs: Math.round(samples.length / SAMPLES_PER_MS),
      levelsDbfs: everyOther(levelDb),
      thresholdsDbfs: everyOther(thresholdDb),
    }
  }

  /** Takes away what is too old or too much. `nowMs`: milliseconds since 1970. */
  async sweep(nowMs: number): Promise<void> {
    const names = await readdir(this.#folder).catch(() => [])
    const files = await Promise.all(
      names.map(async (name) => {
        const file = join(this.#folder, name)
        return { file, madeMs: (await stat(file).catch(() => undefined))?.mtimeMs ?? 0 }
      }),
    )
    const newestFirst = files.sort((a, b) => b.madeMs - a.madeMs)
    const goes = newestFirst.filter(
      ({ madeMs }, i) => nowMs - madeMs > this.#keepMs || i >= LIMITS.analysedFiles,
    )
    for (const { file } of goes) await rm(file, { force: true })
  }

  close(): void {
    clearInterval(this.#timer)
  }

  async #write(legId: LegId, samples: Int16Array, gaps: readonly Gap[]): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(this.#fileOf(legId), writeWav(samples, gaps), { mode: 0o600 })
    } catch (error) {
      this.#report(error instanceof Error ? error.message : String(error))
    }
  }

  #fileOf(legId: LegId): string {
    return join(this.#folder, `${legId}.wav`)
  }
}

function everyOther(levels: readonly number[]): readonly number[] {
  const kept: number[] = []
  for (let i = 0; i < levels.length; i += LEVEL_HOPS) {
    kept.push(Math.round(Math.max(SILENCE_DB, levels[i] ?? SILENCE_DB)))
  }
  return kept
}
