import type { Clock } from '../../ports/clock.ts'
import type { Observation } from '../../ports/softswitch.ts'
import { type Instant, later } from '../../core/time.ts'
import { Level } from '../level.ts'
import type { Listener } from '../listener.ts'
import type { Leg, LegHearing } from './leg.ts'
import { Tap, type TapFrame } from './tap.ts'

const SAMPLES_PER_MS = 8
/** The first packet comes within a tick or two; `+OK` of unicast proves nothing. */
const FIRST_PACKET_MS = 400
const MOST_ARMINGS = 4
const LEVEL_EVERY_FRAMES = 10
const SILENCE_DBFS = -96
/** What FreeSWITCH sends is not measured: a prompt counts as speech at its usual level. */
const PROMPT_DBFS = -20

/** What a hearing needs of its surroundings. */
export interface HearingParts {
  readonly clock: Clock
  readonly tapAddress: string
  readonly tapFrom: string
  readonly observe: (observation: Observation) => void
  readonly report: (text: string) => void
}

/**
 * Lets a listener hear one parked leg. `unicast` works once in a park and dies with it, so where
 * no packet comes the leg is parked anew and the tap armed again:
 *
 *     parked ─► armed ─► first packet ─► hearing
 *       ▲         │ none in 400 ms
 *       └─────────┘ uuid_transfer … park inline
 */
export class Hearing implements LegHearing {
  readonly #leg: Leg
  readonly #listener: Listener
  readonly #parts: HearingParts
  readonly #level = new Level()
  #tap: Tap | undefined
  #armings = 0
  #frames = 0
  #answeredAt: Instant | undefined
  #stopped = false

  constructor(leg: Leg, listener: Listener, parts: HearingParts) {
    this.#leg = leg
    this.#listener = listener
    this.#parts = parts
  }

  get listener(): Listener {
    return this.#listener
  }

  /** The far end answered: what it says before the tap is armed is counted as missed. */
  answered(): void {
    this.#answeredAt = this.#parts.clock.now()
    this.#listener.answered()
  }

  /** The leg is in park: arms the tap, unless it hears already. */
  async parked(): Promise<void> {
    if (this.#stopped || this.#frames > 0 || this.#armings >= MOST_ARMINGS) return
    this.#armings += 1
    const { clock, tapAddress, tapFrom } = this.#parts
    this.#tap ??= await Tap.open(tapAddress, (frame) => this.#hear(frame))
    if (this.#stopped) return this.#tap.close()
    await this.#leg.server.message(this.#leg.channelId, {
      'call-command': 'unicast',
      'local-ip': tapFrom,
      'local-port': '0',
      'remote-ip': tapAddress,
      'remote-port': String(this.#tap.port),
      transport: 'udp',
    })
    this.#leg.arm(
      'tap',
      clock.at(later(clock.now(), FIRST_PACKET_MS), () => this.#parkAnew()),
    )
  }

  /** Deaf from now on. */
  stop(): void {
    this.#stopped = true
    this.#listener.stop()
    this.#leg.disarm('tap')
    this.#tap?.close()
  }

  #parkAnew(): void {
    if (this.#stopped || this.#frames > 0) return
    if (this.#armings >= MOST_ARMINGS) return this.#parts.report('a leg cannot be listened to')
    void this.#leg.server
      .api(`uuid_transfer ${this.#leg.channelId} park inline`)
      .catch(() => undefined)
  }

  #hear(frame: TapFrame): void {
    if (this.#stopped) return
    if (this.#frames === 0) this.#first()
    this.#frames += 1
    if (frame.samples === undefined) this.#listener.miss(frame.missing)
    else this.#listener.hear(frame.samples)
    this.#level.add(frame.samples)
    if (this.#frames % LEVEL_EVERY_FRAMES === 0) this.#observeLevel()
  }

  #first(): void {
    this.#leg.disarm('tap')
    if (this.#answeredAt === undefined) return
    const missedMs = this.#parts.clock.now() - this.#answeredAt
    this.#listener.miss(Math.max(0, missedMs) * SAMPLES_PER_MS)
  }

  #observeLevel(): void {
    const fromFarEndDbfs = Math.round(this.#level.read())
    const toFarEndDbfs = this.#leg.prompt === undefined ? SILENCE_DBFS : PROMPT_DBFS
    this.#parts.observe({ kind: 'level', legId: this.#leg.id, fromFarEndDbfs, toFarEndDbfs })
  }
}
