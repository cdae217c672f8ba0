import type { Problem } from '../config/problem.ts'
import { PLAIN, type Paint } from './paint.ts'

/** `file:line:column: field: problem`, the source line and a caret under the place. Pure. */
export function renderProblem(problem: Problem, paint: Paint = PLAIN): string {
  const { file, line, column, field, message, severity, sourceLine } = problem
  const colour = severity === 'error' ? paint.red : paint.yellow
  const what = field === '' ? message : `${paint.strong(field)}: ${message}`
  const head = `${file}:${line}:${column}: ${severity === 'warning' ? colour('warning: ') : ''}${what}`
  if (sourceLine.trim() === '') return head
  const gutter = String(line).padStart(5)
  const caretAt = sourceLine.slice(0, column - 1).replace(/[^\t]/g, ' ')
  return [
    head,
    `${paint.dim(`${gutter} |`)} ${sourceLine}`,
    `${paint.dim(`${' '.repeat(5)} |`)} ${caretAt}${colour('^')}`,
  ].join('\n')
}

/** The errors alone, each with its field, on one line. Pure. */
export function errorsIn(problems: readonly Problem[]): string {
  return problems
    .filter(({ severity }) => severity === 'error')
    .map(({ field, message }) => (field === '' ? message : `${field}: ${message}`))
    .join('; ')
}
