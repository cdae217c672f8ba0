import type { CallbackResource } from '../../api/protocol/callback.ts'
import { ask } from '../live/server.ts'

/** Books a callback. Rejects with a text for people. */
export async function book(number: string): Promise<CallbackResource> {
  return ask('POST', '/v1/callbacks', { number })
}

/** Everything on record about a callback. */
export async function readCallback(id: string): Promise<CallbackResource> {
  return ask('GET', `/v1/callbacks/${id}`)
}

/** Cancels a callback that is not talking yet. */
export async function cancel(id: string): Promise<CallbackResource> {
  return ask('DELETE', `/v1/callbacks/${id}`)
}

/** Puts an agent on queue or takes them off. */
export async function setOnQueue(agentId: string, on: boolean): Promise<void> {
  await ask('POST', `/v1/agents/${agentId}/${on ? 'on-queue' : 'off-queue'}`)
}
