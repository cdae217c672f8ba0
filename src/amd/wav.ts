import { decodeG711 } from './g711.ts'
import { SAMPLE_RATE_HZ } from './hop.ts'
import type { Gap } from './recording.ts'

/** What a WAV file cannot be read for, in words a person can act on. */
export class WavProblem extends Error {
  override readonly name = 'WavProblem'
}

interface WavFormat {
  readonly code: number
  readonly channels: number
  readonly rateHz: number
  readonly bits: number
}

const PCM = 1
const ALAW = 6
const ULAW = 7
const EXTENSIBLE = 0xfffe
const MOST_CHANNELS = 8
/** The chunk that says which samples never arrived. */
const GAPS = 'gaps'
/** The idle noise of G.711 is no sound. */
const SILENT = 8

/**
 * The samples of a WAV file's first channel that holds sound, at 8 kHz: linear of 8 to 64 bits,
 * µ-law or A-law, any rate from 8 to 192 kHz. A data chunk that says it is empty, as streams that
 * were broken off leave it, goes to the end of the file. Throws `WavProblem` for anything else. Pure.
 */
export function readWav(file: Uint8Array): Int16Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  if (file.length < 12 || tag(view, 0) !== 'RIFF' || tag(view, 8) !== 'WAVE') {
    throw new WavProblem('no RIFF WAVE header')
  }
  let format: WavFormat | undefined
  for (let at = 12; at + 8 <= file.length;) {
    const name = tag(view, at)
    const size = view.getUint32(at + 4, true)
    const from = at + 8
    if (name === 'fmt ') format = readFormat(view, from, size)
    if (name === 'data') {
      if (format === undefined) throw new WavProblem('the data comes before the format')
      const isUnfinished = size === 0 && view.getUint32(4, true) === 0
      const data = file.subarray(from, isUnfinished ? file.length : from + size)
      return toTelephoneRate(soundingChannel(data, format), format.rateHz)
    }
    at = from + size + (size % 2)
  }
  throw new WavProblem('no data chunk')
}

/**
 * The gaps that `writeWav` noted, in order; none where the file names none, or is not of 8 kHz
 * any more. Pure.
 */
export function readGaps(file: Uint8Array): Gap[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const gaps: Gap[] = []
  for (let at = 12; at + 8 <= file.length;) {
    const size = view.getUint32(at + 4, true)
    const end = Math.min(at + 8 + size, file.length)
    if (
      tag(view, at) === 'fmt ' &&
      end - at >= 16 &&
      view.getUint32(at + 12, true) !== SAMPLE_RATE_HZ
    )
      return []
    for (let pair = at + 8; tag(view, at) === GAPS && pair + 8 <= end; pair += 8) {
      gaps.push({ at: view.getUint32(pair, true), count: view.getUint32(pair + 4, true) })
    }
    at += 8 + size + (size % 2)
  }
  return gaps
}

/**
 * A WAV file of 16-bit linear samples at 8 kHz. Gaps, what never arrived of them, are noted in a
 * chunk of their own after the samples, which other programs pass over. Pure.
 */
export function writeWav(samples: Int16Array, gaps: readonly Gap[] = []): Uint8Array {
  const end = 44 + samples.length * 2
  const file = new Uint8Array(end + (gaps.length > 0 ? 8 + gaps.length * 8 : 0))
  const view = new DataView(file.buffer)
  const put = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i += 1) view.setUint8(at + i, text.charCodeAt(i))
  }
  put(0, 'RIFF')
  view.setUint32(4, file.length - 8, true)
  put(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, PCM, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, SAMPLE_RATE_HZ, true)
  view.setUint32(28, SAMPLE_RATE_HZ * 2, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  put(36, 'data')
  view.setUint32(40, samples.length * 2, true)
  for (let i = 0; i < samples.length; i += 1) view.setInt16(44 + 2 * i, samples[i] ?? 0, true)
  if (gaps.length === 0) return file
  put(end, GAPS)
  view.setUint32(end + 4, gaps.length * 8, true)
  gaps.forEach(({ at, count }, i) => {
    view.setUint32(end + 8 + 8 * i, at, true)
    view.setUint32(end + 12 + 8 * i, count, true)
  })
  return file
}

