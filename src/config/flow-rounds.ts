import type { Flow, FlowStep, Utterance } from '../core/state/flow-program.ts'
import { compileFlow } from './flow-compiler.ts'
import { error, type Finding } from './finding.ts'
import type { Config } from './schema.ts'

/**
 * Flows that lead back to where they were without anything that takes time: a caller would go
 * round without hearing a word. Found over all flows at once, since `goTo` leads from one to
 * another. Pure.
 */
export function roundFindings(config: Config): readonly Finding[] {
  const flows = new Map(
    Object.entries(config.flows).map(([id, { steps, language }]) => [
      id,
      compileFlow(id, steps, language),
    ]),
  )
  return [...flows.keys()].flatMap((id) => {
    const round = roundFrom(flows, id)
    if (round === undefined) return []
    const way = [...round, round[0]].join(' → ')
    const message = `goes round without anything that takes time (${way}): put a play, a hold or an ask in between`
    return [error(['flows', id], message)]
  })
}

/** The flows through which the beginning of one leads back to it at once; undefined: it does not. */
function roundFrom(flows: ReadonlyMap<string, Flow>, id: string): readonly string[] | undefined {
  const seen = new Set<string>()
  const walk = (name: string, way: readonly string[]): readonly string[] | undefined => {
    for (const next of reachedAtOnce(flows.get(name))) {
      if (next === id) return way
      if (seen.has(next)) continue
      seen.add(next)
      const round = walk(next, [...way, next])
      if (round !== undefined) return round
    }
    return undefined
  }
  return walk(id, [id])
}

/** The flows to which one may come from its beginning before anything takes time. */
function reachedAtOnce(flow: Flow | undefined): ReadonlySet<string> {
  const reached = new Set<string>()
  const visited = new Set<number>()
  const open = [0]
  for (let at = open.pop(); at !== undefined && flow !== undefined; at = open.pop()) {
    const step = flow.steps[at]
    if (step === undefined || visited.has(at)) continue
    visited.add(at)
    if (step.kind === 'go-to-flow') reached.add(step.flow)
    else open.push(...waysAtOnce(step, at))
  }
  return reached
}

function waysAtOnce(step: FlowStep, at: number): readonly number[] {
  switch (step.kind) {
    case 'jump':
      return [step.to]
    case 'branch':
    case 'create-callback':
    case 'take-place':
    case 'cancel-callback':
    case 'move-callback':
      return [at + 1, step.otherwise]
    case 'transfer':
      return [step.otherwise]
    case 'say':
      return step.say.some(isAlwaysSaid) ? [] : [at + 1]
    case 'listen':
    case 'enter-queue':
    case 'leave-queue':
    case 'set':
    case 'wait-for-beep':
    case 'rebook':
      return [at + 1]
    default:
      return []
  }
}

function isAlwaysSaid(said: Utterance): boolean {
  return typeof said === 'string' || 'position' in said
}
