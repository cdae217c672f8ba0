import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presenceId } from '../../src/core/ids.ts'
import { createLabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { describeFlowKills } from '../conformance/flow-kills.ts'
import { freePort } from '../support/free-port.ts'
import { describeFlows, type FlowHarness } from '../conformance/flows.ts'

const recordingsFolder = join(tmpdir(), 'ringfirst-flow-recordings')
const LAB: FlowHarness = {
  prepare: () => Promise.resolve(),
  makeSwitch(settings, findPrompt) {
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: settings.trunks,
      phones: settings.phones,
      findPrompt,
      recordingsFolder,
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    return { softswitch, sip: () => ({ host: '127.0.0.1', port: softswitch.sipPort('udp') }) }
  },
}

describeFlows('lab', LAB)
const labPort = await freePort()
describeFlowKills('lab', {
  prepare: () => Promise.resolve(),
  callsOutliveProcess: false,
  settings: () => ({ switch: 'lab', lab: { port: labPort } }),
  sip: () => ({ host: '127.0.0.1', port: labPort }),
})
