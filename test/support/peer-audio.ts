import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { shareAt } from './tone-share.ts'

const RATE_HZ = 8_000
const FRAME = 160
const FRAME_MS = 20
/** Quieter than this is silence: about -54 dB below full scale. */
const AUDIBLE = 64
const MOST_HEARD = 30 * RATE_HZ

/** What a peer says, sample by sample; counts from when it began. */
export type Source = (sampleIndex: number) => number

/** A steady tone. */
export function tone(hz: number, amplitude = 8_000): Source {
  return (index) => amplitude * Math.sin((2 * Math.PI * hz * index) / RATE_HZ)
}

/** Several tones at once. */
export function chord(...hertz: readonly number[]): Source {
  return (index) => hertz.reduce((sum, hz) => sum + tone(hz, 5_000)(index), 0)
}

/** A source that sounds and rests in turn. */
export function interrupted(source: Source, onMs: number, offMs: number): Source {
  const period = ((onMs + offMs) * RATE_HZ) / 1_000
  const on = (onMs * RATE_HZ) / 1_000
  return (index) => (index % period < on ? source(index) : 0)
}

/** A recording in µ-law, said once; a WAV file whose data is its last chunk. */
export function recorded(file: string): Source {
  const samples = samplesIn(file)
  return (index) => samples[index] ?? 0
}

/** The samples of a recording in µ-law; a WAV file whose data is its last chunk. */
export function samplesIn(file: string): readonly number[] {
  const wav = readFileSync(file)
  return Array.from(wav.subarray(wav.indexOf('data') + 8), fromMuLaw)
}

/** How like a recording the part of what was heard is that is likest to its beginning, 0 to 1. */
export function likeness(heard: readonly number[], recording: readonly number[]): number {
  const beginning = recording.slice(0, RATE_HZ / 4)
  let [best, at] = [0, 0]
  for (let shift = 0; shift + beginning.length < heard.length; shift++) {
    const found = correlation(heard, beginning, shift, 5)
    if (found > best) [best, at] = [found, shift]
  }
  return correlation(heard, recording, at, 1)
}

function correlation(
  heard: readonly number[],
  wanted: readonly number[],
  shift: number,
  stride: number,
): number {
  let [both, one, other] = [0, 0, 0]
  for (let i = 0; i < wanted.length; i += stride) {
    const [a, b] = [heard[shift + i] ?? 0, wanted[i] ?? 0]
    both += a * b
    one += a * a
    other += b * b
  }
  return one === 0 || other === 0 ? 0 : both / Math.sqrt(one * other)
}

/** A recording with silence before it and a tone of 523 Hz after it, as bare µ-law. */
export function recordedBytes(file: string, silenceMs: number, toneMs: number): Uint8Array {
  const wav = readFileSync(file)
  const words = wav.subarray(wav.indexOf('data') + 8)
  const inMs = (ms: number): number => (RATE_HZ * ms) / 1_000
  const pause = new Uint8Array(inMs(silenceMs)).fill(0xff)
  const rest = new Uint8Array(inMs(2_000)).fill(0xff)
  const steady = Uint8Array.from({ length: inMs(toneMs) }, (_, i) => toMuLaw(tone(523)(i)))
  return Buffer.concat([pause, words, rest, steady])
}

/** Total silence, but sent. */
export const quiet: Source = () => 0

/** The audio of a test peer: plain RTP with µ-law, written apart from the code under test. */
export class PeerAudio {
  readonly digits: string[] = []
  #socket: Socket
  readonly #host: string
  #remote: { host: string; port: number } | undefined
  #timer: NodeJS.Timeout | undefined
  #source: Source = quiet
  #index = 0
  #sequence = 1
  #timestamp = 1_000
  #nextAt = 0
  #heard: number[] = []
  #packets = 0
  #silence = new SilenceMeter()
  #lastEvent = -1
  #eventType = 101

