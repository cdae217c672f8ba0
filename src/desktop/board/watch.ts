import type { WatchMode } from '../../api/protocol.ts'
import { t } from '../language/language.ts'
import { ask } from '../live/server.ts'
import { session } from '../live/session.ts'
import { expectCall, startPhone } from '../softphone/phone.ts'
import { phone } from '../softphone/phone-store.ts'

const PHONE_WAIT_MS = 8_000

/** Joins a call as a supervisor, or changes how; the supervisor's own phone answers by itself. */
export async function watchCall(callId: string, mode: WatchMode): Promise<void> {
  await ownPhoneReady()
  if (phone.get().call === undefined) expectCall()
  await ask('POST', `/v1/callbacks/${callId}/watch`, { mode })
}

/** Leaves the call; the others hear nothing of it. */
export async function stopWatching(callId: string): Promise<void> {
  await ask('DELETE', `/v1/callbacks/${callId}/watch`)
}

/** The supervisor listens with this page, unless another device of theirs is on the line. */
async function ownPhoneReady(): Promise<void> {
  const who = session.get()
  if (typeof who !== 'object' || who.agentId === undefined) return
  if (phone.get().line === 'ready') return
  await startPhone(who.agentId)
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      stop()
      reject(new Error(phone.get().failure ?? t('watch.noPhone')))
    }, PHONE_WAIT_MS)
    const look = (): void => {
      if (phone.get().line !== 'ready') return
      clearTimeout(timer)
      stop()
      resolve()
    }
    const stop = phone.subscribe(look)
    look()
  })
}
