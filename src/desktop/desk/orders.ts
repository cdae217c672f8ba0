import type { CallbackResource } from '../../api/protocol/callback.ts'
import type {
  Desk,
  Directory,
  History,
  RescheduleRequest,
  TransferRequest,
  WrapUpRequest,
} from '../../api/protocol.ts'
import { ask, failureText } from '../live/server.ts'
import { createStore } from '../live/store.ts'

/** Why the last order was refused, for the agent; empty where it was not. */
export const refusal = createStore('')

/** The orders of an agent's desk that need no body. */
export type PlainOrder =
  | 'on-queue'
  | 'accept'
  | 'start'
  | 'hang-up'
  | 'hold'
  | 'resume'
  | 'consult/complete'
  | 'consult/cancel'
  | 'consult/conference'
  | 'leave'

/** Gives an order for an agent. Resolves to whether it was taken; a refusal is shown. */
export async function order(agentId: string, name: string, body?: object): Promise<boolean> {
  refusal.set('')
  try {
    await ask('POST', `/v1/agents/${agentId}/${name}`, body)
    return true
  } catch (thrown) {
    refusal.set(failureText(thrown))
    return false
  }
}

/** What the desk orders for its agent. */
export interface Orders {
  plain(name: PlainOrder): Promise<boolean>
  offQueue(reason?: string): Promise<boolean>
  digits(digits: string): Promise<boolean>
  transfer(how: 'transfer' | 'consult', to: TransferRequest): Promise<boolean>
  reschedule(request: RescheduleRequest): Promise<boolean>
  wrapUp(request: WrapUpRequest): Promise<boolean>
  device(device: 'softphone' | 'other'): Promise<boolean>
}

/** The orders of one agent. */
export function ordersOf({ agent }: Desk): Orders {
  const give = (name: string, body?: object): Promise<boolean> => order(agent.id, name, body)
  return {
    plain: (name) => give(name),
    offQueue: (reason) => give('off-queue', reason === undefined ? {} : { reason }),
    digits: (digits) => give('digits', { digits }),
    transfer: (how, to) => give(how, to),
    reschedule: (request) => give('reschedule', request),
    wrapUp: (request) => give('wrap-up', request),
    device: (device) => give('phone', { device }),
  }
}

/** The last interactions with a customer. */
export async function readHistory(callbackId: string): Promise<History> {
  return ask('GET', `/v1/callbacks/${callbackId}/history`)
}

/** Whom and what one can transfer to. */
export async function readDirectory(): Promise<Directory> {
  return ask('GET', '/v1/directory')
}

/** A callback as it stands, with its place. */
export async function readPlace(callbackId: string): Promise<CallbackResource> {
  return ask('GET', `/v1/callbacks/${callbackId}`)
}
