import type { CallbackList, CallbackResource } from '../../api/protocol/callback.ts'
import type { EditRequest, ImportReport, Revealed } from '../../api/protocol.ts'
import { ask, RequestFailure } from '../live/server.ts'

/** One number in full; it is on record who asked. */
export async function reveal(id: string): Promise<Revealed> {
  return ask('POST', `/v1/callbacks/${id}/reveal`)
}

/** One callback with everything about it. */
export async function readCallback(id: string): Promise<CallbackResource> {
  return ask('GET', `/v1/callbacks/${id}`)
}

/** Callbacks in a state, the newest first. */
export async function readCallbacks(state: string, queueId: string): Promise<CallbackList> {
  const queue = queueId === '' ? '' : `&queueId=${encodeURIComponent(queueId)}`
  return ask('GET', `/v1/callbacks?state=${state}&limit=200${queue}`)
}

/** Changes a callback that waits. */
export async function edit(id: string, change: EditRequest): Promise<CallbackResource> {
  return ask('PATCH', `/v1/callbacks/${id}`, change)
}

/** Cancels a callback that waits. */
export async function cancel(id: string): Promise<CallbackResource> {
  return ask('DELETE', `/v1/callbacks/${id}`)
}

/** Books the contacts of a file; dry, it says what would come of it and books nothing. */
export async function importFile(file: File, dryRun: boolean): Promise<ImportReport> {
  const response = await fetch(`/v1/imports?dryRun=${dryRun}`, {
    method: 'POST',
    headers: { 'content-type': 'text/csv' },
    body: file,
  })
  const answer: unknown = await response.json()
  if (response.ok) return answer as ImportReport
  const { code, message } = (answer as { error: { code: string; message: string } }).error
  throw new RequestFailure(code, message)
}
