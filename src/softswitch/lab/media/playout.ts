import { FRAME_SAMPLES } from './frame.ts'

/** Samples kept: one second, a power of two. */
const RING_SAMPLES = 8_192
const RING_MASK = RING_SAMPLES - 1
/** How much is in store before the first frame is given: rides out 60 ms of jitter. */
const TARGET_SAMPLES = 3 * FRAME_SAMPLES
/** Above this much in store the far end's clock is faster than ours, or a burst came: cut back. */
const MOST_SAMPLES = 10 * FRAME_SAMPLES
/** While all packets stay away for less than this, they may still come: nothing is missing yet. */
const PATIENCE_SAMPLES = 15 * FRAME_SAMPLES
/** So many late packets in a row mean that the far end's clock moved, not that packets were delayed. */
const LATE_PACKETS = 3

/**
 * Puts received audio back into even time: packets go in as they come, one frame of 20 ms comes
 * out at each tick, undefined where none is there. A packet that was lost leaves its gap. When all
 * packets stay away, time stands still: late ones are then played late instead of being lost, and
 * a far end that was silent for a while is followed to where it goes on. What is missing for good is
 * counted, so that whoever measures time in samples may go on: a tone that came late is one tone.
 */
export class Playout {
  readonly #samples = new Int16Array(RING_SAMPLES)
  readonly #filled = new Uint8Array(RING_SAMPLES)
  #next: number | undefined
  #end = 0
  #playing = false
  #latePackets = 0
  #missing = 0
  /** Of the time that has stood still, in samples: what was not counted as missing, and what was. */
  #awaited = 0
  #givenUp = 0

  /** Takes the samples of a packet; the timestamp is that of RTP. */
  put(timestamp: number, samples: Int16Array): void {
    if (this.#next === undefined) this.#restart(timestamp)
    if (this.#end === 0) this.#follow(timestamp)
    let ahead = (timestamp - (this.#next as number)) | 0
    if (ahead < 0 && ++this.#latePackets < LATE_PACKETS) return
    if (ahead < 0 || ahead + samples.length > RING_SAMPLES - FRAME_SAMPLES) {
      this.#restart(timestamp)
      ahead = 0
    }
    this.#latePackets = 0
    const next = this.#next as number
    for (let i = 0; i < samples.length; i++) {
      const slot = (next + ahead + i) & RING_MASK
      this.#samples[slot] = samples[i] as number
      this.#filled[slot] = 1
    }
    this.#end = Math.max(this.#end, ahead + samples.length)
    while (this.#end > MOST_SAMPLES) this.#advance()
  }

  /**
   * The frame that is due now; undefined where its packet did not come. At a tick that is made up
   * for, what did not come counts for nothing: it may lie unread.
   */
  take(late = false): Int16Array | undefined {
    this.#playing = this.#playing ? this.#end > 0 : this.#end >= TARGET_SAMPLES
    if (this.#next === undefined || !this.#playing) return late ? undefined : this.#stand()
    this.#awaited = this.#givenUp = 0
    return this.#give(this.#next)
  }

  /** How many samples have been found to be missing, before the frame that was taken last. */
  takeMissing(): number {
    const missing = this.#missing
    this.#missing = 0
    return missing
  }

  /** All that is left, when no more will come. */
  *rest(): Generator<Int16Array> {
    while (this.#next !== undefined && this.#end > 0) {
      const frame = this.#give(this.#next)
      if (frame !== undefined) yield frame
    }
  }

  #give(start: number): Int16Array | undefined {
    const heard = this.#filled[start & RING_MASK] === 1
    const frame = heard ? new Int16Array(FRAME_SAMPLES) : undefined
    for (let i = 0; frame && i < FRAME_SAMPLES; i++) {
      frame[i] = this.#samples[(start + i) & RING_MASK] as number
    }
    if (!heard) this.#missing += FRAME_SAMPLES
    this.#advance()
    return frame
  }

  /** A tick without a packet: what did not come for long is missing. */
  #stand(): undefined {
    this.#awaited += FRAME_SAMPLES
    if (this.#givenUp === 0 && this.#awaited < PATIENCE_SAMPLES) return
    this.#missing += this.#awaited
    this.#givenUp += this.#awaited
    this.#awaited = 0
  }

  /** The far end goes on after a pause: what it left out is missing, as far as time went by. */
  #follow(timestamp: number): void {
    const leftOut = (timestamp - (this.#next as number)) | 0
    if (leftOut <= 0) return
    this.#next = timestamp | 0
    this.#missing += Math.max(0, Math.min(leftOut, this.#awaited + this.#givenUp) - this.#givenUp)
    this.#awaited = this.#givenUp = 0
  }

  #advance(): void {
    const next = this.#next as number
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      this.#filled[(next + i) & RING_MASK] = 0
      this.#samples[(next + i) & RING_MASK] = 0
    }
    this.#next = (next + FRAME_SAMPLES) | 0
    this.#end = Math.max(0, this.#end - FRAME_SAMPLES)
  }

  #restart(timestamp: number): void {
    this.#filled.fill(0)
    this.#samples.fill(0)
    this.#next = timestamp | 0
    this.#end = 0
    this.#playing = false
    this.#latePackets = 0
  }
}
