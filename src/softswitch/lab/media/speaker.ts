import { randomInt } from 'node:crypto'
import { encodeG711, type Law } from '../../../amd/g711.ts'
import { FRAME_SAMPLES } from './frame.ts'
import type { RtpPacket } from './rtp-packet.ts'
import { framesOfDigit, type EventFrame } from './telephone-event.ts'

const SILENCE = new Int16Array(FRAME_SAMPLES)

/** How what is said is coded on a path. */
export interface SpokenAs {
  readonly law: Law
  readonly payloadType: number
  readonly eventPayloadType?: number
}

/**
 * What one leg's far end is sent, packet by packet: numbered, stamped, silence where there is
 * nothing to say, and a digit's telephone events before both (RFC 3550 section 5.1, RFC 4733).
 */
export class Speaker {
  readonly #ssrc = randomInt(0, 2 ** 32)
  #sequence = randomInt(0, 2 ** 16)
  #timestamp = randomInt(0, 2 ** 32)
  #digitFrames: (EventFrame | undefined)[] = []
  #first = true

  /** Queues digits. */
  press(digits: string): void {
    for (const digit of digits) this.#digitFrames.push(...framesOfDigit(digit))
  }

  /** 20 ms go by in which nothing can be sent. */
  skip(): void {
    this.#timestamp = (this.#timestamp + FRAME_SAMPLES) >>> 0
  }

  /** The packet of the next 20 ms. */
  next(frame: Int16Array | undefined, as: SpokenAs): RtpPacket {
    this.skip()
    const busyWithDigit = this.#digitFrames.length > 0
    const digit = this.#digitFrames.shift()
    if (digit !== undefined) {
      const start = (this.#timestamp - digit.framesSinceStart * FRAME_SAMPLES) >>> 0
      return this.#packet(as.eventPayloadType ?? 0, digit.marker, start, digit.payload)
    }
    const samples = busyWithDigit ? SILENCE : (frame ?? SILENCE)
    const isFirst = this.#first
    this.#first = false
    const payload = encodeG711(as.law, samples)
    return this.#packet(as.payloadType, isFirst, this.#timestamp, payload)
  }

  #packet(payloadType: number, marker: boolean, timestamp: number, payload: Uint8Array): RtpPacket {
    this.#sequence = (this.#sequence + 1) & 0xffff
    return { payloadType, marker, sequence: this.#sequence, timestamp, ssrc: this.#ssrc, payload }
  }
}
