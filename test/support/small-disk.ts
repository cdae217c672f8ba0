import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A file system of its own, small enough to be filled. */
export interface SmallDisk {
  readonly folder: string
  /** Takes all room but so many bytes; returns what gives it back. */
  fill(leaveBytes: number): () => void
  remove(): void
}

/** Makes one of so many KiB; undefined where this process may not mount. */
export function openSmallDisk(kibibytes: number): SmallDisk | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-disk-'))
  try {
    const options = `size=${kibibytes}k,mode=755`
    execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder], { stdio: 'ignore' })
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
  return {
    folder,
    fill: (leaveBytes) => fill(folder, leaveBytes),
    remove() {
      execFileSync('umount', [folder])
      rmSync(folder, { recursive: true })
    },
  }
}

function fill(folder: string, leaveBytes: number): () => void {
  const { bavail, bsize } = statfsSync(folder)
  const chunk = Buffer.alloc(bsize)
  const file = join(folder, 'filler')
  const handle = openSync(file, 'w')
  for (let left = Math.floor((bavail * bsize - leaveBytes) / bsize); left > 0; left--)
    writeSync(handle, chunk)
  closeSync(handle)
  return () => rmSync(file)
}
