import type { Config } from './schema.ts'
import { error, known, warning, type Finding, type Path } from './finding.ts'

type Queue = Config['queues'][string]

/** Routing settings that lead nowhere, defeat each other, or overtake whoever waits. Pure. */
export function routingFindings(config: Config): readonly Finding[] {
  return [
    ...Object.entries(config.queues).flatMap(([id, queue]) => [
      ...preferred(config, id, queue),
      ...closing(config, id, queue),
      ...automatic(id, queue),
    ]),
    ...Object.entries(config.campaigns).flatMap(([id, { queue, hours }]) => [
      ...known(['campaigns', id, 'queue'], 'queue', queue, config.queues),
      ...(hours === undefined
        ? []
        : known(['campaigns', id, 'hours'], 'hours', hours, config.hours)),
    ]),
    ...overtaking(config),
  ]
}

function preferred(config: Config, id: string, queue: Queue): readonly Finding[] {
  const { preferredAgents = [], lastAgentTimeout } = queue
  const findings = preferredAgents.flatMap(({ agents }, step) =>
    agents.flatMap((agent, i) =>
      known(['queues', id, 'preferredAgents', step, 'agents', i], 'agent', agent, config.agents),
    ),
  )
  if (preferredAgents.length === 0 || lastAgentTimeout === undefined) return findings
  const why = 'holds for scheduled callbacks alone: the preferred agents replace the last agent'
  return [...findings, warning(['queues', id, 'lastAgentTimeout'], why)]
}

function closing(config: Config, id: string, { whenClosed }: Queue): readonly Finding[] {
  if (whenClosed?.waiting !== 'move') return []
  const path: Path = ['queues', id, 'whenClosed', 'to']
  if (whenClosed.to === undefined) return [error(path, 'is missing: the queue that takes them')]
  if (whenClosed.to === id) return [error(path, 'must be another queue')]
  return known(path, 'queue', whenClosed.to, config.queues)
}

/** Auto-start and auto-end rest on a code that is enforced on the voice call alone. */
function automatic(id: string, queue: Queue): readonly Finding[] {
  return (['autoStart', 'autoEnd'] as const).flatMap((field) => {
    if (queue[field] === undefined) return []
    const path: Path = ['queues', id, field]
    if (queue.mode !== 'agent-first') return [error(path, 'is for agent-first queues')]
    const { level, mode } = queue.acw
    if (level === 'communication' && mode !== 'optional') return []
    return [error(path, 'needs acw with level: communication and a mode other than optional')]
  })
}

/** An agent who holds a callback may be given calls: callers overtake those who wait for a call. */
function overtaking(config: Config): readonly Finding[] {
  const holders: (readonly [Path, Config['utilization']])[] = [
    [['utilization'], config.utilization],
    ...Object.entries(config.agents).map(
      ([id, agent]) => [['agents', id, 'utilization'], agent.utilization] as const,
    ),
  ]
  return holders.flatMap(([path, utilization]) => {
    if (utilization === undefined) return []
    if (utilization.callback.max === 0 && utilization.call.max === 0) {
      return [warning(path, 'gives neither calls nor callbacks')]
    }
    if (!utilization.callback.interruptedBy.includes('call')) return []
    const why =
      'lets calls overtake callbacks: an agent with a callback in hand is given a call that came later'
    return [warning([...path, 'callback', 'interruptedBy'], why)]
  })
}
