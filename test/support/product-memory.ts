import { readdirSync, readFileSync } from 'node:fs'
import { postmasterOf, type Product } from './product.ts'

/** The product's own process, its children, and the PostgreSQL of its folder with all of its. */
export function familyOf(product: Product): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    const parent = /^\d+$/.test(name) ? parentOf(Number(name)) : undefined
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const family = [product.pid, postmasterOf(product.folder) ?? product.pid]
  for (const one of family) {
    for (const [child, parent] of parents)
      if (parent === one && !family.includes(child)) family.push(child)
  }
  return [...new Set(family)]
}

/** Memory of a process with its share of what it has in common with others: Pss, in MB. */
export function shareOfMemoryMb(pid: number): number {
  const kilobytes = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
  return Number(kilobytes?.[1] ?? 0) / 1_024
}

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
  } catch {
    return undefined
  }
}
