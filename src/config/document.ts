import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, type Document } from 'yaml'
import type { Finding, Problem } from './problem.ts'

/** A YAML text with the place of every field. */
export interface ConfigDocument {
  readonly file: string
  readonly value: unknown
  /** What is wrong with the YAML itself. */
  readonly problems: readonly Problem[]
  /** Gives a finding its place in the text. */
  place(finding: Finding): Problem
}

/** Reads a YAML text and remembers where each field stands. Pure: problems are data, never thrown. */
export function readDocument(file: string, text: string): ConfigDocument {
  const lines = text.split(/\r?\n/)
  const counter = new LineCounter()
  const stop = whereToStop(text)
  const read = stop === undefined ? text : text.slice(0, stop.at)
  const document = parseDocument(read, { lineCounter: counter, prettyErrors: false })
  const problemAt = (offset: number, finding: Finding): Problem => {
    const { line, col } = counter.linePos(offset)
    return {
      severity: finding.severity,
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      field: fieldName(finding.path),
      message: finding.message,
      sourceLine: (lines[Math.max(1, line) - 1] ?? '').replace(UNSEEN, '\ufffd'),
    }
  }
  const wrongAt = (at: number, message: string): Problem =>
    problemAt(at, { severity: 'error', path: [], message })
  const place = (finding: Finding): Problem => problemAt(offsetOf(document, finding), finding)
  if (stop !== undefined) {
    return { file, value: undefined, problems: [wrongAt(stop.at, stop.why)], place }
  }
  const problems = document.errors.map(({ pos, message }) => wrongAt(pos[0], wordingOf(message)))
  if (problems.length > 0) return { file, value: undefined, problems, place }
  try {
    return { file, value: document.toJS({ maxAliasCount: ALIASES_MOST }) ?? {}, problems, place }
  } catch (thrown) {
    if (!(thrown instanceof ReferenceError)) throw thrown
    return { file, value: undefined, problems: [wrongAt(0, ALIASES_WRONG)], place }
  }
}

/** `queues.support.machineFlow[1].play`, as people name a field. Pure. */
export function fieldName(path: readonly (string | number)[]): string {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${part}`))
    .join('')
}

/** Fields in fields: deeper is no configuration, and would be too deep for any reader of YAML. */
const DEEPEST = 100
const INDENT = 2
const TOO_DEEP = `is nested more than ${DEEPEST} deep: make a flow of its own of it, and go there with goTo`

/** An alias repeats what its anchor names; repeats of repeats would fill the memory. */
const ALIASES_MOST = 100
const ALIASES_WRONG = `an alias (*) has no anchor (&) before it, or there are more than ${ALIASES_MOST} of them in all`

/** Control characters, and what stands where bytes are no UTF-8. */
const NO_TEXT = /[^\P{Cc}\t\r\n]|\ufffd/u

const UNSEEN = new RegExp(NO_TEXT, 'gu')

/** From where on nothing is read, and why; undefined: all of it is. */
function whereToStop(text: string): { readonly at: number; readonly why: string } | undefined {
  const noTextAt = text.search(NO_TEXT)
  if (noTextAt >= 0) return { at: noTextAt, why: 'is not a text in UTF-8' }
  const deepAt = nestedTooDeep(text)
  return deepAt === undefined ? undefined : { at: deepAt, why: TOO_DEEP }
}

/** Where a text is nested too deep, by its brackets and its indentation; undefined: nowhere. */
function nestedTooDeep(text: string): number | undefined {
  let depth = 0
  for (const { 0: mark, index } of text.matchAll(/'[^'\n]*'|"[^"\n]*"|[[{\]}]|^ +/gm)) {
    if (mark === '[' || mark === '{') depth++
    else if (mark === ']' || mark === '}') depth = Math.max(0, depth - 1)
    const isIndent = mark.startsWith(' ') && mark.length > INDENT * DEEPEST
    if (depth > DEEPEST || isIndent) return index
  }
  return undefined
}

function wordingOf(message: string): string {
  return message === 'Map keys must be unique' ? 'this field is given twice' : message
}

/** The offset of the field, or of the nearest one around it that is there. */
function offsetOf(document: Document, finding: Finding): number {
  const path = [...finding.path]
  if (finding.atKey === true) {
    const offset = keyOffset(document, path)
    if (offset !== undefined) return offset
  }
  for (; path.length > 0; path.pop()) {
    const node = document.getIn(path, true)
    if (isNode(node) && node.range) {
      // A value that is missing or a block below its key: the key is the better place.
      const offset = isScalar(node) && node.value !== null ? node.range[0] : undefined
      return offset ?? keyOffset(document, path) ?? node.range[0]
    }
    const offset = keyOffset(document, path)
    if (offset !== undefined) return offset
  }
  return 0
}

function keyOffset(document: Document, path: readonly (string | number)[]): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(parent)) return undefined
  const pair = parent.items.find(
    (item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(path.at(-1)),
  )
  return isNode(pair?.key) ? pair.key.range?.[0] : undefined
}
