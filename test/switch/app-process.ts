import type { SwitchOrder } from '../../src/core/state/effects.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { type AdapterSetup, optionsFor } from './adapter.ts'
import type { SwitchServers } from './servers.ts'

/** What the test asks of the process that it will kill. */
export type AppRequest =
  | {
      readonly kind: 'start'
      readonly servers: Pick<SwitchServers, 'addresses' | 'folder'>
      readonly setup: AdapterSetup
    }
  | { readonly kind: 'order'; readonly order: SwitchOrder }
  | { readonly kind: 'survey' }

/** What it tells: that it started, each event of the switch, the answer to a survey. */
export interface AppReport {
  readonly kind: 'started' | 'event' | 'surveyed'
  readonly body: unknown
}

function tell(kind: AppReport['kind'], body: unknown): void {
  process.send?.({ kind, body })
}

let softswitch: ReturnType<typeof createFreeswitch> | undefined

process.on('message', (request: AppRequest) => {
  void (async () => {
    switch (request.kind) {
      case 'start':
        softswitch = createFreeswitch(optionsFor(request.servers, request.setup))
        await softswitch.start(
          (event) => tell('event', event),
          () => undefined,
        )
        return tell('started', undefined)
      case 'order':
        return softswitch?.perform(request.order)
      case 'survey':
        return tell('surveyed', await softswitch?.survey())
    }
  })()
})
