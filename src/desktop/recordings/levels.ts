const STEP_MS = 20

/** The level of each 20 ms of a sound file, dB below full scale, all channels together. */
export async function levelsOf(path: string): Promise<readonly number[]> {
  const response = await fetch(path)
  if (!response.ok) return []
  const context = new OfflineAudioContext(1, 1, 8_000)
  const sound = await context.decodeAudioData(await response.arrayBuffer())
  const channels = Array.from({ length: sound.numberOfChannels }, (_, i) => sound.getChannelData(i))
  const step = Math.round((sound.sampleRate * STEP_MS) / 1_000)
  return Array.from({ length: Math.floor(sound.length / step) }, (_, i) => {
    const power = channels.reduce(
      (most, samples) => Math.max(most, powerOf(samples, i * step, step)),
      0,
    )
    return 10 * Math.log10(Math.max(power, 1e-9))
  })
}

function powerOf(samples: Float32Array, from: number, count: number): number {
  let sum = 0
  for (let i = from; i < from + count; i++) sum += (samples[i] ?? 0) ** 2
  return sum / count
}
