/** The two laws of ITU-T G.711, by their names in SDP. */
export type Law = 'PCMU' | 'PCMA'

/** Samples in one packet of 20 ms at 8 kHz. */
export const FRAME_SAMPLES = 160
/** Milliseconds in one packet. */
export const FRAME_MS = 20

const MU_BIAS = 0x84
const MU_CLIP = 32_635

function muDecode(code: number): number {
  const inverted = ~code & 0xff
  const exponent = (inverted >> 4) & 7
  const magnitude = ((((inverted & 0x0f) << 3) + MU_BIAS) << exponent) - MU_BIAS
  return inverted & 0x80 ? -magnitude : magnitude
}

function muEncode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), MU_CLIP) + MU_BIAS
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

function aDecode(code: number): number {
  const toggled = code ^ 0x55
  const exponent = (toggled >> 4) & 7
  const mantissa = (toggled & 0x0f) << 4
  const magnitude = exponent === 0 ? mantissa + 8 : (mantissa + 0x108) << (exponent - 1)
  return toggled & 0x80 ? magnitude : -magnitude
}

function aEncode(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767)
  const exponent = Math.max(0, 31 - Math.clz32(magnitude | 1) - 7)
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}

const DECODE: Readonly<Record<Law, Int16Array>> = {
  PCMU: Int16Array.from({ length: 256 }, (_, code) => muDecode(code)),
  PCMA: Int16Array.from({ length: 256 }, (_, code) => aDecode(code)),
}

const ENCODE: Readonly<Record<Law, Uint8Array>> = {
  PCMU: Uint8Array.from({ length: 65_536 }, (_, index) => muEncode((index << 16) >> 16)),
  PCMA: Uint8Array.from({ length: 65_536 }, (_, index) => aEncode((index << 16) >> 16)),
}

/** Linear samples of coded audio, one for each byte. Pure. Source: ITU-T G.711. */
export function decode(law: Law, payload: Uint8Array): Int16Array {
  const table = DECODE[law]
  const samples = new Int16Array(payload.length)
  for (let i = 0; i < payload.length; i++) samples[i] = table[payload[i] as number] as number
  return samples
}

/** Coded audio of linear samples, one byte for each. Pure. Source: ITU-T G.711. */
export function encode(law: Law, samples: Int16Array): Uint8Array {
  const table = ENCODE[law]
  const payload = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i++)
    payload[i] = table[(samples[i] as number) & 0xffff] as number
  return payload
}
