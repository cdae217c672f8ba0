import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId } from '../../src/core/ids.ts'
import type { NoteEvent } from '../../src/core/state/interaction.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, type Blame, type Watch } from './watch.ts'

/** Somebody in a flow. */
interface Run {
  readonly timers: Set<string>
  /** An answer, a join or an end has been ordered: the switch has the next word. */
  isOrdered: boolean
  stands: boolean
}

/** Words of the timeline after which no flow leads any more. */
const LEAVES: ReadonlySet<NoteEvent> = new Set<NoteEvent>([
  'joined',
  'waiting-for-agent',
  'attempt-settled',
  'retry',
  'closed',
])

/**
 * Nobody is left in a flow without a next step: whoever is in one has a timer that will lead them
 * on, stands in a line, or waits for the switch to obey an order. What is lost on the way cannot
 * strand them.
 */
export class FlowWatch implements Watch {
  private readonly blame: Blame
  private readonly runs = new Map<CallbackId, Run>()
  /** Timers of everybody: they may be older than the flow. */
  private readonly timers = new Map<CallbackId, Set<string>>()

  constructor(blame: Blame) {
    this.blame = blame
  }

  observe(event: Event, effects: readonly Effect[], _: Instant): void {
    const touched = new Set<CallbackId>()
    if (event.kind === 'TimerFired') this.timer(event.timer, false, touched)
    if ('legId' in event) touched.add(interactionOf(event.legId))
    if ('callbackId' in event) touched.add(event.callbackId)
    for (const effect of effects) this.see(effect, touched)
    for (const id of touched) {
      const run = this.runs.get(id)
      if (run === undefined || run.isOrdered || run.stands || run.timers.size > 0) continue
      this.blame(`${id} is in a flow with no next step after ${event.kind}`)
    }
  }

  private see(effect: Effect, touched: Set<CallbackId>): void {
    switch (effect.kind) {
      case 'StartTimer':
        return this.timer(effect.timer, true, touched)
      case 'CancelTimer':
        return this.timer(effect.timer, false, touched)
      case 'AnswerLeg':
      case 'ReleaseLeg':
        return this.order(interactionOf(effect.legId), touched)
      case 'BridgeLegs':
        return this.order(interactionOf(effect.a), touched)
      case 'PlayPrompt': {
        const run = this.runs.get(interactionOf(effect.legId))
        if (run !== undefined) run.isOrdered = false
        touched.add(interactionOf(effect.legId))
        return
      }
      case 'Publish':
        return this.note(effect.callbackId, effect.note.event)
      default:
        return
    }
  }

  private note(id: CallbackId, event: NoteEvent): void {
    if (event === 'flow-started' && !this.runs.has(id)) {
      this.runs.set(id, { timers: this.timersOf(id), isOrdered: false, stands: false })
    }
    const run = this.runs.get(id)
    if (run !== undefined && event === 'entered-queue') run.stands = true
    if (LEAVES.has(event)) this.runs.delete(id)
    if (event === 'closed') this.timers.delete(id)
  }

  private order(id: CallbackId, touched: Set<CallbackId>): void {
    const run = this.runs.get(id)
    if (run === undefined) return
    run.isOrdered = true
    touched.add(id)
  }

  private timer(name: string, isArmed: boolean, touched: Set<CallbackId>): void {
    const id = name.split(' ')[1] as CallbackId | undefined
    if (id === undefined) return
    const timers = this.timersOf(id)
    if (isArmed) timers.add(name)
    else timers.delete(name)
    touched.add(id)
  }

  private timersOf(id: CallbackId): Set<string> {
    const timers = this.timers.get(id) ?? new Set()
    this.timers.set(id, timers)
    return timers
  }
}