function readFormat(view: DataView, at: number, size: number): WavFormat {
  if (size < 16 || at + 16 > view.byteLength) throw new WavProblem('the format chunk is cut short')
  const code = view.getUint16(at, true)
  const format = {
    code:
      code === EXTENSIBLE && size >= 26 && at + 26 <= view.byteLength
        ? view.getUint16(at + 24, true)
        : code,
    channels: view.getUint16(at + 2, true),
    rateHz: view.getUint32(at + 4, true),
    bits: view.getUint16(at + 14, true),
  }
  if (format.channels < 1) throw new WavProblem('no channel')
  if (format.rateHz < 8_000 || format.rateHz > 192_000) {
    throw new WavProblem(`${format.rateHz} Hz is not between 8000 and 192000 Hz`)
  }
  return format
}

/** The first channel with anything in it: recorders put the far end left, or right. */
function soundingChannel(data: Uint8Array, format: WavFormat): Int16Array {
  const first = channelOf(data, format, 0)
  for (let channel = 0; channel < Math.min(format.channels, MOST_CHANNELS); channel += 1) {
    const samples = channel === 0 ? first : channelOf(data, format, channel)
    if (samples.some((sample) => Math.abs(sample) > SILENT)) return samples
  }
  return first
}

function channelOf(data: Uint8Array, format: WavFormat, channel: number): Int16Array {
  const { code, channels, bits } = format
  if ((code === ULAW || code === ALAW) && bits === 8) {
    const octets = new Uint8Array(Math.floor(data.length / channels))
    for (let i = 0; i < octets.length; i += 1) octets[i] = data[i * channels + channel] ?? 0
    return decodeG711(code === ULAW ? 'PCMU' : 'PCMA', octets)
  }
  const read = READERS[`${code} ${bits}`]
  if (read === undefined) {
    throw new WavProblem(`format ${code} of ${bits} bits is not read: linear, µ-law and A-law are`)
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength)
  const width = bits / 8
  const step = width * channels
  const samples = new Int16Array(Math.floor(data.length / step))
  for (let i = 0; i < samples.length; i += 1)
    samples[i] = clip(read(view, i * step + channel * width))
  return samples
}

/** How one sample is read as a number of 16 bits, by format code and width. */
const READERS: Readonly<Record<string, (view: DataView, at: number) => number>> = {
  '1 8': (view, at) => (view.getUint8(at) - 128) * 256,
  '1 16': (view, at) => view.getInt16(at, true),
  '1 24': (view, at) => view.getUint8(at) / 256 + view.getInt16(at + 1, true),
  '1 32': (view, at) => view.getInt32(at, true) / 65_536,
  '3 32': (view, at) => view.getFloat32(at, true) * 32_768,
  '3 64': (view, at) => view.getFloat64(at, true) * 32_768,
}

function clip(value: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(value)))
}

/** Band-limits by a windowed sinc and takes the samples at 8 kHz. */
function toTelephoneRate(samples: Int16Array, rateHz: number): Int16Array {
  if (rateHz === SAMPLE_RATE_HZ) return samples
  const ratio = rateHz / SAMPLE_RATE_HZ
  const reach = Math.ceil(12 * ratio)
  const out = new Int16Array(Math.floor(samples.length / ratio))
  for (let i = 0; i < out.length; i += 1) {
    const centre = i * ratio
    let sum = 0
    let weight = 0
    for (let k = Math.ceil(centre - reach); k <= centre + reach; k += 1) {
      const w = sincUnderHann((k - centre) / ratio, 12)
      weight += w
      sum += w * (samples[k] ?? 0)
    }
    out[i] = clip(sum / weight)
  }
  return out
}

function sincUnderHann(x: number, reach: number): number {
  if (Math.abs(x) >= reach) return 0
  const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach)
  return x === 0 ? 1 : (window * Math.sin(Math.PI * x)) / (Math.PI * x)
}

function tag(view: DataView, at: number): string {
  return String.fromCharCode(
    view.getUint8(at),
    view.getUint8(at + 1),
    view.getUint8(at + 2),
    view.getUint8(at + 3),
  )
}
