import { hostname } from 'node:os'
import { isAlive } from './alive.ts'

const OWNER = /^process (\d+) on (.*)$/

/** How this process signs the lease. */
export function ownerName(): string {
  return `process ${process.pid} on ${hostname()}`
}

/**
 * Whether the owner that signed the lease was a process of this machine and runs no more. Of another
 * machine nothing is known: false. Only a reason to be patient, never to take anything by force: two
 * containers may share a host's name and not its process numbers.
 */
export function isGoneHere(owner: string): boolean {
  const [, pid, host] = OWNER.exec(owner) ?? []
  return host === hostname() && !isAlive(Number(pid))
}
