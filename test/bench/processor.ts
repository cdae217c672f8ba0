import { readFileSync } from 'node:fs'

const TICKS_PER_SECOND = 100

/** Processor milliseconds that a process has had so far, to 10 ms. Linux, proc(5). */
export function processorMs(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  return ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS_PER_SECOND
}
