import { unreachable } from '../assert.ts'
import { beginConference, cancelConsult, completeConsult, consult } from './consult.ts'
import type { CallEvent } from '../state/events.ts'
import { hold, resume, sendDigits } from './hold.ts'
import { endWatch, watch } from './supervision.ts'
import { transfer } from './transfer.ts'
import type { Turn } from '../state/turn.ts'

/** Somebody does something with a call that is up: each order has its file. */
export function callEvent(turn: Turn, event: CallEvent): void {
  switch (event.kind) {
    case 'CallHeld':
      return hold(turn, event)
    case 'CallResumed':
      return resume(turn, event)
    case 'DigitsSent':
      return sendDigits(turn, event)
    case 'CallTransferred':
      return transfer(turn, event)
    case 'ConsultStarted':
      return consult(turn, event)
    case 'ConsultCancelled':
      return cancelConsult(turn, event)
    case 'ConsultCompleted':
      return completeConsult(turn, event)
    case 'ConferenceStarted':
      return beginConference(turn, event)
    case 'CallWatched':
      return watch(turn, event)
    case 'WatchEnded':
      return endWatch(turn, event)
    default:
      return unreachable(event)
  }
}
