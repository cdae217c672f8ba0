import { afterAll, describe } from 'vitest'
import { createFreeswitch } from '../../src/softswitch/freeswitch/freeswitch.ts'
import { describeFlowKills } from '../conformance/flow-kills.ts'
import { describeFlows, type FlowHarness } from '../conformance/flows.ts'
import { optionsFor } from './adapter.ts'
import { freeswitchSettings } from './product-settings.ts'
import { SwitchServers } from './servers.ts'
import { serversOrSkip } from './stage.ts'

const found = serversOrSkip('callers in flows on FreeSWITCH (8 tests)')
let servers: SwitchServers | undefined

afterAll(() => servers?.stop())

function edgeOf({ addresses }: SwitchServers): { readonly host: string; readonly port: number } {
  return { host: addresses.address, port: addresses.edgeSipPort }
}

if (found !== undefined) {
  const harness: FlowHarness = {
    async prepare() {
      servers ??= await SwitchServers.start(found)
    },
    makeSwitch(settings, findPrompt) {
      if (servers === undefined) throw new Error('the servers have not been started')
      const { trunks, phones } = settings
      const options = { ...optionsFor(servers, { trunks, phones }), findPrompt }
      const edge = edgeOf(servers)
      return { softswitch: createFreeswitch(options), sip: () => edge }
    },
  }
  describeFlows('freeswitch', harness)
  describeFlowKills('freeswitch', {
    prepare: harness.prepare,
    callsOutliveProcess: true,
    settings: (folder) => freeswitchSettings(servers as SwitchServers, folder),
    sip: () => edgeOf(servers as SwitchServers),
  })
} else describe.skip('callers on the freeswitch switch', () => undefined)
