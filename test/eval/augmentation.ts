import { execFileSync } from 'node:child_process'
import { decodeG711, encodeG711, type Law } from '../../src/amd/g711.ts'
import { Dice } from './seed.ts'
import type { Call } from './calls.ts'
import type { Voices } from './voices.ts'

/** What was done to a call before anyone heard it. */
export interface Treatment {
  readonly codec: 'none' | 'u-law' | 'a-law' | 'u-law and a-law' | 'gsm' | 'narrow band'
  /** Decibels of the talk over the noise; infinite without noise. */
  readonly snrDb: number
  readonly noise: 'none' | 'white' | 'babble' | 'street' | 'hum'
  readonly gainDb: number
  readonly dc: number
  readonly echo: boolean
  readonly clicks: boolean
  readonly lossShare: number
  readonly concealment: 'none' | 'zero' | 'repeat' | 'skip'
  readonly delayMs: number
}

/** A call as a listener hears it: samples, and which 20 ms frames never came. */
export interface HeardCall {
  readonly call: Call
  readonly turn: number
  readonly treatment: Treatment
  readonly samples: Int16Array
  /** Frames that were lost and not concealed; the samples hold zeros there. */
  readonly lost: ReadonlySet<number>
  /** Decibels of the beep over the noise; infinite without either. */
  readonly beepSnrDb: number
}

const FRAME = 160
const UNTREATED: Treatment = {
  codec: 'none',
  snrDb: Infinity,
  noise: 'none',
  gainDb: 0,
  dc: 0,
  echo: false,
  clicks: false,
  lossShare: 0,
  concealment: 'none',
  delayMs: 0,
}

/** The call as it is (turn 0, G.711 aside) or as a drawn line makes it sound. */
export function heard(call: Call, turn: number, voices: Voices): HeardCall {
  const dice = new Dice(`${call.id} heard ${turn}`)
  const treatment =
    turn === 0 ? { ...UNTREATED, codec: dice.one(['u-law', 'a-law'] as const) } : drawn(dice)
  const delayed = new Float64Array(treatment.delayMs * 8 + call.samples.length)
  delayed.set(call.samples, treatment.delayMs * 8)
  if (treatment.echo) echoOver(delayed)
  const talkPower = activePower(call.samples)
  const noisePower = talkPower === 0 ? 1e4 : talkPower / 10 ** (treatment.snrDb / 10)
  if (treatment.noise !== 'none') addNoise(delayed, treatment.noise, noisePower, dice, voices)
  const gain = 10 ** (treatment.gainDb / 20)
  const line = Int16Array.from(delayed, (value) => clip(value * gain + treatment.dc * 32_768))
  if (treatment.clicks) addClicks(line, dice)
  const coded = through(treatment.codec, line)
  const lost = lose(coded, treatment, dice)
  const beep = call.beeps[0]
  const beepPower = beep === undefined ? 0 : activePower(beep.samples)
  const beepSnrDb =
    treatment.noise === 'none' || beepPower === 0
      ? Infinity
      : 10 * Math.log10(beepPower / noisePower)
  return {
    call: shifted(call, treatment.delayMs),
    turn,
    treatment,
    samples: coded,
    lost,
    beepSnrDb,
  }
}

function drawn(dice: Dice): Treatment {
  const snrDb = dice.one([Infinity, 30, 20, 15, 10, 5])
  const lossShare = dice.chance(0.5) ? 0 : dice.one([0.01, 0.03, 0.05, 0.1])
  return {
    codec: dice.one([
      'u-law',
      'u-law',
      'a-law',
      'a-law',
      'u-law and a-law',
      'gsm',
      'narrow band',
    ] as const),
    snrDb,
    noise: snrDb === Infinity ? 'none' : dice.one(['white', 'babble', 'street', 'hum'] as const),
    gainDb: dice.chance(0.4) ? 0 : dice.chance(0.3) ? dice.between(-40, -12) : dice.between(-12, 6),
    dc: dice.chance(0.2) ? dice.between(-0.03, 0.03) : 0,
    echo: dice.chance(0.15),
    clicks: dice.chance(0.1),
    lossShare,
    concealment: lossShare === 0 ? 'none' : dice.one(['zero', 'repeat', 'skip'] as const),
    delayMs: dice.chance(0.5) ? 0 : Math.round(dice.between(0, 1_000)),
  }
}

function shifted(call: Call, ms: number): Call {
  if (ms === 0) return call
  return {
    ...call,
    speechStartMs: call.speechStartMs + ms,
    turnEndMs: call.turnEndMs + ms,
    beeps: call.beeps.map((beep) => ({
      ...beep,
      startMs: beep.startMs + ms,
      endMs: beep.endMs + ms,
    })),
  }
}

/** Mean square of the samples that are not silence, by 20 ms frames. */
function activePower(samples: Int16Array): number {
  let sum = 0
  let count = 0
  for (let at = 0; at + FRAME <= samples.length; at += FRAME) {
    let power = 0
    for (let i = 0; i < FRAME; i += 1) power += samples[at + i]! ** 2
    if (power / FRAME < 2_500) continue
    sum += power
    count += FRAME
  }
  return count === 0 ? 0 : sum / count
}

function echoOver(samples: Float64Array): void {
  const delay = 8 * 180
  for (let i = samples.length - 1; i >= delay; i -= 1)
    samples[i] = samples[i]! + 0.056 * samples[i - delay]!
}

