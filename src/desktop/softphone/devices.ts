import { createStore } from '../live/store.ts'

/** Which devices the agent speaks into and hears from, and how the voice is treated. */
export interface DeviceChoice {
  /** Empty: whatever the machine's default is. */
  readonly microphoneId: string
  readonly speakerId: string
  /** Noise suppression, echo cancellation and gain control by the browser. */
  readonly voiceTreatment: boolean
}

const KEPT = 'devices'

/** The choice of this machine. */
export const devices = createStore<DeviceChoice>(kept())

function kept(): DeviceChoice {
  const standard = { microphoneId: '', speakerId: '', voiceTreatment: true }
  const text = typeof localStorage === 'undefined' ? null : localStorage.getItem(KEPT)
  if (text === null) return standard
  try {
    return { ...standard, ...(JSON.parse(text) as Partial<DeviceChoice>) }
  } catch {
    return standard
  }
}

/** Changes the choice from here on, and the next time. */
export function chooseDevices(change: Partial<DeviceChoice>): void {
  const next = { ...devices.get(), ...change }
  localStorage.setItem(KEPT, JSON.stringify(next))
  devices.set(next)
}

/** The microphone's sound as chosen; the default one where the chosen one is gone. Rejects where there is none. */
export async function openMicrophone(): Promise<MediaStream> {
  const { microphoneId, voiceTreatment } = devices.get()
  const audio = {
    echoCancellation: voiceTreatment,
    noiseSuppression: voiceTreatment,
    autoGainControl: voiceTreatment,
  }
  const exact = microphoneId === '' ? {} : { deviceId: { exact: microphoneId } }
  return navigator.mediaDevices
    .getUserMedia({ audio: { ...audio, ...exact } })
    .catch((thrown: unknown) => {
      if (microphoneId === '' || isRefusal(thrown)) throw thrown
      return navigator.mediaDevices.getUserMedia({ audio })
    })
}

/** Whether the person, and not the machine, said no. Pure. */
export function isRefusal(thrown: unknown): boolean {
  return thrown instanceof DOMException && thrown.name === 'NotAllowedError'
}

/** A device that can be chosen. */
export interface Device {
  readonly id: string
  readonly name: string
}

/** The devices of the machine; they have names once the microphone has been granted. */
export async function listDevices(kind: 'audioinput' | 'audiooutput'): Promise<readonly Device[]> {
  const all = await navigator.mediaDevices.enumerateDevices()
  return all
    .filter((each) => each.kind === kind && each.deviceId !== 'default' && each.deviceId !== '')
    .map((each) => ({ id: each.deviceId, name: each.label }))
}

/** Plays an element on the chosen loudspeaker, where the browser can choose one. */
export async function useSpeaker(element: HTMLAudioElement): Promise<void> {
  const { speakerId } = devices.get()
  if ('setSinkId' in element) await element.setSinkId(speakerId).catch(() => undefined)
}

/** How loud a stream is, in dB below full scale, about ten times a second; returns what ends it. */
export function watchLevel(stream: MediaStream, heard: (dbfs: number) => void): () => void {
  const context = new AudioContext()
  const source = context.createMediaStreamSource(stream)
  const analyser = context.createAnalyser()
  analyser.fftSize = 1_024
  source.connect(analyser)
  const samples = new Float32Array(analyser.fftSize)
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples)
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
    heard(10 * Math.log10(Math.max(power, 1e-10)))
  }, 100)
  return () => {
    clearInterval(timer)
    void context.close()
  }
}
