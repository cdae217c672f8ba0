import type { Sample } from './quality.ts'

/** What a report counted so far; the next sample is the difference. */
export interface Counted {
  readonly received: number
  readonly lost: number
}

interface Entry {
  readonly type: string
  readonly kind?: string
  readonly packetsReceived?: number
  readonly packetsLost?: number
  readonly jitter?: number
  readonly currentRoundTripTime?: number
  readonly nominated?: boolean
}

/** A sample of a call from the browser's report, held against the one before. Pure. */
export function sampleOf(
  report: Iterable<Entry>,
  before: Counted,
): { readonly sample: Sample; readonly counted: Counted } | undefined {
  const entries = [...report]
  const inbound = entries.find((each) => each.type === 'inbound-rtp' && each.kind === 'audio')
  if (inbound === undefined) return undefined
  const pair = entries.find((each) => each.type === 'candidate-pair' && each.nominated === true)
  const counted = { received: inbound.packetsReceived ?? 0, lost: inbound.packetsLost ?? 0 }
  const received = Math.max(0, counted.received - before.received)
  const lost = Math.max(0, counted.lost - before.lost)
  const sample = {
    rttMs: (pair?.currentRoundTripTime ?? 0) * 1_000,
    jitterMs: (inbound.jitter ?? 0) * 1_000,
    lossShare: received + lost === 0 ? 0 : lost / (received + lost),
  }
  return { sample, counted }
}
