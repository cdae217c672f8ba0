import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { hearRecording } from '../../src/amd/recording.ts'
import type { HeardCall } from './augmentation.ts'
import { CACHE } from './packages.ts'
import { BeepModule, hasFreeswitch } from './peers/freeswitch.ts'
import { heardCalls } from './rows.ts'
import { percentile, wilson } from './summary.ts'
import { type Part, voicesOf } from './voices.ts'

/*
 * Beeps beside FreeSWITCH's own mod_avmd, on identical excerpts of a part, in real time:
 * `npm run eval:beeps -- train 0.1`. Writes a line an excerpt to .cache/amd/results/beeps.csv.
 */

/** An excerpt starts so long before its beep, inside the greeting, and ends so long after it. */
const BEFORE_MS = 4_000
const AFTER_MS = 1_000
const SIGNAL_MS = 8_000
const AT_ONCE = 4
const SIGNALS = new Set(['sit', 'progress', 'fax', 'negative', 'music', 'human-business'])
const EARS = ['Ringfirst', 'mod_avmd'] as const

interface Excerpt {
  readonly id: string
  readonly kind: string
  readonly samples: Int16Array
  /** The beep in it; undefined in excerpts that hold none. */
  readonly beep: { readonly startMs: number; readonly endMs: number } | undefined
}

interface Heard {
  readonly excerpt: Excerpt
  readonly ear: (typeof EARS)[number]
  readonly atMs: readonly number[]
}

if (!hasFreeswitch()) throw new Error('there is no FreeSWITCH on this machine')
const part: Part = process.argv[2] === 'test' ? 'test' : 'train'
const excerpts = [...heardCalls(part, voicesOf(part), Number(process.argv[3] ?? 0.1))].flatMap(
  excerptOf,
)
const heard = await listenToAll()
report()

function excerptOf({ call, turn, samples, beepSnrDb }: HeardCall): Excerpt[] {
  const id = `${call.id} hearing ${turn}`
  const beep = call.beeps[0]
  if (beep !== undefined) {
    if (beepSnrDb < 10 || !['one', 'two'].includes(beep.shape)) return []
    const fromMs = Math.max(0, Math.floor((beep.startMs - BEFORE_MS) / 20) * 20)
    const excerpt = samples.slice(fromMs * 8, (beep.endMs + AFTER_MS) * 8)
    const times = { startMs: beep.startMs - fromMs, endMs: beep.endMs - fromMs }
    return [
      {
        id,
        kind: `${beep.shape} tone${beep.shape === 'one' ? '' : 's'}`,
        samples: excerpt,
        beep: times,
      },
    ]
  }
  if (turn > 0 || !SIGNALS.has(call.class)) return []
  return [{ id, kind: call.class, samples: samples.slice(0, SIGNAL_MS * 8), beep: undefined }]
}

async function listenToAll(): Promise<Heard[]> {
  const module = await BeepModule.start()
  const results: Heard[] = []
  const waiting = excerpts.entries()
  try {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (const [clip, excerpt] of waiting) {
          const atMs = await module.hear(clip, excerpt.samples)
          const ours = hearRecording(excerpt.samples).beeps.map((beep) => beep.atMs)
          results.push({ excerpt, ear: 'Ringfirst', atMs: ours })
          results.push({ excerpt, ear: 'mod_avmd', atMs: atMs.slice(0, 1) })
        }
      }),
    )
  } finally {
    await module.stop()
  }
  return results
}

function report(): void {
  const kinds = [...new Set(excerpts.map(({ kind }) => kind))]
  for (const kind of kinds) {
    for (const ear of EARS) {
      const some = heard.filter((one) => one.excerpt.kind === kind && one.ear === ear)
      process.stdout.write(`${kind.padEnd(15)} ${ear.padEnd(10)} ${describe(some)}\n`)
    }
  }
  const folder = join(CACHE, 'results')
  mkdirSync(folder, { recursive: true })
  const lines = heard.map(({ excerpt, ear, atMs }) =>
    [
      excerpt.id,
      excerpt.kind,
      ear,
      excerpt.beep?.startMs ?? '',
      atMs.map(Math.round).join(' '),
    ].join(),
  )
  writeFileSync(
    join(folder, 'beeps.csv'),
    `excerpt,kind,ear,beep_start_ms,heard_at_ms\n${lines.join('\n')}\n`,
  )
}

function describe(some: readonly Heard[]): string {
  const beep = some[0]?.excerpt.beep
  if (beep === undefined) {
    const wrong = some.reduce((sum, { atMs }) => sum + atMs.length, 0)
    return `${wrong} false beeps in ${some.length} excerpts`
  }
  const latencies = some.flatMap(({ excerpt, atMs }) => {
    const { startMs, endMs } = excerpt.beep!
    const hit = atMs.find((ms) => ms >= startMs && ms <= endMs + 300)
    return hit === undefined ? [] : [hit - startMs]
  })
  const early = some.reduce(
    (sum, { excerpt, atMs }) => sum + atMs.filter((ms) => ms < excerpt.beep!.startMs).length,
    0,
  )
  const share = ((100 * latencies.length) / some.length).toFixed(1)
  const times = [0.5, 0.95].map((p) => Math.round(percentile(latencies, p))).join(', ')
  return `${share} % [${wilson(latencies.length, some.length).join(', ')}] of ${some.length}, p50, p95 ${times} ms, ${early} before the beep`
}
