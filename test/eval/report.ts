import { isHuman, isMachine, PEER_NAMES, peerMeasures } from './comparison.ts'
import type { Row } from './rows.ts'
import { judged, type Measure, percentile } from './summary.ts'

const STYLE = `
:root { color-scheme: light dark; --ink: #1d2330; --paper: #fbfbf9; --quiet: #6c7488; --line: #d9dce4; --good: #2a8c5a; --bad: #b3413a; --mark: #2457c5; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8ee; --paper: #14161b; --quiet: #939bb0; --line: #333845; --good: #4fc38a; --bad: #e57b72; --mark: #7aa2ff; } }
body { margin: 2rem auto; max-width: 58rem; padding: 0 1rem; background: var(--paper); color: var(--ink); font: 15px/1.55 system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; margin: 1rem 0; } td, th { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.met { color: var(--good); } .missed { color: var(--bad); } .quiet { color: var(--quiet); } svg { width: 100%; height: auto; } svg text { fill: var(--quiet); font: 11px system-ui, sans-serif; } .curve { fill: none; stroke: var(--mark); stroke-width: 2; } .second { stroke: var(--bad); } .axis { stroke: var(--line); }`

/** The page about how well call analysis hears, with its tables and plots. Pure. */
export function reportPage(
  rows: readonly Row[],
  found: readonly Measure[],
  corpus: string,
): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>How well Ringfirst hears who answered</title><style>${STYLE}</style></head><body>
<h1>How well Ringfirst hears who answered</h1>
<p>${rows.length} hearings of ${new Set(rows.map((row) => row.id)).size} calls, corpus <code>${corpus}</code>, by <code>npm run eval:amd -- --part test --report</code>. Goals hold for hearings with noise at least 15 dB under the talk; beeps at 10 dB. Intervals are Wilson's at 95 %; four hearings of one call are not independent, so true intervals are wider.</p>
<h2>Every goal, and what was obtained</h2>${goals(found)}
<h2>Beside other systems</h2><p>The same hearings. Rules written anew from public documents, not the products; the gates run on Ringfirst's voice activity because theirs is not published.</p>${peers(rows)}
<h2>How long until it is known</h2>${latencyPlot(rows)}
<h2>What was said of what</h2>${confusion(judged(rows))}
<h2>Confidence</h2>${calibration(judged(rows))}
<h2>Noise</h2>${noiseTable(rows)}
<h2>What this corpus cannot show</h2>
<ul><li>No recording of a real person who picks up a telephone: short and business answers are studio prompts and synthetic speech, cut and joined.</li>
<li>Two recorded speakers judge it (French, Russian), five languages of synthetic speech; no carrier's own announcements, no archive of carrier beeps.</li>
<li>Room, breath, handset noise, a television, children: absent. Noise is added, not lived in.</li>
<li>Busy, congestion and ringback are computed from the table of 42 countries, not recorded.</li>
<li>Call screening is two quoted wordings in synthetic voices.</li></ul>
<h2>Recordings</h2><p class="quiet">Downloaded when the evaluation runs, never part of Ringfirst: Debian's asterisk-core-sounds en, es (Allison Smith), fr (June Wallack) under CC-BY-SA-3.0, it (Carlo Flora), ru (ivrvoice.ru) under CC-BY-3.0, asterisk-moh-opsound under CC-BY-SA-3.0. Speech: espeak-ng, flite.</p>
</body></html>
`
}

function goals(found: readonly Measure[]): string {
  const lines = found.map(({ name, value, unit, goal, met, interval, of }) => {
    const range =
      interval === undefined
        ? ''
        : ` <span class="quiet">${interval.join(' to ')}${of === undefined ? '' : `, of ${of}`}</span>`
    return `<tr><td>${name}</td><td>${value} ${unit}${range}</td><td>${goal}</td><td class="${met ? 'met' : 'missed'}">${met ? 'met' : 'missed'}</td></tr>`
  })
  return table(['measure', 'obtained', 'goal', ''], lines)
}

function peers(rows: readonly Row[]): string {
  const lines = peerMeasures(judged(rows)).map(
    ({ name, values }) =>
      `<tr><td>${name}</td>${values.map((value) => `<td>${value}</td>`).join('')}</tr>`,
  )
  return table(['measure', 'Ringfirst', ...PEER_NAMES], lines)
}

function confusion(rows: readonly Row[]): string {
  const verdicts = [...new Set(rows.map((row) => row.verdict))].sort()
  const classes = [...new Set(rows.map((row) => row.class))]
  const lines = classes.map((kind) => {
    const some = rows.filter((row) => row.class === kind)
    const cells = verdicts.map((verdict) => {
      const count = some.filter((row) => row.verdict === verdict).length
      return `<td>${count === 0 ? '' : count}</td>`
    })
    return `<tr><td>${kind}</td>${cells.join('')}</tr>`
  })
  return table(['call', ...verdicts], lines)
}

function calibration(rows: readonly Row[]): string {
  const edges = [0, 0.7, 0.8, 0.85, 0.9, 0.93, 0.96, 1.01]
  const lines = edges.slice(1).flatMap((to, i) => {
    const from = edges[i]!
    const some = rows.filter((row) => row.confidence >= from && row.confidence < to)
    if (some.length === 0) return []
    const right = some.filter((row) => row.expected.includes(row.verdict)).length
    const said = some.reduce((sum, row) => sum + row.confidence, 0) / some.length
    return [
      `<tr><td>${from} to ${Math.min(1, to)}</td><td>${said.toFixed(3)}</td><td>${(right / some.length).toFixed(3)}</td><td>${some.length}</td></tr>`,
    ]
  })
  return table(['confidence', 'mean said', 'share right', 'hearings'], lines)
}

function noiseTable(rows: readonly Row[]): string {
  const levels = [...new Set(rows.map((row) => row.treatment.snrDb))].sort((a, b) => b - a)
  const lines = levels.map((snr) => {
    const some = rows.filter((row) => row.treatment.snrDb === snr)
    const people = some.filter(isHuman)
    const machines = some.filter(isMachine)
    const of = (part: readonly Row[], is: (row: Row) => boolean): string =>
      `${((100 * part.filter(is).length) / Math.max(1, part.length)).toFixed(1)} %`
    return `<tr><td>${snr === Infinity ? 'no noise' : `${snr} dB`}</td><td>${of(people, (row) => row.everMachine)}</td><td>${of(machines, (row) => row.verdict === 'machine')}</td><td>${of(machines, (row) => row.firstVerdict === 'human')}</td></tr>`
  })
  return table(
    ['noise', 'human ever called machine', 'machine called machine', 'machine first called human'],
    lines,
  )
}

function latencyPlot(rows: readonly Row[]): string {
  const good = judged(rows)
  const human = good
    .filter((row) => isHuman(row) && row.firstVerdict === 'human')
    .map((row) => row.firstVerdictAtMs - row.turnEndMs)
  const machine = good
    .filter((row) => isMachine(row) && row.machineAtMs !== undefined)
    .map((row) => row.machineAtMs! - row.speechStartMs)
  const curve = (values: readonly number[], mostMs: number, kind: string): string => {
    const points = Array.from(
      { length: 101 },
      (_, p) =>
        `${40 + (Math.min(mostMs, Math.max(0, percentile(values, p / 101))) / mostMs) * 860} ${210 - 2 * p}`,
    )
    return `<path class="curve ${kind}" d="M${points.join('L')}"/>`
  }
  const ticks = [0, 1, 2, 3, 4, 5, 6]
    .map((s) => `<text x="${40 + (s / 6) * 860}" y="228">${s} s</text>`)
    .join('')
  return `<svg viewBox="0 0 920 240" role="img" aria-label="cumulative latency"><line class="axis" x1="40" y1="210" x2="900" y2="210"/>${curve(human, 6_000, '')}${curve(machine, 6_000, 'second')}<text x="60" y="20">blue: human, from the end of the first turn; red: machine, from the start of speech; share of calls upward</text>${ticks}</svg>`
}

function table(heads: readonly string[], lines: readonly string[]): string {
  return `<table><tr>${heads.map((head) => `<th>${head}</th>`).join('')}</tr>${lines.join('')}</table>`
}
