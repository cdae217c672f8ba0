import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { InteractionRecord, RecordingRecord } from '../core/state/interaction.ts'
import { OperatingError } from '../errors.ts'
import { summaryOf } from './callbacks.ts'
import type { Product } from './product.ts'
import type { Recording, RecordingList } from './protocol.ts'
import type { Guard } from './guard.ts'

/** So many of the newest interactions are looked through for recordings. */
const LOOKED_THROUGH = 500
const FILE_RULE = /^[A-Za-z0-9_-]{1,200}\.wav$/

/** Recordings to hear: the newest, and the audio of one, by ranges where a player asks for them. */
export function recordingRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.get('/v1/recordings', async (request) => {
    const caller = guard.admit(request, 'hear')
    return guard.shown(caller, await listRecordings(product))
  })
  app.get<{ Params: { legId: string } }>('/v1/recordings/:legId', async (request, reply) => {
    guard.admit(request, 'hear')
    const { legId } = request.params
    const found = (await newest(product)).find(({ recording }) => recording.legId === legId)
    const file = found === undefined ? undefined : fileOf(product, found.recording)
    const size = file === undefined ? undefined : await sizeOf(file)
    if (file === undefined || size === undefined) {
      throw new OperatingError('not-found', { path: `/v1/recordings/${legId.slice(0, 64)}` })
    }
    return sendAudio(request, reply, file, size)
  })
}

/** Sends a WAV file, or the range of it that a player asks for. */
export function sendAudio(
  request: FastifyRequest,
  reply: FastifyReply,
  file: string,
  size: number,
): FastifyReply {
  const range = rangeOf(request.headers.range, size)
  void reply.type('audio/wav').header('accept-ranges', 'bytes')
  if (range === 'unsatisfiable') {
    return reply.code(416).header('content-range', `bytes */${size}`).send()
  }
  if (range === undefined) {
    return reply.header('content-length', size).send(createReadStream(file))
  }
  return reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${size}`)
    .header('content-length', range.end - range.start + 1)
    .send(createReadStream(file, range))
}

interface Found {
  readonly record: InteractionRecord
  readonly recording: RecordingRecord
}

async function newest(product: Product): Promise<readonly Found[]> {
  const records = await product.recentInteractions(LOOKED_THROUGH)
  return records.flatMap((record) =>
    (record.recordings ?? [])
      .filter(({ file }) => file !== undefined)
      .map((recording) => ({ record, recording })),
  )
}

async function listRecordings(product: Product): Promise<RecordingList> {
  const recordings: Recording[] = []
  for (const { record, recording } of await newest(product)) {
    const file = fileOf(product, recording)
    const bytes = file === undefined ? undefined : await sizeOf(file)
    if (bytes === undefined) continue
    recordings.push({
      legId: recording.legId,
      callback: summaryOf(record),
      startedAt: new Date(recording.startedAt).toISOString(),
      durationMs: recording.lengthMs ?? 0,
      bytes,
    })
  }
  return { recordings }
}

/** The journal names the file; what it names must still be a plain name. */
function fileOf(product: Product, { file }: RecordingRecord): string | undefined {
  if (file === undefined || !FILE_RULE.test(file)) return undefined
  return join(product.recordingsFolder, file)
}

/** The size of a file that is one; undefined where it is not there. */
export async function sizeOf(file: string): Promise<number | undefined> {
  const found = await stat(file).catch(() => undefined)
  return found?.isFile() === true ? found.size : undefined
}

/** One range of bytes (RFC 9110 section 14.2); undefined: the whole. Pure. */
export function rangeOf(
  header: string | undefined,
  size: number,
): { readonly start: number; readonly end: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '')
  const [, from = '', to = ''] = match ?? []
  if (match === null || (from === '' && to === '')) return undefined
  const start = from === '' ? Math.max(0, size - Number(to)) : Number(from)
  const end = from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1)
  return start > end ? 'unsatisfiable' : { start, end }
}
