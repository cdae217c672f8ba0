import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { assert } from './core/assert.ts'

const PACKAGE = 'ringfirst'

/**
 * The folder of the package, found by walking up from this module to the package.json named
 * ringfirst: the same from the sources and from the bundle. Asserts that there is one.
 */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!isRoot(folder)) {
    const above = dirname(folder)
    assert(above !== folder, 'the program lies inside its package')
    folder = above
  }
  return folder
}

function isRoot(folder: string): boolean {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return false
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as { readonly name?: unknown }
  return manifest.name === PACKAGE
}
