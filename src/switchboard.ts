import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { newCallbackId } from './api/callbacks.ts'
import type { LabNumber } from './api/protocol.ts'
import type { LabSettings, Settings } from './config/settings.ts'
import { presenceId } from './core/ids.ts'
import type { Dialer } from './dialer/dialer.ts'
import type { Log } from './dialer/log.ts'
import { OperatingError } from './errors.ts'
import { packageRoot } from './package-root.ts'
import type { Softswitch } from './ports/softswitch.ts'
import { createLabSwitch } from './softswitch/lab/lab-switch.ts'
import type { FindPrompt } from './softswitch/settings.ts'

/** The switch of the settings and, in a lab, those who answer behind it. */
export interface Switchboard {
  readonly softswitch: Softswitch
  /** What places the calls, for people. */
  readonly text: string
  readonly labNumbers: readonly LabNumber[]
  /** The dialer runs: phones may register. */
  admit(dialer: Dialer): Promise<void>
  close(): Promise<void>
}

/** Makes the switch that the settings name; it is started by the dialer. */
export async function openSwitchboard(settings: Settings, _log: Log): Promise<Switchboard> {
  if (settings.switch.kind === 'lab') return openLab(settings, settings.switch)
  throw new OperatingError('switch-unfit', { why: 'the FreeSWITCH adapter is not wired yet' })
}

async function openLab(settings: Settings, lab: LabSettings): Promise<Switchboard> {
  const softswitch = createLabSwitch({
    bindAddress: lab.host,
    udpPort: lab.port,
    tcpPort: lab.port,
    trunks: settings.trunks,
    phones: settings.phones,
    findPrompt: promptFinder(settings.promptsFolder),
    makePresenceId: () => presenceId(newCallbackId(Date.now())),
  })
  return {
    softswitch,
    text: 'lab, in this process',
    labNumbers: [],
    admit: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}

/** Looks for a prompt in the folder of one's own, then among the built-in ones. */
function promptFinder(ownFolder: string | undefined): FindPrompt {
  const folders = [
    ...(ownFolder === undefined ? [] : [ownFolder]),
    join(packageRoot(), 'src/prompts/en'),
  ]
  return (name) => folders.map((folder) => join(folder, `${name}.wav`)).find(existsSync)
}
