import type { LegEvent, SwitchEvent } from '../../core/state/events.ts'
import type { LegId } from '../../core/ids.ts'
import type { Observation } from '../../ports/softswitch.ts'
import { createListener } from '../listener.ts'
import { Edge } from './edge.ts'
import { Hearing } from './hearing.ts'
import type { Leg } from './leg.ts'
import { LegTable } from './leg-table.ts'
import { MediaServerPool } from './pool.ts'
import type { MediaServerEvents } from './media-server.ts'
import { Player } from './playing.ts'
import { recordPrompt } from './recording.ts'
import type { FreeswitchOptions } from './settings.ts'
import { SipCapture } from './sip-capture.ts'

/** Whom the switch tells. Before `start` has resolved and after `stop` nobody listens. */
export interface Audience {
  emit: (event: SwitchEvent) => void
  observe: (observation: Observation) => void
}

/** What happens to the edge as a whole. */
export interface EdgeOutages {
  readonly onEdgeLost: (why: string) => void
  readonly onEdgeBack: () => void
}

/** The parts of the switch that work together on legs. */
export class Exchange {
  readonly options: FreeswitchOptions
  readonly audience: Audience = { emit: () => undefined, observe: () => undefined }
  readonly legs: LegTable
  readonly player: Player
  readonly edge: Edge
  readonly pool: MediaServerPool
  readonly capture: SipCapture

  constructor(options: FreeswitchOptions, servers: MediaServerEvents & EdgeOutages) {
    this.options = options
    this.legs = new LegTable(
      (event) => this.audience.emit(event),
      (legId) => {
        this.edge.legEnded(legId)
        this.capture.forget(legId)
      },
    )
    this.edge = new Edge(options, {
      onPhone: (event) => this.audience.emit(event),
      onTrunk: (event) => this.audience.emit(event),
      onLost: (why) => servers.onEdgeLost(why),
      onBack: () => servers.onEdgeBack(),
      onMade: (legId) => this.#made(legId),
      place: () => this.pool.leastLoaded()?.settings,
    })
    this.capture = new SipCapture(
      (observation) => this.audience.observe(observation),
      (address, port) =>
        options.servers.some((each) => each.sipHost === address && each.sipPort === port),
    )
    this.player = new Player({
      clock: options.clock,
      findPrompt: options.findPrompt,
      emit: (event) => this.legs.tell(event),
      onBegun: (leg) => recordPrompt(options, leg),
    })
    this.pool = new MediaServerPool(options.servers, servers)
  }

  /** The leg is a channel now. One that was ended before that could not be told so: it calls nobody. */
  #made(legId: LegId): boolean {
    const leg = this.legs.get(legId)
    leg?.reach('created')
    return leg !== undefined && leg.ending === undefined
  }

  /** From its first audio on the leg is analysed. */
  listenTo(leg: Leg): Hearing {
    const { clock, tapAddress, tapFrom, report, keepsAnalysed, knownPrompts } = this.options
    const observe = (observation: Observation): void => this.audience.observe(observation)
    const tell = (event: LegEvent): void => this.legs.tell(event)
    const listener = createListener(leg.id, { tell, observe, keepsAnalysed, knownPrompts })
    const hearing = new Hearing(leg, listener, { clock, tapAddress, tapFrom, observe, report })
    leg.hearing = hearing
    return hearing
  }
}
