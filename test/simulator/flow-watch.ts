import type { Effect } from '../../src/core/state/effects.ts'
import type { Event } from '../../src/core/state/events.ts'
import type { CallbackId, LegId } from '../../src/core/ids.ts'
import type { NoteEvent } from '../../src/core/state/interaction.ts'
import type { Instant } from '../../src/core/time.ts'
import { interactionOf, type Blame, type Watch } from './watch.ts'

/** Somebody in a flow. */
interface Run {
  readonly timers: Set<string>
  /** An answer, a join or an end has been ordered: the switch has the next word. */
  isOrdered: boolean
  stands: boolean
  /** Phones that are rung for them, since when: the switch tells how that ends. */
  readonly rings: Map<LegId, Instant>
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
 * on, stands in a line, has somebody rung for them, or waits for the switch to obey an order. What is lost on the way cannot
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

  observe(event: Event, effects: readonly Effect[], now: Instant): void {
    const touched = new Set<CallbackId>()
    if (event.kind === 'TimerFired') this.timer(event.timer, false, touched)
    if ('legId' in event) touched.add(interactionOf(event.legId))
    if ('callbackId' in event) touched.add(event.callbackId)
    this.silence(event, touched)
    for (const effect of effects) this.see(effect, touched, now)
    for (const id of touched) {
      const run = this.runs.get(id)
      if (run === undefined || run.isOrdered || run.stands || run.timers.size > 0) continue
      if (run.rings.size > 0) continue
      this.blame(`${id} is in a flow with no next step after ${event.kind}`)
    }
  }

  /** A phone rings no more. */
  private silence(event: Event, touched: Set<CallbackId>): void {
    if (event.kind === 'LegReleased') {
      this.runs.get(interactionOf(event.legId))?.rings.delete(event.legId)
    }
    if (event.kind !== 'SwitchSurveyed') return
    const up = new Set(event.legs.map(({ legId }) => legId))
    for (const [id, { rings }] of this.runs) {
      for (const [legId, at] of rings) {
        if (at >= event.askedAt || up.has(legId)) continue
        rings.delete(legId)
        touched.add(id)
      }
    }
  }

  private see(effect: Effect, touched: Set<CallbackId>, now: Instant): void {
    switch (effect.kind) {
      case 'StartTimer':
        return this.timer(effect.timer, true, touched)
      case 'CancelTimer':
        return this.timer(effect.timer, false, touched)
      case 'AnswerLeg':
      case 'ReleaseLeg':
        return this.order(interactionOf(effect.legId), touched)
      case 'DialOutside':
      case 'DialAgent': {
        const id = interactionOf(effect.legId)
        this.runs.get(id)?.rings.set(effect.legId, now)
        touched.add(id)
        return
      }
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
      this.runs.set(id, {
        timers: this.timersOf(id),
        isOrdered: false,
        stands: false,
        rings: new Map(),
      })
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
