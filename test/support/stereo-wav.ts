import { readFileSync } from 'node:fs'

const RATE_HZ = 8_000

/** A recording as it lies on the disk. */
export interface StereoWav {
  readonly lengthMs: number
  readonly left: readonly number[]
  readonly right: readonly number[]
}

/** Reads a WAV file of 16-bit PCM, 8 kHz, two channels. Throws for any other. */
export function readStereoWav(file: string): StereoWav {
  const wav = readFileSync(file)
  const format = wav.indexOf('fmt ') + 8
  const shape = [0, 2, 14].map((at) => wav.readUInt16LE(format + at))
  const rateHz = wav.readUInt32LE(format + 4)
  if (String(shape) !== '1,2,16' || rateHz !== RATE_HZ) {
    throw new Error(`not 16-bit stereo at 8 kHz: ${String(shape)} ${rateHz}`)
  }
  const data = wav.indexOf('data') + 8
  const bytes = wav.readUInt32LE(data - 4)
  const left: number[] = []
  const right: number[] = []
  for (let at = data; at + 4 <= data + bytes; at += 4) {
    left.push(wav.readInt16LE(at))
    right.push(wav.readInt16LE(at + 2))
  }
  return { lengthMs: (1_000 * left.length) / RATE_HZ, left, right }
}
