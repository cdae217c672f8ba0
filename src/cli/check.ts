import { loadConfig } from '../config/load.ts'
import { EXIT_FAILED } from './exit-code.ts'
import { readOptions } from './options.ts'
import { renderProblem } from './problem-text.ts'
import type { Terminal } from './terminal.ts'

/** `ringfirst check FILE…`: every problem with its place. Exit 1 where there is an error. */
export function check(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, { flags: { json: { type: 'boolean' } }, operands: ['FILE…'] })
  const all = given.operands.map((file) => loadConfig(file))
  const problems = all.flatMap((loaded) => loaded.problems)
  const isGood = all.every((loaded) => loaded.settings !== undefined)
  if (given.isSet('json')) {
    terminal.out(JSON.stringify(problems))
  } else {
    for (const problem of problems) terminal.err(renderProblem(problem, terminal.errPaint))
    for (const { file, settings, problems: ofFile } of all) {
      const warnings = ofFile.filter((problem) => problem.severity === 'warning').length
      if (settings !== undefined) terminal.out(verdict(file, warnings, terminal))
      else
        terminal.err(
          terminal.errPaint.red(`✖ ${file}: ${count(ofFile.length - warnings, 'error')}`),
        )
    }
  }
  return Promise.resolve(isGood ? 0 : EXIT_FAILED)
}

function verdict(file: string, warnings: number, { outPaint }: Terminal): string {
  const also = warnings === 0 ? '' : `, ${count(warnings, 'warning')}`
  return `${outPaint.green('✔')} ${file} is good${also}`
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}
