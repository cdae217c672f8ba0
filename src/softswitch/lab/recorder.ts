import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { RecordingFault } from '../../core/state/outcome.ts'
import { FRAME_SAMPLES } from './media/frame.ts'

const RATE_HZ = 8_000
const CHANNELS = 2
const BYTES_PER_MOMENT = 2 * CHANNELS
const HEADER_BYTES = 44
/** A second of audio is written at once. */
const FRAMES_PER_WRITE = 50

/** What came of a recording. */
export interface Recorded {
  readonly lengthMs: number
  /** Absent where everything is in the file. */
  readonly why?: RecordingFault
}

/**
 * Writes a WAV file of 16-bit PCM, 8 kHz, two channels, frame by frame. It writes synchronously,
 * so that the end of a leg finds the file complete: for the dozens of calls of a lab. What the disk
 * refuses is never thrown: the recording ends there and says so.
 */
export class Recorder {
  readonly #chunk = Buffer.alloc(FRAMES_PER_WRITE * FRAME_SAMPLES * BYTES_PER_MOMENT)
  #filled = 0
  #written = 0
  #file: number | undefined
  #why: RecordingFault | undefined

  /** Begins at once; a file that is there already is left alone. */
  constructor(path: string) {
    try {
      mkdirSync(dirname(path), { recursive: true })
      this.#file = openSync(path, 'wx', 0o640)
      writeSync(this.#file, header(0))
    } catch {
      this.#giveUp('cannot-record')
    }
  }

  /** Adds one frame of each direction; a missing one is silence. */
  add(left: Int16Array | undefined, right: Int16Array | undefined): void {
    if (this.#file === undefined) return
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      this.#filled = this.#chunk.writeInt16LE(left?.[i] ?? 0, this.#filled)
      this.#filled = this.#chunk.writeInt16LE(right?.[i] ?? 0, this.#filled)
    }
    if (this.#filled === this.#chunk.length) this.#flush()
  }

  /** Whether nothing more can be written. */
  get failed(): boolean {
    return this.#why !== undefined
  }

  /** Completes the file. */
  end(): Recorded {
    this.#flush()
    if (this.#file !== undefined) {
      try {
        writeSync(this.#file, header(this.#written), 0, HEADER_BYTES, 0)
      } catch {
        this.#why = 'cut-short'
      }
      closeSync(this.#file)
      this.#file = undefined
    }
    const lengthMs = Math.round((1_000 * this.#written) / (RATE_HZ * BYTES_PER_MOMENT))
    return { lengthMs, ...(this.#why === undefined ? {} : { why: this.#why }) }
  }

  #flush(): void {
    if (this.#file === undefined || this.#filled === 0) return
    try {
      const wrote = writeSync(this.#file, this.#chunk, 0, this.#filled)
      this.#written += wrote
      if (wrote < this.#filled) this.#giveUp('cut-short')
    } catch {
      this.#giveUp('cut-short')
    }
    this.#filled = 0
  }

  /** What there is stays, with a header that says how much it is. */
  #giveUp(why: RecordingFault): void {
    this.#why = why
    if (this.#file === undefined) return
    try {
      writeSync(this.#file, header(this.#written), 0, HEADER_BYTES, 0)
    } catch {
      // The header of an empty file stays: the length in the record is the true one.
    }
    closeSync(this.#file)
    this.#file = undefined
  }
}

function header(dataBytes: number): Buffer {
  const head = Buffer.alloc(HEADER_BYTES)
  head.write('RIFF', 0, 'latin1')
  head.writeUInt32LE(HEADER_BYTES - 8 + dataBytes, 4)
  head.write('WAVEfmt ', 8, 'latin1')
  head.writeUInt32LE(16, 16)
  head.writeUInt16LE(1, 20)
  head.writeUInt16LE(CHANNELS, 22)
  head.writeUInt32LE(RATE_HZ, 24)
  head.writeUInt32LE(RATE_HZ * BYTES_PER_MOMENT, 28)
  head.writeUInt16LE(BYTES_PER_MOMENT, 32)
  head.writeUInt16LE(16, 34)
  head.write('data', 36, 'latin1')
  head.writeUInt32LE(dataBytes, 40)
  return head
}
