/** 400 and 450 Hz, two bursts of 0.4 s every 3 s (the ring of ITU-T E.180 for the UK). */
const BURSTS_S = [0, 0.6]
const BURST_S = 0.4
const EVERY_MS = 3_000
const LOUDNESS = 0.12

/** Rings until it is ended; returns what ends it. Silent where the browser does not let it sound. */
export function ring(): () => void {
  const context = new AudioContext()
  const sound = (): void => {
    for (const startS of BURSTS_S) for (const hz of [400, 450]) burst(context, startS, hz)
  }
  sound()
  const timer = setInterval(sound, EVERY_MS)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

function burst(context: AudioContext, startS: number, hz: number): void {
  const oscillator = context.createOscillator()
  const gain = context.createGain()
  const from = context.currentTime + startS
  oscillator.frequency.value = hz
  gain.gain.setValueAtTime(0, from)
  gain.gain.linearRampToValueAtTime(LOUDNESS, from + 0.02)
  gain.gain.setValueAtTime(LOUDNESS, from + BURST_S - 0.02)
  gain.gain.linearRampToValueAtTime(0, from + BURST_S)
  oscillator.connect(gain).connect(context.destination)
  oscillator.start(from)
  oscillator.stop(from + BURST_S)
}
