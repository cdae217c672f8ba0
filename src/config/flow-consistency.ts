import { error, known, warning, type Finding, type Path } from './finding.ts'
import { LIMITS } from '../core/limits.ts'
import { compileFlow } from './flow-compiler.ts'
import { roundFindings } from './flow-rounds.ts'
import type { Step, When } from './flow-schema.ts'
import type { Config } from './schema.ts'

/** What no single step can show: names that lead nowhere, endpoints that may not be asked. Pure. */
export function flowFindings(config: Config): readonly Finding[] {
  return [
    ...roundFindings(config),
    ...lengthFindings(config),
    ...Object.entries(config.flows).flatMap(([id, { steps }]) => {
      const path = ['flows', id]
      return stepFindings(config, steps, path)
    }),
    ...Object.entries(config.queues).flatMap(([id, { machineFlow, waitFlow, noAgent }]) => [
      ...queueFlow(config, ['queues', id, 'machineFlow'], machineFlow),
      ...openEnd(['queues', id, 'machineFlow'], machineFlow),
      ...queueFlow(config, ['queues', id, 'waitFlow'], waitFlow),
      ...queueFlow(config, ['queues', id, 'noAgent', 'flow'], noAgent.flow),
    ]),
    ...Object.entries(config.numbers).flatMap(([number, { flow, queue }]) => [
      ...known(['numbers', number], 'flow', flow, config.flows),
      ...(queue === undefined ? [] : known(['numbers', number], 'queue', queue, config.queues)),
    ]),
    ...(Object.keys(config.numbers).length > 0 &&
    Object.values(config.trunks).every(({ inboundFrom }) => inboundFrom.length === 0)
      ? [
          warning(
            ['numbers'],
            'are never called: no trunk names where calls come from (inboundFrom)',
          ),
        ]
      : []),
  ]
}

/** A caller's flow is part of their call's state: it cannot be of any length. */
function lengthFindings(config: Config): readonly Finding[] {
  return Object.entries(config.flows).flatMap(([id, { steps, language }]) => {
    const { length } = compileFlow(id, steps, language).steps
    if (length <= LIMITS.stepsPerFlow) return []
    const message = `comes to ${length} steps, ${LIMITS.stepsPerFlow} at most: split it, and go on with goTo`
    return [error(['flows', id], message)]
  })
}

function queueFlow(
  config: Config,
  path: Path,
  flow: string | readonly Step[] | undefined,
): readonly Finding[] {
  if (flow === undefined) return []
  if (typeof flow === 'string') return known(path, 'flow', flow, config.flows)
  return stepFindings(config, flow, path)
}

function openEnd(path: Path, flow: string | readonly Step[] | undefined): readonly Finding[] {
  const last = typeof flow === 'object' ? flow.at(-1) : undefined
  if (last === undefined || 'hangUp' in last || 'queue' in last) return []
  return [warning(path, "does not end with 'hangUp': the call is released anyway")]
}

function stepFindings(config: Config, steps: readonly Step[], path: Path): readonly Finding[] {
  return steps.flatMap((step, index) => namesIn(config, step, [...path, index]))
}

function namesIn(config: Config, step: Step, path: Path): readonly Finding[] {
  const queue = (name: string | undefined, field: string): readonly Finding[] =>
    name === undefined ? [] : known([...path, field], 'queue', name, config.queues)
  const agents = (names: readonly string[] | undefined): readonly Finding[] =>
    (names ?? []).flatMap((name) =>
      known([...path, 'preferredAgents'], 'agent', name, config.agents),
    )
  const nested = (inner: readonly Step[] | undefined, ...field: string[]): readonly Finding[] =>
    inner === undefined ? [] : stepFindings(config, inner, [...path, ...field])
  if ('queue' in step) {
    return [
      ...queue(step.queue, 'queue'),
      ...agents(step.preferredAgents),
      ...queue(step.offerCallback?.queue, 'offerCallback'),
      ...nested(step.then, 'then'),
    ]
  }
  if ('if' in step) {
    const asked = conditionFindings(config, step.if, [...path, 'if'])
    return [...asked, ...nested(step.then, 'then'), ...nested(step.else, 'else')]
  }
  if ('ask' in step) {
    const choices = Object.entries(step.choices).flatMap(([key, inner]) =>
      nested(inner, 'choices', key),
    )
    return [...choices, ...nested(step.else, 'else')]
  }
  if ('goTo' in step) return known([...path, 'goTo'], 'flow', step.goTo, config.flows)
  if ('transfer' in step) {
    const to = [...path, 'transfer']
    const whom =
      'agent' in step.transfer ? known(to, 'agent', step.transfer.agent, config.agents) : []
    return [...whom, ...nested(step.else, 'else')]
  }
  if ('offerCallback' in step) return queue(step.offerCallback.queue, 'offerCallback')
  if ('createCallback' in step) return queue(step.createCallback.queue, 'createCallback')
  if ('set' in step) return agents(step.set.preferredAgents)
  if ('http' in step)
    return [...endpoint(config, step.http, [...path, 'http']), ...nested(step.else, 'else')]
  return 'else' in step ? nested(step.else, 'else') : []
}

function endpoint(config: Config, url: string, path: Path): readonly Finding[] {
  const { host } = new URL(url)
  if (config.httpHosts.includes(host)) return []
  return [error(path, `${host} is not among httpHosts: flows may not ask it`)]
}

function conditionFindings(config: Config, when: When, path: Path): readonly Finding[] {
  const hours = (name: string): readonly Finding[] => known(path, 'hours', name, config.hours)
  const queue = (name: string): readonly Finding[] => known(path, 'queue', name, config.queues)
  if ('open' in when) return hours(when.open)
  if ('closed' in when) return hours(when.closed)
  if ('holiday' in when) return hours(when.holiday)
  if ('queue' in when) return queue(when.queue)
  if ('noAgents' in when) return queue(when.noAgents)
  if ('queueClosed' in when) return queue(when.queueClosed)
  if ('not' in when) return conditionFindings(config, when.not, path)
  if ('all' in when) return when.all.flatMap((each) => conditionFindings(config, each, path))
  if ('any' in when) return when.any.flatMap((each) => conditionFindings(config, each, path))
  if ('hasCallback' in when && typeof when.hasCallback === 'string') return queue(when.hasCallback)
  return []
}
