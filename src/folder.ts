import { mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder and what is missing above it; one that is there is left as it is. By hand, for
 * `mkdirSync` with `recursive` never returns where nothing can be made (/proc, seen on Node 20.20).
 * Throws what the system says.
 */
export function makeFolder(folder: string): void {
  if (isFolder(folder)) return
  const above = dirname(folder)
  if (above !== folder) makeFolder(above)
  try {
    mkdirSync(folder)
  } catch (thrown) {
    // Somebody else may have made it in between.
    if (!isFolder(folder)) throw thrown
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
