import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId, LegId } from '../../src/core/ids.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, type Blame, type Watch } from './watch.ts'

/** A leg beside the customer's: an agent's for one call, a third party's, a supervisor's. */
interface Companion {
  readonly interaction: CallbackId
  readonly role: 'agent' | 'third' | 'supervisor'
  readonly at: Instant
  isLetGo: boolean
}

/**
 * Nobody is left on the line: when the customer is gone, whoever else is on it is let go at once;
 * an agent who passes the customer on is let go; an interaction that is over has no leg left.
 */
export class LegWatch implements Watch {
  private readonly blame: Blame
  private readonly companions = new Map<LegId, Companion>()
  private readonly customers = new Map<LegId, CallbackId>()
  /** What the newest note said of a leg that is about to be dialled. */
  private readonly roles = new Map<LegId, Companion['role']>()

  constructor(blame: Blame) {
    this.blame = blame
  }

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    const gone: CallbackId[] = []
    const left = (id: LegId): void => {
      const interaction = this.customers.get(id)
      if (interaction !== undefined) gone.push(interaction)
      this.customers.delete(id)
      this.companions.delete(id)
    }
    if (event.kind === 'LegReleased') left(event.legId)
    if (event.kind === 'SwitchSurveyed') {
      const up = new Set(event.legs.map(({ legId }) => legId))
      for (const [id, { at }] of this.companions) if (at < event.askedAt && !up.has(id)) left(id)
    }
    if (event.kind === 'CallArrived') this.customers.set(event.legId, event.callId)
    for (const effect of effects) this.see(effect, now)
    for (const interaction of gone) this.judgeLeft(interaction, 'the customer has hung up')
    for (const effect of effects) {
      if (effect.kind === 'SaveInteraction' && effect.record.closedAt !== undefined) {
        this.judgeLeft(effect.record.id, 'all is over')
      }
    }
  }

  private see(effect: Effect, now: Instant): void {
    switch (effect.kind) {
      case 'Publish': {
        const { callbackId, note } = effect
        if (note.legId === undefined) return
        if (note.event === 'third-ringing') this.roles.set(note.legId, 'third')
        if (note.event === 'watch-asked') this.roles.set(note.legId, 'supervisor')
        if (note.event === 'call-arrived') this.customers.set(note.legId, callbackId)
        return
      }
      case 'DialCustomer': {
        // An earlier leg that is found up again later is a stray, and nobody's end.
        const dialled = interactionOf(effect.legId)
        for (const [id, one] of this.customers) if (one === dialled) this.customers.delete(id)
        this.customers.set(effect.legId, dialled)
        return
      }
      case 'DialOutside':
      case 'DialAgent': {
        const role = this.roles.get(effect.legId) ?? 'agent'
        this.roles.delete(effect.legId)
        const interaction = interactionOf(effect.legId)
        this.companions.set(effect.legId, { interaction, role, at: now, isLetGo: false })
        return
      }
      case 'ReleaseLeg': {
        const companion = this.companions.get(effect.legId)
        if (companion !== undefined) companion.isLetGo = true
        return
      }
      default:
        return
    }
  }

  private judgeLeft(interaction: CallbackId, because: string): void {
    for (const [id, one] of this.companions) {
      if (one.interaction !== interaction || one.isLetGo) continue
      // An agent who calls for themselves stays on the line until their call is settled.
      if (one.role !== 'agent') this.blame(`${one.role} leg ${id} stays, and ${because}`)
      else if (because === 'all is over') this.blame(`agent leg ${id} stays, and ${because}`)
    }
  }
}
