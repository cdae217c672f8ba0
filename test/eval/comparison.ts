import { PEERS, type Row } from './rows.ts'
import { isHuman, isMachine, percentile } from './summary.ts'

export { isHuman, isMachine }

/** The other systems' names, in the order of the columns. */
export const PEER_NAMES = PEERS.map((peer) => peer.name)

/** One measure for everyone: ours first, then each peer's. */
export interface Comparison {
  readonly name: string
  readonly values: readonly string[]
}

interface Said {
  readonly row: Row
  readonly verdict: string
  readonly atMs: number
}

/** The measures that peers without corrections have too: first verdicts alone. Pure. */
export function peerMeasures(rows: readonly Row[]): Comparison[] {
  const everyone: readonly (readonly Said[])[] = [
    rows.map((row) => ({ row, verdict: row.firstVerdict, atMs: row.firstVerdictAtMs })),
    ...PEERS.map((_, i) =>
      rows.map((row) => ({ row, verdict: row.peers[i]!.verdict, atMs: row.peers[i]!.atMs })),
    ),
  ]
  const spanMs = (row: Row): number => row.turnEndMs - row.speechStartMs
  const isShort = ({ row }: Said): boolean => isHuman(row) && spanMs(row) < 1_200
  const isBusiness = ({ row }: Said): boolean => isHuman(row) && spanMs(row) >= 1_200
  const shareOf = (some: readonly Said[], verdict: string): string =>
    `${((100 * some.filter((said) => said.verdict === verdict).length) / Math.max(1, some.length)).toFixed(1)} %`
  const compare = (name: string, measure: (said: readonly Said[]) => string): Comparison => ({
    name,
    values: everyone.map(measure),
  })
  return [
    compare('short answers first called machine', (said) =>
      shareOf(said.filter(isShort), 'machine'),
    ),
    compare('business answers first called machine', (said) =>
      shareOf(said.filter(isBusiness), 'machine'),
    ),
    compare('machines first called machine', (said) =>
      shareOf(
        said.filter(({ row }) => isMachine(row)),
        'machine',
      ),
    ),
    compare('machines first called human', (said) =>
      shareOf(
        said.filter(({ row }) => isMachine(row)),
        'human',
      ),
    ),
    compare('accuracy of the first verdict', (said) => {
      const some = said.filter(({ row }) => isHuman(row) || isMachine(row))
      const right = some.filter(({ row, verdict }) => row.expected.some((kind) => kind === verdict))
      return `${((100 * right.length) / Math.max(1, some.length)).toFixed(1)} %`
    }),
    compare('human, after the turn: p50, p95', (said) =>
      latency(
        said.filter(({ row, verdict }) => isHuman(row) && verdict === 'human'),
        (row) => row.turnEndMs,
      ),
    ),
    compare('machine, from speech start: p50, p95', (said) =>
      latency(
        said.filter(({ row, verdict }) => isMachine(row) && verdict === 'machine'),
        (row) => row.speechStartMs,
      ),
    ),
  ]
}

function latency(said: readonly Said[], from: (row: Row) => number): string {
  const times = said.map(({ row, atMs }) => atMs - from(row))
  return `${Math.round(percentile(times, 0.5))}, ${Math.round(percentile(times, 0.95))} ms`
}
