import { mkdir } from 'node:fs/promises'
import type { SwitchOrder } from '../../core/state/effects.ts'
import type { SurveyedLeg, SwitchEvent } from '../../core/state/events.ts'
import { OperatingError } from '../../errors.ts'
import type { Observation, Softswitch, SwitchCapabilities } from '../../ports/softswitch.ts'
import { Exchange } from './exchange.ts'
import { takeIn } from './leg-events.ts'
import { obey } from './orders.ts'
import {
  adopt,
  edgeLost,
  edgeReturned,
  serverLost,
  serverReturned,
  surveyAll,
} from './reconciliation.ts'
import type { FreeswitchOptions } from './settings.ts'

/** The production switch: FreeSWITCH for the media of each leg, drachtio-server as its SIP edge. */
export function createFreeswitch(options: FreeswitchOptions): Softswitch {
  return new FreeswitchSwitch(options)
}

class FreeswitchSwitch implements Softswitch {
  readonly name = 'freeswitch'
  readonly capabilities: SwitchCapabilities = {
    callsOutliveProcess: true,
    browserPhones: true,
    recording: true,
  }
  readonly #exchange: Exchange

  constructor(options: FreeswitchOptions) {
    this.#exchange = new Exchange(options, {
      onEvent: (server, event) => takeIn(this.#exchange, server, event),
      onDown: (server, why) => serverLost(this.#exchange, server, why),
      onUp: (server) => this.#inBackground(serverReturned(this.#exchange, server)),
      onTurnedAway: (server, why) =>
        options.report('a media server cannot be used', { server: server.settings.name, why }),
      onEdgeLost: (why) => edgeLost(this.#exchange, why),
      onEdgeBack: () => this.#inBackground(edgeReturned(this.#exchange)),
    })
  }

  async start(
    emit: (event: SwitchEvent) => void,
    observe: (observation: Observation) => void,
  ): Promise<void> {
    const { audience, edge, pool } = this.#exchange
    await pool.start()
    try {
      for (const server of pool.servers) if (server.up) await adopt(this.#exchange, server)
      await edge.start()
    } catch (error) {
      pool.stop()
      throw error
    }
    await this.#openCapture()
    await this.#openRecordings()
    audience.emit = emit
    audience.observe = observe
    edge.watchTrunks()
  }

  perform(order: SwitchOrder): void {
    this.#inBackground(obey(this.#exchange, order))
  }

  async survey(): Promise<readonly SurveyedLeg[]> {
    const { edge, options, pool } = this.#exchange
    const away = edge.up ? options.servers.map(({ host }) => host) : [options.edge.adminHost]
    if (!edge.up || !pool.servers.some((server) => server.up)) {
      throw new OperatingError('switch-unreachable', {
        address: away.join(', '),
        why: 'not connected',
      })
    }
    return surveyAll(this.#exchange)
  }

  async stop(): Promise<void> {
    const { audience, capture, edge, legs, pool } = this.#exchange
    audience.emit = () => undefined
    audience.observe = () => undefined
    for (const leg of legs.all()) leg.forget()
    pool.stop()
    capture.close()
    await edge.stop()
  }

  /** Calls go on where nothing can be recorded; each recording then says so. */
  async #openRecordings(): Promise<void> {
    const { recordingsFolder, report } = this.#exchange.options
    await mkdir(recordingsFolder, { recursive: true, mode: 0o770 }).catch((error: unknown) => {
      report('nothing can be recorded', { why: String(error) })
    })
  }

  async #openCapture(): Promise<void> {
    const { capture, options } = this.#exchange
    if (options.capture === undefined) return
    const why = await capture.open(options.capture.host, options.capture.port)
    if (why !== undefined) options.report('there will be no call ladders', { why })
  }

  #inBackground(work: Promise<unknown>): void {
    work.catch((error: unknown) => {
      if (!(error instanceof OperatingError)) throw error
      this.#exchange.options.report('the switch could not be told', { why: error.message })
    })
  }
}
