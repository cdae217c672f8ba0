import { describeStrangers } from '../conformance/strangers.ts'
import { ownSettings } from '../support/product-settings.ts'
import { freeswitchSettings } from './product-settings.ts'
import { findServers, SwitchServers } from './servers.ts'

const found = findServers()

describeStrangers('FreeSWITCH', {
  ...(typeof found === 'string' ? { skipped: found } : {}),
  async open() {
    if (typeof found === 'string') throw new Error(found)
    const servers = await SwitchServers.start(found)
    const { address, edgeSipPort } = servers.addresses
    return {
      configure: (settings, folder) => ({
        ...ownSettings(settings),
        ...freeswitchSettings(servers, folder),
      }),
      registrar: { host: address, port: edgeSipPort },
      close: () => servers.stop(),
    }
  },
})
