import { join } from 'node:path'
import { packageRoot } from '../package-root.ts'
import { PromptShelf } from '../softswitch/lab/prompt.ts'

const NAMES = [
  'agent',
  'agent-more',
  'business',
  'customer',
  'goodbye',
  'hello',
  'hello-late',
  'not-in-service',
  'screening',
  'voicemail',
  'voicemail-plain',
] as const

/** A recording that lab phones speak with; `make-audio.ts` makes them. */
export type RecordingName = (typeof NAMES)[number]

/** The recordings, ready to be said. */
export type Recordings = ReadonlyMap<RecordingName, Int16Array>

/** Reads all recordings. Rejects where one is missing from the package. */
export async function readRecordings(): Promise<Recordings> {
  const folder = join(packageRoot(), 'src', 'lab', 'audio')
  const shelf = new PromptShelf()
  const read = async (name: RecordingName): Promise<readonly [RecordingName, Int16Array]> => [
    name,
    await shelf.samplesOf(join(folder, `${name}.wav`)),
  ]
  return new Map(await Promise.all(NAMES.map(read)))
}
