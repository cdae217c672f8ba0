import { readFile } from 'node:fs/promises'

/** How the samples of a prompt's file are coded. */
export type PromptCoding = 'pcm16' | 'PCMU' | 'PCMA'

/** A prompt's audio as it lies in its file: 8 kHz, mono. */
export interface PromptAudio {
  readonly coding: PromptCoding
  readonly data: Buffer
}

/** The prompt that parts the end of another from what is heard until the next order. */
export const BREATH = 'breath'

/** Prompts in which nothing is said. */
export const SILENCES = {
  long: { prompt: 'silence', ms: 1_280 },
  short: { prompt: BREATH, ms: 160 },
} as const

const CODINGS: Readonly<Record<number, { readonly coding: PromptCoding; readonly bits: number }>> =
  {
    1: { coding: 'pcm16', bits: 16 },
    6: { coding: 'PCMA', bits: 8 },
    7: { coding: 'PCMU', bits: 8 },
  }
const RATE_HZ = 8_000

/**
 * Reads a prompt: a WAV file of 16-bit PCM or G.711, 8 kHz, mono. Rejects with an error that
 * names the file and what is wrong with it.
 */
export async function readPrompt(file: string): Promise<PromptAudio> {
  const wav = await readFile(file)
  try {
    return parseWav(wav)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`${file}: ${why}`, { cause: error })
  }
}

/** The audio in a WAV file. Throws where it is not one that prompts may be. Pure. */
export function parseWav(wav: Buffer): PromptAudio {
  if (wav.toString('latin1', 0, 4) !== 'RIFF' || wav.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error('not a WAV file')
  }
  const format = chunkOf(wav, 'fmt ')
  const data = chunkOf(wav, 'data')
  if (!format || format.length < 16 || !data) throw new Error('a WAV file without format or data')
  const known = CODINGS[format.readUInt16LE(0)]
  const channels = format.readUInt16LE(2)
  const rateHz = format.readUInt32LE(4)
  const bits = format.readUInt16LE(14)
  if (!known || bits !== known.bits) throw new Error('neither 16-bit PCM nor G.711')
  if (channels !== 1) throw new Error(`${channels} channels instead of one`)
  if (rateHz !== RATE_HZ) throw new Error(`${rateHz} Hz instead of ${RATE_HZ} Hz`)
  return { coding: known.coding, data }
}

function chunkOf(wav: Buffer, name: string): Buffer | undefined {
  for (let at = 12; at + 8 <= wav.length;) {
    const size = wav.readUInt32LE(at + 4)
    if (wav.toString('latin1', at, at + 4) === name) return wav.subarray(at + 8, at + 8 + size)
    at += 8 + size + (size % 2)
  }
  return undefined
}
