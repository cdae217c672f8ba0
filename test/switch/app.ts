import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { SwitchOrder } from '../../src/core/state/effects.ts'
import type { SurveyedLeg, SwitchEvent } from '../../src/core/state/events.ts'
import { eventually } from '../support/eventually.ts'
import type { AdapterSetup } from './adapter.ts'
import type { AppReport, AppRequest } from './app-process.ts'
import type { SwitchServers } from './servers.ts'

/** A process of its own that drives the switch, so that it can be killed. */
export class App {
  readonly #child: ChildProcess
  #surveyed: readonly SurveyedLeg[] | undefined
  #started = false

  private constructor(emit: (event: SwitchEvent) => void) {
    const script = join(import.meta.dirname, 'app-process.ts')
    this.#child = fork(script, { execArgv: ['--import', 'tsx'], stdio: 'inherit' })
    this.#child.on('message', (report: AppReport) => {
      if (report.kind === 'started') this.#started = true
      else if (report.kind === 'event') emit(report.body as SwitchEvent)
      else this.#surveyed = report.body as readonly SurveyedLeg[]
    })
  }

  static async start(
    servers: SwitchServers,
    setup: AdapterSetup,
    emit: (event: SwitchEvent) => void,
  ): Promise<App> {
    const app = new App(emit)
    const { addresses, folder } = servers
    app.#send({ kind: 'start', servers: { addresses, folder }, setup })
    await eventually(() => app.#started, 20_000)
    return app
  }

  perform(order: SwitchOrder): void {
    this.#send({ kind: 'order', order })
  }

  async survey(): Promise<readonly SurveyedLeg[]> {
    this.#surveyed = undefined
    this.#send({ kind: 'survey' })
    await eventually(() => this.#surveyed !== undefined, 10_000)
    return this.#surveyed ?? []
  }

  /** SIGKILL: nothing is said to anyone. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }

  #send(request: AppRequest): void {
    this.#child.send(request)
  }
}
