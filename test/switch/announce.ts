import { spawnSync } from 'node:child_process'
import { askProgram, type ServerProgram } from './server-process.ts'
import { findServers } from './servers.ts'

/** Says, once for a run, which servers the switch tests run on, or why they do not. */
export function setup(): void {
  const found = findServers()
  if (typeof found === 'string') {
    process.stdout.write(`switch tests: none run, ${found}\n`)
    return
  }
  const { stdout, stderr } = spawnSync(found.sipp, ['-v'], { encoding: 'utf8', timeout: 10_000 })
  process.stdout.write(
    `switch tests run on FreeSWITCH ${named(found.freeswitch, '-version')}, ` +
      `drachtio ${named(found.drachtio, '-v')} and SIPp ${version(`${stdout}${stderr}`)}\n`,
  )
}

function named(program: ServerProgram, flag: string): string {
  const { path, image } = program
  const where = image === undefined ? path : `${image}, as docker/compose.yaml has it`
  return `${version(askProgram(program, flag))} (${where})`
}

function version(said: string): string {
  return /v?\d+\.\d+\.\d+\S*/.exec(said)?.[0] ?? 'of an unknown version'
}
