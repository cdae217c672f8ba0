import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presenceId } from '../../src/core/ids.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createLabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { describeFlows } from '../conformance/flows.ts'

describeFlows('lab', {
  prepare: () => Promise.resolve(),
  close: () => Promise.resolve(),
  callsOutliveProcess: false,
  makeSwitch(settings) {
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: settings.trunks,
      phones: settings.phones,
      findPrompt: createFindPrompt(),
      recordingsFolder: join(tmpdir(), 'ringfirst-flow-recordings'),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    return { softswitch, sip: () => ({ host: '127.0.0.1', port: softswitch.sipPort('udp') }) }
  },
})
