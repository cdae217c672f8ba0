import { Cadence } from '../../../src/amd/cadence.ts'
import { HOP_MS, HOP_SAMPLES } from '../../../src/amd/hop.ts'
import { LevelMeter } from '../../../src/amd/level.ts'
import { VoiceActivity } from '../../../src/amd/voice-activity.ts'
import type { Peer, PeerHearing } from './peer.ts'

/** The two times that a speech gate lives by, and how long it waits at all. */
interface Gate {
  readonly longSpeechMs: number
  readonly humanQuietMs: number
  readonly machineQuietMs: number
  readonly machineAtOnce: boolean
  readonly totalMs: number
}

/** The published gates, each on Ringfirst's voice activity, because theirs are not published. */
export const GATES: readonly Peer[] = [
  gate('Twilio gate (rules)', {
    longSpeechMs: 2_400,
    humanQuietMs: 1_200,
    machineQuietMs: 1_200,
    machineAtOnce: true,
    totalMs: 30_000,
  }),
  gate('Genesys gate (rules)', {
    longSpeechMs: 2_200,
    humanQuietMs: 700,
    machineQuietMs: 700,
    machineAtOnce: true,
    totalMs: 20_000,
  }),
  gate('LiveKit gate (rules)', {
    longSpeechMs: 2_500,
    humanQuietMs: 500,
    machineQuietMs: 1_500,
    machineAtOnce: false,
    totalMs: 20_000,
  }),
]

function gate(name: string, settings: Gate): Peer {
  return { name, hear: (samples) => hear(samples, settings) }
}

function hear(samples: Int16Array, gate: Gate): PeerHearing {
  const level = new LevelMeter()
  const voice = new VoiceActivity()
  const cadence = new Cadence()
  const buffer = new Float32Array(HOP_SAMPLES)
  for (let hop = 0; (hop + 1) * HOP_SAMPLES <= samples.length; hop += 1) {
    for (let i = 0; i < HOP_SAMPLES; i += 1) buffer[i] = samples[hop * HOP_SAMPLES + i]! / 32_768
    const db = level.measure(buffer)
    voice.learn(db)
    cadence.push(hop, db, voice.thresholdDb, voice.peakDb)
    const atMs = (hop + 1) * HOP_MS
    const spanMs = cadence.span * HOP_MS
    const quietMs = (hop - cadence.last) * HOP_MS
    const isLong = spanMs >= gate.longSpeechMs
    if (isLong && (gate.machineAtOnce || quietMs >= gate.machineQuietMs))
      return { verdict: 'machine', atMs }
    if (!isLong && cadence.onset >= 0 && quietMs >= gate.humanQuietMs)
      return { verdict: 'human', atMs }
    if (atMs >= gate.totalMs) return { verdict: 'unsure', atMs }
  }
  return { verdict: 'unsure', atMs: samples.length / 8 }
}
