import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Figure } from './figure.ts'

/**
 * Runs the quick benches, or those named: `npm run bench -- [--json] [core journal pacing …]`. A
 * bench is a file beside this one with an exported function whose name starts with `bench` and
 * which gives figures. They run bundled, as the product does.
 */
async function figuresOf(file: string): Promise<readonly Figure[]> {
  const module = (await import(join(import.meta.dirname, file))) as Record<string, unknown>
  const figures: Figure[] = []
  for (const [name, bench] of Object.entries(module)) {
    if (!name.startsWith('bench') || typeof bench !== 'function') continue
    figures.push(...((await bench()) as readonly Figure[]))
  }
  return figures
}

function line(figure: Figure, nameWidth: number): string {
  const value = figure.value.toLocaleString('en').padStart(12)
  const verdict = figure.met === undefined ? '' : figure.met ? '  met' : '  MISSED'
  const goal = figure.goal === undefined ? '' : `   goal: ${figure.goal}${verdict}`
  return `${figure.name.padEnd(nameWidth)} ${value} ${figure.unit}${goal}`
}

const args = process.argv.slice(2)
const named = args.filter((arg) => !arg.startsWith('--'))
/** They take minutes or need a switch: only when named. */
const onRequest = new Set(['pacing', 'switch', 'switch-dials', 'switch-load', 'desktop', 'flows'])
const files = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.js') && file !== 'run.js')
  .filter((file) => {
    const name = file.slice(0, -'.js'.length)
    return named.length === 0 ? !onRequest.has(name) : named.includes(name)
  })

setFlagsFromString('--expose-gc')
globalThis.gc ??= runInNewContext('gc') as NodeJS.GCFunction

const figures: Figure[] = []
for (const file of files.sort()) figures.push(...(await figuresOf(file)))

if (args.includes('--json')) {
  console.log(JSON.stringify(figures, null, 2))
} else {
  const nameWidth = Math.max(...figures.map(({ name }) => name.length))
  for (const figure of figures) console.log(line(figure, nameWidth))
}
