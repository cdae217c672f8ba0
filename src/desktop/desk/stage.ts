import type { Desk, DeskContact } from '../../api/protocol.ts'
import type { PhoneView } from '../softphone/phone-view.ts'

/**
 * Where the agent is with the customer in hand.
 *
 * ```
 *  nobody ─► offered ─► accepted ─► calling ─► talking ─► wrapping ─► nobody
 *     └────► ringing (the softphone) ─────────────┘
 * ```
 *
 * `offered`: agent-first, to be accepted. `ringing`: the agent's phone rings. `coming`: it is about
 * to, or a standing leg is being joined. `accepted`: agent-first, to be started.
 */
export type Stage =
  'nobody' | 'offered' | 'ringing' | 'coming' | 'accepted' | 'calling' | 'talking' | 'wrapping'

/** The stage by what the server and the phone say; the server's word comes first. Pure. */
export function stageOf(contact: DeskContact | undefined, desk: Desk, phone: PhoneView): Stage {
  const rings = phone.call?.state === 'ringing'
  if (contact === undefined) return rings ? 'ringing' : 'nobody'
  // Whoever has left a call to others wraps it up while it goes on.
  if (desk.acw !== undefined && contact === desk.contact) return 'wrapping'
  switch (contact.state) {
    case 'offered':
      return 'offered'
    case 'accepted':
      return 'accepted'
    case 'starting':
      return rings ? 'ringing' : 'calling'
    case 'calling':
    case 'dialling':
      return 'calling'
    case 'talking':
      return 'talking'
    case 'wrapping':
      return 'wrapping'
    case 'alerting':
      return rings ? 'ringing' : 'coming'
    default:
      return desk.acw === undefined ? 'coming' : 'wrapping'
  }
}

/** The contact that the page shows: the one that has the agent, else the one accepted last. Pure. */
export function contactInHand(desk: Desk): DeskContact | undefined {
  return desk.contact ?? desk.held.at(-1)
}

/** What to be told, once, when a customer comes up: who and why. Empty where nobody does. Pure. */
export function isComing(stage: Stage): boolean {
  return stage === 'offered' || stage === 'ringing' || stage === 'coming'
}
