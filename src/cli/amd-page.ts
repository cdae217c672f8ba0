import type { Hearing } from '../amd/recording.ts'
import { type Trace, traceOf } from '../amd/trace.ts'

/** A recording with what was heard in it. */
export interface HeardFile {
  readonly file: string
  readonly samples: Int16Array
  readonly hearing: Hearing
}

const WIDTH = 960
const WAVE_HEIGHT = 120
const STYLE = `
:root { color-scheme: light dark; --ink: #1d2330; --paper: #fbfbf9; --quiet: #7a8194; --voice: #2a8c5a; --beep: #b8860b; --mark: #2457c5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ee; --paper: #14161b; --quiet: #8b93a7; --voice: #4fc38a; --beep: #e0b04a; --mark: #7aa2ff; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.3rem; } h2 { font-size: 1rem; margin: 2rem 0 .25rem; overflow-wrap: anywhere; }
svg { width: 100%; height: auto; display: block; } p { margin: .25rem 0; color: var(--quiet); }
.wave { fill: var(--quiet); opacity: .55; } .voice { fill: var(--voice); } .beep { fill: var(--beep); }
.mark { stroke: var(--mark); stroke-width: 1.5; } text { fill: var(--ink); font: 12px system-ui, sans-serif; }`

/** A page of its own with the waveform, voice, beeps and decisions of each recording. Pure. */
export function amdPage(heard: readonly HeardFile[]): string {
  const sections = heard.map(sectionOf).join('\n')
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>What call analysis heard</title><style>${STYLE}</style></head>
<body><h1>What call analysis heard</h1>
${sections}
</body></html>
`
}

function sectionOf({ file, samples, hearing }: HeardFile): string {
  const { verdict } = hearing
  const detail = verdict.machine ?? verdict.tone
  const facts = [
    `<strong>${verdict.kind}${detail === undefined ? '' : ` (${detail})`}</strong> at ${seconds(verdict.atMs)}`,
    `${Math.round(verdict.confidence * 100)} % sure`,
    ...verdict.evidence.map(escaped),
  ]
  return `<section><h2>${escaped(file)}</h2><p>${facts.join(' · ')}</p>${drawing(samples, hearing)}</section>`
}

function drawing(samples: Int16Array, hearing: Hearing): string {
  const durationMs = Math.max(1, samples.length / 8)
  const x = (ms: number): number => Math.round((ms / durationMs) * WIDTH * 10) / 10
  const trace = traceOf(samples)
  const beeps = hearing.beeps.map(
    (beep) =>
      `<rect class="beep" x="${x(beep.startMs)}" y="${WAVE_HEIGHT + 14}" width="${Math.max(2, x(beep.endMs - beep.startMs))}" height="8"><title>beep of ${beep.hz} Hz, ${beep.startMs} to ${beep.endMs} ms</title></rect>`,
  )
  const decisions = hearing.findings.flatMap((finding) => {
    if (finding.kind === 'beep') return [{ atMs: finding.atMs, word: `beep ${finding.hz} Hz` }]
    if (finding.kind === 'ready') return [{ atMs: finding.atMs, word: `ready by ${finding.by}` }]
    if (finding.kind === 'likely-machine') return [{ atMs: finding.atMs, word: 'likely a machine' }]
    return [{ atMs: finding.verdict.atMs, word: finding.verdict.kind }]
  })
  const height = WAVE_HEIGHT + 50 + decisions.length * 16
  return `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="waveform and decisions">
<path class="wave" d="${wave(samples)}"/>
${voiceBars(trace, x)}
${beeps.join('\n')}
${decisions.map((decision, i) => mark(x(decision.atMs), decision.word, decision.atMs, i)).join('\n')}
</svg>`
}

/** The loudest sample of each column, up and down. */
function wave(samples: Int16Array): string {
  const middle = WAVE_HEIGHT / 2
  const up: string[] = []
  const down: string[] = []
  for (let column = 0; column < WIDTH; column += 1) {
    const from = Math.floor((column * samples.length) / WIDTH)
    const to = Math.floor(((column + 1) * samples.length) / WIDTH)
    let peak = 0
    for (let i = from; i < to; i += 1) peak = Math.max(peak, Math.abs(samples[i] ?? 0))
    const reach = Math.round((peak / 32_768) * middle * 10) / 10
    up.push(`${column} ${middle - reach}`)
    down.push(`${column} ${middle + reach}`)
  }
  return `M${up.join('L')}L${down.toReversed().join('L')}Z`
}

function voiceBars(trace: Trace, x: (ms: number) => number): string {
  const bars: string[] = []
  let from = -1
  for (let i = 0; i <= trace.levelDb.length; i += 1) {
    const voiced = (trace.levelDb[i] ?? -100) > (trace.thresholdDb[i] ?? 0)
    if (voiced && from < 0) from = i
    if (voiced || from < 0) continue
    const start = x(from * trace.hopMs)
    const width = Math.round((x(i * trace.hopMs) - start) * 10) / 10
    bars.push(
      `<rect class="voice" x="${start}" y="${WAVE_HEIGHT + 4}" width="${width}" height="6"/>`,
    )
    from = -1
  }
  return bars.join('')
}

function mark(at: number, word: string, atMs: number, row: number): string {
  const y = WAVE_HEIGHT + 42 + row * 16
  const anchor = at > WIDTH * 0.75 ? 'end' : 'start'
  const gap = anchor === 'end' ? -5 : 5
  return `<line class="mark" x1="${at}" y1="0" x2="${at}" y2="${y - 10}"/><text x="${at + gap}" y="${y}" text-anchor="${anchor}">${escaped(word)}, ${seconds(atMs)}</text>`
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`)
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(2)} s`
}