  private constructor(socket: Socket, host: string) {
    this.#socket = socket
    this.#host = host
    socket.on('message', (datagram) => this.#receive(datagram))
  }

  static async open(host: string): Promise<PeerAudio> {
    return new PeerAudio(await boundSocket(host), host)
  }

  get port(): number {
    return this.#socket.address().port
  }

  /** What came since the last `forget`, as long as it was short. */
  get heard(): readonly number[] {
    return this.#heard
  }

  /** How many audio packets came. */
  get packets(): number {
    return this.#packets
  }

  description(direction = 'sendrecv'): string {
    return [
      'v=0',
      `o=peer 1 ${this.#sequence} IN IP4 ${this.#host}`,
      's=-',
      `c=IN IP4 ${this.#host}`,
      't=0 0',
      `m=audio ${this.port} RTP/AVP 0 ${this.#eventType}`,
      'a=rtpmap:0 PCMU/8000',
      `a=rtpmap:${this.#eventType} telephone-event/8000`,
      `a=fmtp:${this.#eventType} 0-15`,
      `a=${direction}`,
      '',
    ].join('\r\n')
  }

  /** Learns from the other's description where to send, and how it numbers telephone events. */
  connect(sdp: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1] ?? ''
    const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1] ?? 0)
    const events = /^a=rtpmap:(\d+) telephone-event\/8000/m.exec(sdp)?.[1]
    if (events) this.#eventType = Number(events)
    if (port) this.#remote = { host, port }
  }

  /** Says something from now on, in packets of 20 ms. */
  say(source: Source): void {
    this.#source = source
    this.#index = 0
    if (this.#timer) return
    this.#nextAt = performance.now()
    this.#timer = setInterval(() => this.#catchUp(), FRAME_MS / 2)
  }

  /** Sends nothing any more. */
  mute(): void {
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  /** Sends from another port from now on, as far ends behind a changed mapping do. */
  async moveToAnotherPort(): Promise<void> {
    const old = this.#socket
    this.#socket = await boundSocket(this.#host)
    this.#socket.on('message', (datagram) => this.#receive(datagram))
    old.close()
  }

  /** Presses a key: RFC 4733, with the repeated end that it asks for. */
  press(digit: string): void {
    const event = '0123456789*#ABCD'.indexOf(digit)
    this.#timestamp += FRAME
    for (let step = 1; step <= 7; step++) {
      const ended = step > 4
      const duration = Math.min(step, 5) * FRAME
      const payload = Uint8Array.of(event, ended ? 0x8a : 0x0a, duration >> 8, duration & 0xff)
      this.#transmit(this.#eventType, payload, step === 1)
    }
    this.#timestamp += 5 * FRAME
  }

  /** Forgets what was heard. */
  forget(): void {
    this.#heard = []
    this.#packets = 0
    this.#silence = new SilenceMeter()
  }

  /** The share of the heard energy that lies at a frequency, 0 to 1, over the last half second. */
  shareAt(hz: number): number {
    const samples = this.#heard.slice(-RATE_HZ / 2)
    return samples.length < RATE_HZ / 4 ? 0 : shareAt(samples, hz)
  }

  /**
   * The longest stretch between the first and the last sound in which nothing was heard: silence
   * that was sent, and packets that were not; ms, since the last `forget`.
   */
  longestSilenceMs(): number {
    return this.#silence.longestMs
  }

  /** The loudest sample of the last half second. */
  loudest(): number {
    return this.#heard.slice(-RATE_HZ / 2).reduce((most, s) => Math.max(most, Math.abs(s)), 0)
  }

  close(): void {
    this.mute()
    this.#socket.close()
  }

  #catchUp(): void {
    const now = performance.now()
    while (this.#nextAt <= now) {
      this.#nextAt += FRAME_MS
      const payload = new Uint8Array(FRAME)
      for (let i = 0; i < FRAME; i++) payload[i] = toMuLaw(this.#source(this.#index++))
      this.#timestamp += FRAME
      this.#transmit(0, payload, false)
    }
  }

  #transmit(payloadType: number, payload: Uint8Array, marker: boolean): void {
    if (!this.#remote) return
    const header = Buffer.alloc(12)
    header[0] = 0x80
    header[1] = (marker ? 0x80 : 0) | payloadType
    header.writeUInt16BE(this.#sequence++ & 0xffff, 2)
    header.writeUInt32BE(this.#timestamp >>> 0, 4)
    header.writeUInt32BE(0x5eed, 8)
    this.#socket.send(Buffer.concat([header, payload]), this.#remote.port, this.#remote.host)
  }

  #receive(datagram: Buffer): void {
    const payloadType = (datagram[1] ?? 0) & 0x7f
    if (payloadType === 0) {
      this.#packets += 1
      this.#silence.hear(isSound(datagram.subarray(12)), performance.now())
      for (const code of datagram.subarray(12)) this.#heard.push(fromMuLaw(code))
      if (this.#heard.length > MOST_HEARD) this.#heard = this.#heard.slice(-RATE_HZ)
    } else if (payloadType === this.#eventType) {
      const timestamp = datagram.readUInt32BE(4)
      if (timestamp === this.#lastEvent) return
      this.#lastEvent = timestamp
      this.digits.push('0123456789*#ABCD'[datagram[12] ?? 0] ?? '?')
    }
  }
}

/** Whether anything is to be heard in some µ-law. Pure. */
export function isSound(words: Uint8Array): boolean {
  return words.some((code) => IS_AUDIBLE[code])
}

/** Measures silence on the wall clock, so that missing packets count as much as silent ones. */
export class SilenceMeter {
  longestMs = 0
  #lastSoundAt: number | undefined

  hear(sound: boolean, atMs: number): void {
    if (!sound) return
    const gapMs = this.#lastSoundAt === undefined ? 0 : atMs - this.#lastSoundAt - FRAME_MS
    this.longestMs = Math.max(this.longestMs, gapMs)
    this.#lastSoundAt = atMs
  }
}

async function boundSocket(host: string): Promise<Socket> {
  const socket = createSocket('udp4')
  socket.bind(0, host)
  await once(socket, 'listening')
  return socket
}

function toMuLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0
  const biased = Math.min(Math.abs(Math.round(sample)), 32_635) + 132
  let exponent = 7
  while (exponent > 0 && (biased & (1 << (exponent + 7))) === 0) exponent--
  return ~(sign | (exponent << 4) | ((biased >> (exponent + 3)) & 15)) & 255
}

function fromMuLaw(code: number): number {
  const bits = ~code & 255
  const exponent = (bits >> 4) & 7
  const value = (((bits & 15) << 3) + 132) * 2 ** exponent - 132
  return bits & 0x80 ? -value : value
}

const IS_AUDIBLE = Array.from({ length: 256 }, (_, code) => Math.abs(fromMuLaw(code)) > AUDIBLE)
