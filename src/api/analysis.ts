import type { FastifyInstance } from 'fastify'
import type { LegId } from '../core/ids.ts'
import type { InteractionRecord, Note } from '../core/state/interaction.ts'
import { OperatingError } from '../errors.ts'
import { findRecord } from './engineering.ts'
import type { Guard } from './guard.ts'
import type { AnalysedSeconds, Product } from './product.ts'
import type { Analysis } from './protocol.ts'
import { sendAudio, sizeOf } from './recordings.ts'
import { noteText } from './sentences.ts'

type Mark = Analysis['legs'][number]['marks'][number]

/** What call analysis heard and said: the audio of the analysed seconds with the detector's view. */
export function analysisRoutes(app: FastifyInstance, product: Product, guard: Guard): void {
  app.get<{ Params: { id: string } }>('/v1/callbacks/:id/analysis', async (request) => {
    guard.admit(request, 'inspect')
    const record = await findRecord(product, request.params.id)
    const legs: Analysis['legs'][number][] = []
    for (const legId of customerLegsOf(record)) {
      const seconds = await product.analysedAudio(legId)
      if (seconds !== undefined) legs.push(viewOf(record, legId, seconds))
    }
    return { legs } satisfies Analysis
  })
  app.get<{ Params: { id: string; file: string } }>(
    '/v1/callbacks/:id/analysis/:file',
    async (request, reply) => {
      guard.admit(request, 'inspect')
      const record = await findRecord(product, request.params.id)
      const legId = customerLegsOf(record).find((id) => `${id}.wav` === request.params.file)
      const seconds = legId === undefined ? undefined : await product.analysedAudio(legId)
      const size = seconds === undefined ? undefined : await sizeOf(seconds.file)
      if (seconds === undefined || size === undefined) {
        throw new OperatingError('not-found', { path: request.url.slice(0, 200) })
      }
      return sendAudio(request, reply, seconds.file, size)
    },
  )
}

function customerLegsOf({ participants }: InteractionRecord): readonly LegId[] {
  return participants
    .filter(({ role }) => role === 'customer')
    .flatMap(({ communications }) => communications.map(({ legId }) => legId))
}

function viewOf(
  record: InteractionRecord,
  legId: LegId,
  seconds: AnalysedSeconds,
): Analysis['legs'][number] {
  const { durationMs, levelsDbfs, thresholdsDbfs } = seconds
  const marks = record.timeline.flatMap((note) => (note.legId === legId ? markOf(note) : []))
  const audioPath = `/v1/callbacks/${record.id}/analysis/${legId}.wav`
  return { legId, audioPath, durationMs, levelsDbfs, thresholdsDbfs, marks }
}

/** A moment in the audio at which the detector said something. */
function markOf(note: Note): readonly Mark[] {
  const { event, detail = {} } = note
  if (event === 'judged') {
    return [{ atMs: Number(detail['atMs']), kind: 'judged', text: noteText(note) }]
  }
  if (event !== 'beep') return []
  const { startMs, endMs } = detail
  return [{ atMs: Number(startMs), endMs: Number(endMs), kind: 'beep', text: noteText(note) }]
}
