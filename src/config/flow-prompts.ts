import { BUILT_IN_PROMPTS, lookUpPrompt } from '../prompts/built-in.ts'
import type { Finding, Path } from './finding.ts'
import { warning } from './finding.ts'
import { SPOKEN_VALUES, type Said, type Step } from './flow-schema.ts'
import type { Config } from './schema.ts'
import { didYouMean } from './suggestion.ts'

/** Prompts that a configuration plays and that are nowhere: they would be passed over. Reads folders. */
export function promptFindings(
  config: Config,
  promptsFolder: string | undefined,
): readonly Finding[] {
  const findings: Finding[] = []
  const look = (path: Path, name: string | undefined): void => {
    if (name === undefined || lookUpPrompt(name, promptsFolder) !== undefined) return
    const where =
      promptsFolder === undefined ? 'promptsFolder is not set' : `not in ${promptsFolder}`
    const meant = didYouMean(name, [...BUILT_IN_PROMPTS, ...SPOKEN_VALUES])
    findings.push(warning(path, `there is no prompt ${name}: it is passed over (${where})${meant}`))
  }
  const within = (path: Path, flow: string | readonly Step[] | undefined): void => {
    if (typeof flow === 'object') for (const [at, said] of promptsIn(flow, path)) look(at, said)
  }
  for (const [id, { steps }] of Object.entries(config.flows)) within(['flows', id], steps)
  for (const [id, queue] of Object.entries(config.queues)) {
    const at = (...field: string[]): Path => ['queues', id, ...field]
    look(at('comfortPrompt'), queue.comfortPrompt)
    look(at('announcementPrompt'), queue.announcementPrompt)
    look(at('holdPrompt'), queue.holdPrompt)
    look(at('noAgent', 'prompt'), queue.noAgent.prompt)
    within(at('machineFlow'), queue.machineFlow)
    within(at('waitFlow'), queue.waitFlow)
    within(at('noAgent', 'flow'), queue.noAgent.flow)
  }
  return findings
}

type Named = readonly (readonly [Path, string])[]

const SAYING = ['play', 'ask', 'collect', 'say', 'again'] as const

function promptsIn(steps: readonly Step[], path: Path): Named {
  return steps.flatMap((step, index) => {
    const at = [...path, index]
    const written = step as Readonly<Record<string, unknown>>
    const said = SAYING.flatMap((field) =>
      namesIn((written[field] ?? []) as Said).map((name) => [[...at, field], name] as const),
    )
    const music = written['music']
    const played = typeof music === 'string' ? [[[...at, 'music'], music] as const] : []
    const choices = 'ask' in step ? Object.entries(step.choices) : []
    return [
      ...said,
      ...played,
      ...choices.flatMap(([key, inner]) => promptsIn(inner, [...at, 'choices', key])),
      ...['then', 'else'].flatMap((field) =>
        promptsIn((written[field] ?? []) as readonly Step[], [...at, field]),
      ),
    ]
  })
}

function namesIn(said: Said): readonly string[] {
  const values: readonly string[] = SPOKEN_VALUES
  return said.filter((each) => typeof each === 'string').filter((each) => !values.includes(each))
}
