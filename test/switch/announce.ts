import { spawnSync } from 'node:child_process'
import { findServers } from './servers.ts'

/** Says, once for a run, which servers the switch tests run on, or why they do not. */
export function setup(): void {
  const found = findServers()
  if (typeof found === 'string') {
    process.stdout.write(`switch tests: none run, ${found}\n`)
    return
  }
  const { freeswitch, drachtio, sipp } = found
  const of = (program: string, flag: string): string => {
    const { stdout, stderr } = spawnSync(program, [flag], { encoding: 'utf8', timeout: 10_000 })
    return /v?\d+\.\d+\.\d+\S*/.exec(`${stdout}${stderr}`)?.[0] ?? 'of an unknown version'
  }
  process.stdout.write(
    `switch tests run on this machine's FreeSWITCH ${of(freeswitch, '-version')} (${freeswitch}), ` +
      `drachtio ${of(drachtio, '-v')} (${drachtio}) and SIPp ${of(sipp, '-v')}\n`,
  )
}
