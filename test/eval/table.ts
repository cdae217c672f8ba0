import { PEERS, type Row } from './rows.ts'

const COLUMNS: readonly (readonly [string, (row: Row) => unknown])[] = [
  ['id', (row) => row.id],
  ['class', (row) => row.class],
  ['source', (row) => row.source],
  ['hearing', (row) => row.turn],
  ['codec', (row) => row.treatment.codec],
  ['noise', (row) => row.treatment.noise],
  ['snr_db', (row) => (row.treatment.snrDb === Infinity ? '' : row.treatment.snrDb)],
  ['gain_db', (row) => row.treatment.gainDb.toFixed(1)],
  ['loss', (row) => row.treatment.lossShare],
  ['concealment', (row) => row.treatment.concealment],
  ['expected', (row) => row.expected.join(' ')],
  ['speech_start_ms', (row) => Math.round(row.speechStartMs)],
  ['turn_end_ms', (row) => Math.round(row.turnEndMs)],
  ['verdict', (row) => row.verdict],
  ['confidence', (row) => row.confidence],
  ['verdict_at_ms', (row) => row.verdictAtMs],
  ['first_verdict', (row) => row.firstVerdict],
  ['first_verdict_at_ms', (row) => row.firstVerdictAtMs],
  ['ready_at_ms', (row) => row.readyAtMs ?? ''],
  [
    'true_beeps',
    (row) => row.trueBeeps.map((beep) => `${beep.shape}@${Math.round(beep.startMs)}`).join(' '),
  ],
  ['beeps', (row) => row.beeps.map((beep) => `${beep.hz}Hz@${beep.startMs}`).join(' ')],
]

/** One line a hearing: what is true, what was said by us and by each peer. */
export function csvOf(rows: readonly Row[]): string {
  const peers = PEERS.flatMap((peer) => [`${peer.name}`, `${peer.name} at ms`])
  const head = [...COLUMNS.map(([name]) => name), ...peers]
  const lines = rows.map((row) => [
    ...COLUMNS.map(([, value]) => value(row)),
    ...row.peers.flatMap((peer) => [peer.verdict, Math.round(peer.atMs)]),
  ])
  return [head, ...lines].map((line) => `${line.map(quoted).join(',')}\n`).join('')
}

function quoted(value: unknown): string {
  const text = String(value)
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
