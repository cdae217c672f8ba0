import { freePort } from '../support/free-port.ts'
import { ownSettings } from '../support/product-settings.ts'
import { describeStrangers } from '../conformance/strangers.ts'

describeStrangers('the lab switch', {
  async open() {
    const port = await freePort()
    return {
      configure: (settings) => ownSettings({ ...settings, phonesPort: port }),
      registrar: { host: '127.0.0.1', port },
      close: () => Promise.resolve(),
    }
  },
})
