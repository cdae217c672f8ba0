/**
 * G.711 in both laws, by table: 8-bit companded octets to 16-bit linear samples and back.
 * ITU-T G.711 (11/88). A law has its name in SDP. All functions are pure; `decode` and `encode` allocate their result.
 */
export type Law = 'PCMU' | 'PCMA'

const ULAW_BIAS = 0x84
const ULAW_CLIP = 32_635

const LINEAR: Readonly<Record<Law, Int16Array>> = {
  PCMU: Int16Array.from({ length: 256 }, (_, octet) => ulawToLinear(octet)),
  PCMA: Int16Array.from({ length: 256 }, (_, octet) => alawToLinear(octet)),
}

const OCTET: Readonly<Record<Law, Uint8Array>> = {
  PCMU: Uint8Array.from({ length: 65_536 }, (_, index) => linearToUlaw(index - 32_768)),
  PCMA: Uint8Array.from({ length: 65_536 }, (_, index) => linearToAlaw(index - 32_768)),
}

/** The octet of digital silence in a law. */
export const SILENCE_OCTET: Readonly<Record<Law, number>> = { PCMU: 0xff, PCMA: 0xd5 }

/** Linear samples of companded octets, as many as there are octets. */
export function decodeG711(law: Law, octets: Uint8Array): Int16Array {
  const table = LINEAR[law]
  const samples = new Int16Array(octets.length)
  for (let i = 0; i < octets.length; i += 1) samples[i] = table[octets[i] ?? 0] ?? 0
  return samples
}

/** Companded octets of linear samples, as many as there are samples. */
export function encodeG711(law: Law, samples: Int16Array): Uint8Array {
  const table = OCTET[law]
  const octets = new Uint8Array(samples.length)
  for (let i = 0; i < samples.length; i += 1) octets[i] = table[(samples[i] ?? 0) + 32_768] ?? 0
  return octets
}

function ulawToLinear(octet: number): number {
  const bits = ~octet & 0xff
  const magnitude = (((bits & 0x0f) << 3) + ULAW_BIAS) << ((bits & 0x70) >> 4)
  return bits & 0x80 ? ULAW_BIAS - magnitude : magnitude - ULAW_BIAS
}

function alawToLinear(octet: number): number {
  const bits = octet ^ 0x55
  const segment = (bits & 0x70) >> 4
  const step = (bits & 0x0f) << 4
  const magnitude = segment === 0 ? step + 8 : (step + 0x108) << (segment - 1)
  return bits & 0x80 ? magnitude : -magnitude
}

function linearToUlaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const magnitude = Math.min(Math.abs(sample), ULAW_CLIP) + ULAW_BIAS
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7)
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f
  return ~(sign | (exponent << 4) | mantissa) & 0xff
}

function linearToAlaw(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80
  const magnitude = Math.min(sample < 0 ? -sample - 1 : sample, 32_767)
  const exponent = Math.max(0, 31 - Math.clz32(Math.max(1, magnitude)) - 7)
  const mantissa = (magnitude >> (exponent === 0 ? 4 : exponent + 3)) & 0x0f
  return (sign | (exponent << 4) | mantissa) ^ 0x55
}
