import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { describeSoftswitch, type SwitchSetup } from '../conformance/softswitch.ts'
import { optionsFor } from './adapter.ts'
import { findServers, SwitchServers } from './servers.ts'

const found = findServers()
const mediaTimeoutMs = { customer: 6_000, phone: 6_000 }

describeSoftswitch('freeswitch', {
  ...(typeof found === 'string' ? { skipped: found } : {}),
  async start(setup: SwitchSetup) {
    if (typeof found === 'string') throw new Error(found)
    const servers = await SwitchServers.start(found)
    const softswitch = createFreeswitch(optionsFor(servers, { ...setup, mediaTimeoutMs }))
    await softswitch.start(setup.emit, setup.observe)
    return {
      softswitch,
      mediaTimeoutMs: mediaTimeoutMs.customer,
      registrar: { host: servers.addresses.address, port: servers.addresses.edgeSipPort },
      async stop() {
        await softswitch.stop()
        await servers.stop()
      },
    }
  },
})
