import { createLabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { presenceId } from '../../src/core/ids.ts'
import { describeSoftswitch } from '../conformance/softswitch.ts'

const MEDIA_TIMEOUT_MS = 2_000

describeSoftswitch('lab', {
  async start({ trunks, phones, prompts, recordingsFolder, emit, observe }) {
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks,
      phones,
      findPrompt: (name) => prompts[name],
      recordingsFolder,
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
      mediaTimeoutMs: MEDIA_TIMEOUT_MS,
    })
    await softswitch.start(emit, observe)
    return {
      softswitch,
      registrar: { host: '127.0.0.1', port: softswitch.sipPort('udp') },
      mediaTimeoutMs: MEDIA_TIMEOUT_MS,
      stop: () => softswitch.stop(),
    }
  },
})
