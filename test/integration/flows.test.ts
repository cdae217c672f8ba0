import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { presenceId } from '../../src/core/ids.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createLabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { describeFlowRestarts } from '../conformance/flow-restarts.ts'
import { describeVoicemail } from '../conformance/voicemail.ts'
import { describeFlows, type FlowHarness } from '../conformance/flows.ts'

const recordingsFolder = join(tmpdir(), 'ringfirst-flow-recordings')
const LAB: FlowHarness = {
  prepare: () => Promise.resolve(),
  close: () => Promise.resolve(),
  callsOutliveProcess: false,
  recordingsFolder: () => recordingsFolder,
  makeSwitch(settings) {
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: settings.trunks,
      phones: settings.phones,
      findPrompt: createFindPrompt(),
      recordingsFolder,
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    return { softswitch, sip: () => ({ host: '127.0.0.1', port: softswitch.sipPort('udp') }) }
  },
}

describeFlows('lab', LAB)
describeFlowRestarts('lab', LAB)
describeVoicemail('lab', LAB)
