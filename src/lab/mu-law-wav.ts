import { encodeG711 } from '../amd/g711.ts'

const RATE_HZ = 8_000
const MU_LAW = 7

/** A WAV file of G.711 µ-law, 8 kHz, mono, with these samples. Pure. */
export function writeMuLawWav(samples: Int16Array): Buffer {
  const header = Buffer.alloc(46)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(38 + samples.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(18, 16)
  header.writeUInt16LE(MU_LAW, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE_HZ, 24)
  header.writeUInt32LE(RATE_HZ, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 38, 'latin1')
  header.writeUInt32LE(samples.length, 42)
  return Buffer.concat([header, encodeG711('PCMU', samples)])
}
