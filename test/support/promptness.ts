import type { SwitchOrder } from '../../src/core/state/effects.ts'
import type { SwitchEvent } from '../../src/core/state/events.ts'
import type { Softswitch } from '../../src/ports/softswitch.ts'

/** What must be followed by an order of the same leg at once. */
const ASKS: ReadonlySet<SwitchEvent['kind']> = new Set([
  'LegArrived',
  'LegAnswered',
  'PromptEnded',
  'DigitPressed',
])

/** A switch that measures how long after an event of a leg its next order comes, ms. */
export class PromptnessMeter {
  readonly delaysMs: number[] = []
  readonly #asked = new Map<string, number>()

  /** The same switch, watched. */
  watch(softswitch: Softswitch): Softswitch {
    const perform = (order: SwitchOrder): void => {
      this.#ordered(order)
      softswitch.perform(order)
    }
    return {
      name: softswitch.name,
      capabilities: softswitch.capabilities,
      start: (emit, observe) =>
        softswitch.start((event) => {
          if ('legId' in event && ASKS.has(event.kind)) {
            this.#asked.set(event.legId, performance.now())
          }
          emit(event)
        }, observe),
      perform,
      survey: () => softswitch.survey(),
      stop: () => softswitch.stop(),
    }
  }

  get worstMs(): number {
    return this.delaysMs.reduce((worst, each) => Math.max(worst, each), 0)
  }

  #ordered(order: SwitchOrder): void {
    if (!('legId' in order)) return
    const askedAt = this.#asked.get(order.legId)
    if (askedAt === undefined) return
    this.#asked.delete(order.legId)
    this.delaysMs.push(performance.now() - askedAt)
  }
}
