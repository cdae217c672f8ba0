import { FRAME_SAMPLES } from './frame.ts'
import type { RtpPacket } from './rtp-packet.ts'

const KEYS = '0123456789*#ABCD'
const END_BIT = 0x80
/** Power of the tone that an event stands for, in -dBm0; RFC 4733 section 2.3.3. */
const VOLUME = 10
const TONE_FRAMES = 5
const END_REPEATS = 3
const GAP_FRAMES = 3

/** One packet's worth of a digit: its payload and how the RTP header goes with it. */
export interface EventFrame {
  readonly payload: Uint8Array
  readonly marker: boolean
  /** Packets since the digit began: its timestamp is that of the beginning. */
  readonly framesSinceStart: number
}

/**
 * A digit as the packets that carry it, one for each 20 ms, then a pause of undefined frames;
 * the end is sent three times. Empty for what is not a key. Pure. Source: RFC 4733 section 2.5.1.
 */
export function framesOfDigit(digit: string): readonly (EventFrame | undefined)[] {
  const event = KEYS.indexOf(digit.toUpperCase())
  if (event < 0 || digit.length !== 1) return []
  const frames: (EventFrame | undefined)[] = []
  for (let frame = 0; frame < TONE_FRAMES + END_REPEATS; frame++) {
    const ended = frame >= TONE_FRAMES
    const duration = FRAME_SAMPLES * Math.min(frame + 1, TONE_FRAMES)
    const payload = Uint8Array.of(
      event,
      (ended ? END_BIT : 0) | VOLUME,
      duration >> 8,
      duration & 0xff,
    )
    frames.push({ payload, marker: frame === 0, framesSinceStart: frame })
  }
  for (let frame = 0; frame < GAP_FRAMES; frame++) frames.push(undefined)
  return frames
}

/**
 * Hears digits in event packets, each digit once, at its first packet. A digit is known by its
 * timestamp, so repeated and late packets add nothing. Source: RFC 4733 section 2.5.1.4. SIPp gives
 * every digit of a call the same timestamp and tells them apart by a marker in a new sequence.
 */
export class DigitEar {
  #last: RtpPacket | undefined
  #ended = false

  /** The digit that this packet begins, or undefined. */
  hear(packet: RtpPacket): string | undefined {
    const digit = KEYS[packet.payload[0] ?? KEYS.length]
    if (packet.payload.length < 4 || digit === undefined) return undefined
    const isNew = this.#isNew(packet)
    if (isNew) this.#last = packet
    if (isNew || packet.timestamp === this.#last?.timestamp) {
      this.#ended = ((packet.payload[1] ?? 0) & END_BIT) !== 0
    }
    return isNew ? digit : undefined
  }

  #isNew({ ssrc, timestamp, marker, sequence }: RtpPacket): boolean {
    const last = this.#last
    if (last?.timestamp !== timestamp) return true
    if (last.ssrc !== ssrc) return true
    return marker && this.#ended && sequence !== last.sequence
  }
}
