const RATE_HZ = 8_000

/** A WAV file, 16-bit PCM, 8 kHz, mono, of a steady tone. */
export function toneWav(hz: number, ms: number): Buffer {
  const samples = Math.round((RATE_HZ * ms) / 1_000)
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + 2 * samples, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(RATE_HZ, 24)
  header.writeUInt32LE(2 * RATE_HZ, 28)
  header.writeUInt16LE(2, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(2 * samples, 40)
  const data = Buffer.alloc(2 * samples)
  for (let i = 0; i < samples; i++) {
    data.writeInt16LE(Math.round(8_000 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ)), 2 * i)
  }
  return Buffer.concat([header, data])
}