function addNoise(
  into: Float64Array,
  kind: Treatment['noise'],
  power: number,
  dice: Dice,
  voices: Voices,
): void {
  const sound = NOISES[kind as keyof typeof NOISES](into.length, dice, voices)
  let sum = 0
  for (const value of sound) sum += value * value
  const scale = Math.sqrt(power / Math.max(1e-9, sum / sound.length))
  for (let i = 0; i < into.length; i += 1) into[i] = into[i]! + scale * sound[i]!
}

const NOISES = {
  white: (length: number, dice: Dice): Float64Array =>
    new Float64Array(length).map(() => gaussian(dice)),
  /** Six talkers at once. */
  babble: (length: number, dice: Dice, voices: Voices): Float64Array => {
    const sound = new Float64Array(length)
    const pool = voices.recordings.filter((one) => one.ms > 2_000)
    for (let talker = 0; talker < 6; talker += 1) {
      for (let at = -Math.floor(dice.between(0, 16_000)); at < length;) {
        const { samples } = dice.one(pool)
        for (let i = Math.max(0, -at); i < samples.length && at + i < length; i += 1) {
          sound[at + i] = sound[at + i]! + samples[i]!
        }
        at += samples.length + Math.floor(dice.between(800, 4_000))
      }
    }
    return sound
  },
  /** Low noise that swells as vehicles pass. */
  street: (length: number, dice: Dice): Float64Array => {
    const sound = new Float64Array(length)
    const phase = dice.between(0, 6)
    let low = 0
    for (let i = 0; i < length; i += 1) {
      low = 0.93 * low + 0.3 * gaussian(dice)
      sound[i] = (low + 0.15 * gaussian(dice)) * (1 + 0.6 * Math.sin(phase + i / 9_000))
    }
    return sound
  },
  hum: (length: number, dice: Dice): Float64Array => {
    const mainsHz = dice.one([50, 60])
    return new Float64Array(length).map((_, i) => {
      let sum = 0.05 * gaussian(dice)
      for (let h = 1; h <= 9; h += 1)
        sum += Math.sin((2 * Math.PI * mainsHz * h * i) / 8_000 + h) / h
      return sum
    })
  },
}

function gaussian(dice: Dice): number {
  return (dice.unit() + dice.unit() + dice.unit() + dice.unit() - 2) * 1.732
}

function addClicks(samples: Int16Array, dice: Dice): void {
  for (let n = 0; n < 3; n += 1) {
    const at = Math.floor(dice.between(0, samples.length - 16))
    for (let i = 0; i < 16; i += 1) samples[at + i] = clip(dice.between(-12_000, 12_000))
  }
}

function through(codec: Treatment['codec'], samples: Int16Array): Int16Array {
  const law = (one: Law, sound: Int16Array): Int16Array => decodeG711(one, encodeG711(one, sound))
  if (codec === 'u-law') return law('PCMU', samples)
  if (codec === 'a-law') return law('PCMA', samples)
  if (codec === 'u-law and a-law') return law('PCMA', law('PCMU', samples))
  if (codec === 'gsm') return law('PCMU', throughSox(samples, ['-t', 'gsm']))
  if (codec === 'narrow band') return law('PCMA', narrowed(samples))
  return samples
}

/** Through a coder of sox and back, as long as it was. */
function throughSox(samples: Int16Array, format: readonly string[]): Int16Array {
  const raw = ['-t', 'raw', '-r', '8000', '-e', 'signed', '-b', '16', '-c', '1', '-']
  const input = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  const options = {
    input,
    maxBuffer: 1 << 26,
    stdio: ['pipe', 'pipe', 'ignore'] as ['pipe', 'pipe', 'ignore'],
  }
  const coded = execFileSync('sox', ['-D', ...raw, ...format, '-'], options)
  const back = execFileSync('sox', ['-D', ...format, '-r', '8000', '-c', '1', '-', ...raw], {
    ...options,
    input: coded,
  })
  const sound = new Int16Array(samples.length)
  sound.set(
    new Int16Array(back.buffer, back.byteOffset, Math.min(samples.length, back.length >> 1)),
  )
  return sound
}

const NARROW = Float64Array.from({ length: 65 }, (_, i) => {
  const n = i - 32
  const window = 0.5 + 0.5 * Math.cos((Math.PI * n) / 33)
  const low = (hz: number): number =>
    n === 0 ? hz / 4_000 : Math.sin((2 * Math.PI * hz * n) / 8_000) / (Math.PI * n)
  return window * (low(3_300) - low(320))
})

/** 320 to 3300 Hz, as an old handset or a low-rate coder leaves it. */
function narrowed(samples: Int16Array): Int16Array {
  return samples.map((_, i) => {
    let sum = 0
    for (let k = 0; k < 65; k += 1) sum += NARROW[k]! * (samples[i + k - 32] ?? 0)
    return clip(sum)
  })
}

/** Drops frames in bursts of one to three; conceals them in place or leaves zeros and tells which. */
function lose(samples: Int16Array, treatment: Treatment, dice: Dice): Set<number> {
  const lost = new Set<number>()
  if (treatment.lossShare === 0) return lost
  const frames = Math.floor(samples.length / FRAME)
  for (let frame = 1; frame < frames; frame += 1) {
    if (!dice.chance(treatment.lossShare / 2)) continue
    const burst = Math.ceil(dice.between(0.01, 3))
    for (let n = 0; n < burst && frame < frames; n += 1, frame += 1) {
      const at = frame * FRAME
      if (treatment.concealment === 'repeat') samples.copyWithin(at, at - FRAME, at)
      else samples.fill(0, at, at + FRAME)
      if (treatment.concealment === 'skip') lost.add(frame)
    }
  }
  return lost
}

function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)))
}
