import type { Hearing } from '../amd/recording.ts'
import type { Finding } from '../amd/verdict.ts'
import { type Trace, traceOf } from '../amd/trace.ts'
import type { Paint } from './paint.ts'

const COLUMNS = 72
const BLOCKS = '▁▂▃▄▅▆▇█'
const SOFTEST_DB = -60
const LOUDEST_DB = -10

/**
 * A recording in a few lines of text: its level, where it was voice, its beeps, and each decision
 * under the moment at which it was made. Pure.
 */
export function drawTimeline(samples: Int16Array, hearing: Hearing, paint: Paint): string[] {
  const trace = traceOf(samples)
  const durationMs = Math.max(1, samples.length / 8)
  const columnOf = (ms: number): number =>
    Math.max(0, Math.min(COLUMNS - 1, Math.floor((ms / durationMs) * COLUMNS)))
  const beeps = blank()
  for (const beep of hearing.beeps) {
    beeps.fill('●', columnOf(beep.startMs), columnOf(beep.endMs) + 1)
  }
  const lines = [
    `${paint.dim('level')}  ${levels(trace)}`,
    `${paint.dim('voice')}  ${paint.green(voice(trace))}`,
  ]
  if (hearing.beeps.length > 0) lines.push(`${paint.dim('beep ')}  ${paint.yellow(beeps.join(''))}`)
  for (const finding of hearing.findings) {
    if (finding.kind === 'beep') continue
    const atMs = finding.kind === 'verdict' ? finding.verdict.atMs : finding.atMs
    lines.push(
      `       ${pointer(columnOf(atMs), `${wordOf(finding)} ${(atMs / 1_000).toFixed(2)} s`)}`,
    )
  }
  const end = `${(durationMs / 1_000).toFixed(1)} s`
  lines.push(paint.dim(`       0${'─'.repeat(COLUMNS - 1 - end.length)}${end}`))
  return lines
}

function wordOf(finding: Exclude<Finding, { readonly kind: 'beep' }>): string {
  if (finding.kind === 'verdict') return finding.verdict.kind
  return finding.kind === 'ready' ? `ready by ${finding.by}` : 'likely a machine'
}

function blank(): string[] {
  return Array.from({ length: COLUMNS }, () => ' ')
}

/** `▲ word` under a column, or `word ▲` where there is no room to its right. */
function pointer(column: number, word: string): string {
  const room = COLUMNS - column - 2
  if (word.length <= room) return `${' '.repeat(column)}▲ ${word}`
  return `${word} ▲`.padStart(column + 1)
}

function levels(trace: Trace): string {
  return columns(trace, (from, to) => {
    const loudest = Math.max(-100, ...trace.levelDb.slice(from, to))
    const share = (loudest - SOFTEST_DB) / (LOUDEST_DB - SOFTEST_DB)
    return share <= 0 ? ' ' : BLOCKS[Math.min(7, Math.floor(share * 8))]!
  })
}

function voice(trace: Trace): string {
  return columns(trace, (from, to) => {
    let voiced = 0
    for (let i = from; i < to; i += 1) {
      if ((trace.levelDb[i] ?? -100) > (trace.thresholdDb[i] ?? 0)) voiced += 1
    }
    return voiced * 2 > to - from ? '━' : ' '
  })
}

function columns(trace: Trace, draw: (from: number, to: number) => string): string {
  const hops = trace.levelDb.length
  return blank()
    .map((_, column) => {
      const from = Math.floor((column * hops) / COLUMNS)
      return draw(from, Math.max(from + 1, Math.floor(((column + 1) * hops) / COLUMNS)))
    })
    .join('')
}
