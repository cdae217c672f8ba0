import { join } from 'node:path'
import { afterAll, describe } from 'vitest'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { describeFlowRestarts } from '../conformance/flow-restarts.ts'
import { describeVoicemail } from '../conformance/voicemail.ts'
import { describeFlows, type FlowHarness } from '../conformance/flows.ts'
import { optionsFor } from './adapter.ts'
import { SwitchServers } from './servers.ts'
import { serversOrSkip } from './stage.ts'

const found = serversOrSkip('callers in flows on FreeSWITCH (7 tests)')
let servers: SwitchServers | undefined

afterAll(() => servers?.stop())

if (found !== undefined) {
  const harness: FlowHarness = {
    async prepare() {
      servers ??= await SwitchServers.start(found)
    },
    close: () => Promise.resolve(),
    callsOutliveProcess: true,
    recordingsFolder: () => join(servers?.folder ?? '', 'recordings'),
    makeSwitch(settings) {
      if (servers === undefined) throw new Error('the servers have not been started')
      const { trunks, phones } = settings
      const options = { ...optionsFor(servers, { trunks, phones }), findPrompt: createFindPrompt() }
      const { address: host, edgeSipPort: port } = servers.addresses
      return { softswitch: createFreeswitch(options), sip: () => ({ host, port }) }
    },
  }
  describeFlows('freeswitch', harness)
  describeFlowRestarts('freeswitch', harness)
  describeVoicemail('freeswitch', harness)
} else describe.skip('callers on the freeswitch switch', () => undefined)
