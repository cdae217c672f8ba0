import { OperatingError } from '../../errors.ts'

/** Runs one command on a media server and gives back what it printed. */
export type RunCommand = (command: string) => Promise<string>

/** The oldest FreeSWITCH that may be used: earlier ones lack fixes of SIP and SRTP faults. */
export const OLDEST_FREESWITCH = [1, 10, 11] as const

/** Modules without which no call can be placed, heard or told something. */
const NEEDED_MODULES = ['mod_sofia', 'mod_commands', 'mod_dptools', 'mod_sndfile'] as const

/**
 * The media server can do what is asked of it and does not do what it must not. Rejects with
 * `switch-unfit`, which names the first fault and its cure.
 */
export async function checkFitness(run: RunCommand): Promise<void> {
  const faults = await findFaults(run)
  const first = faults[0]
  if (first !== undefined) throw new OperatingError('switch-unfit', { why: first })
}

/** Every fault of a media server, each with its cure, worst first; empty where it is fit. */
export async function findFaults(run: RunCommand): Promise<readonly string[]> {
  const faults: string[] = []
  const version = await run('version')
  if (!isRecent(version)) {
    faults.push(`it is ${version.trim().slice(0, 60)}: 1.10.11 or newer is needed`)
  }
  for (const module of NEEDED_MODULES) {
    if ((await run(`module_exists ${module}`)).trim() !== 'true') {
      faults.push(`${module} is not loaded: use our freeswitch-conf/`)
    }
  }
  const profile = await run('sofia status profile edge')
  if (!profile.includes('SIP-IP')) {
    faults.push('it has no SIP profile named edge: use our freeswitch-conf/')
  }
  // With expansion on this prints false; it runs nothing either way.
  if (!(await run('eval ${uuid_exists(none)}')).includes('Permission Denied')) {
    faults.push('api-expansion is on: set it to false in switch.conf.xml')
  }
  return faults
}

/** Whether the text of `version` names a release that may be used. Pure. */
export function isRecent(version: string): boolean {
  const found = /FreeSWITCH Version (\d+)\.(\d+)\.(\d+)/.exec(version)
  if (found === null) return false
  for (const [place, oldest] of OLDEST_FREESWITCH.entries()) {
    const number = Number(found[place + 1])
    if (number !== oldest) return number > oldest
  }
  return true
}
