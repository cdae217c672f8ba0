import { describe } from 'vitest'
import { whyNoBrowser } from '../support/browser-phone.ts'
import { deskStory } from '../support/desk-story.ts'
import type { DeskSwitch } from '../support/desk-house.ts'
import { freeswitchSettings } from './product-settings.ts'
import { SwitchServers, type FoundServers } from './servers.ts'
import { serversOrSkip } from './stage.ts'

const found = serversOrSkip('the desk on FreeSWITCH (19 tests)')
const noBrowser = whyNoBrowser()
if (noBrowser !== undefined)
  process.stdout.write(`the desk on FreeSWITCH is not tested: ${noBrowser}\n`)

describe.skipIf(found === undefined || noBrowser !== undefined)('on FreeSWITCH', () => {
  const prepare = async (folder: string): Promise<DeskSwitch> => {
    const servers = await SwitchServers.start(found as FoundServers)
    return { settings: freeswitchSettings(servers, folder), close: () => servers.stop() }
  }
  deskStory(prepare)
})
