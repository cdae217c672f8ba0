import type { Config } from './schema.ts'
import { error, known, warning, type Finding, type Path } from './finding.ts'
import { flowFindings } from './flow-consistency.ts'
import { routingFindings } from './routing-consistency.ts'

/** What each field alone cannot show: names that lead nowhere, and settings that defeat each other. Pure. */
export function inconsistencies(config: Config): readonly Finding[] {
  return [
    ...siteNames(config),
    ...queueNames(config),
    ...agentNames(config),
    ...queueTimes(config),
    ...simulatedQueue(config),
    ...routingFindings(config),
    ...flowFindings(config),
    ...switchNeeds(config),
    ...secrets(config),
    ...whoWorks(config),
  ]
}

function siteNames(config: Config): readonly Finding[] {
  return [
    ...known(['defaultSite'], 'site', config.defaultSite, config.sites),
    ...Object.entries(config.sites).flatMap(([id, { trunks, routes }]) => [
      ...trunkNames(config, ['sites', id, 'trunks'], trunks),
      ...Object.entries(routes).flatMap(([prefix, over]) =>
        trunkNames(config, ['sites', id, 'routes', prefix], over),
      ),
    ]),
    ...Object.keys(config.trunks)
      .filter((id) => !Object.values(config.sites).some((site) => isOfSite(site, id)))
      .map((id) => warning(['trunks', id], 'belongs to no site: nothing is dialled through it')),
  ]
}

function trunkNames(config: Config, path: Path, trunks: readonly string[]): readonly Finding[] {
  return trunks.flatMap((trunk, i) => [
    ...known([...path, i], 'trunk', trunk, config.trunks),
    ...(trunks.indexOf(trunk) < i ? [error([...path, i], `${trunk} is named twice`)] : []),
  ])
}

function isOfSite({ trunks, routes }: Config['sites'][string], trunk: string): boolean {
  return [trunks, ...Object.values(routes)].some((over) => over.includes(trunk))
}

function queueNames(config: Config): readonly Finding[] {
  return Object.entries(config.queues).flatMap(([id, { site, hours }]) => [
    ...(site === undefined ? [] : known(['queues', id, 'site'], 'site', site, config.sites)),
    ...(hours === undefined ? [] : known(['queues', id, 'hours'], 'hours', hours, config.hours)),
  ])
}

function agentNames(config: Config): readonly Finding[] {
  return Object.entries(config.agents).flatMap(([id, agent]) =>
    agent.queues.flatMap((queue, i) =>
      known(['agents', id, 'queues', i], 'queue', queue, config.queues),
    ),
  )
}

function simulatedQueue({ simulation, queues }: Config): readonly Finding[] {
  if (simulation === undefined) return []
  const { queue, answerRate, machineRate } = simulation
  return [
    ...(queue === undefined ? [] : known(['simulation', 'queue'], 'queue', queue, queues)),
    ...(answerRate + machineRate > 1
      ? [error(['simulation', 'machineRate'], 'and answerRate are more than 1 together')]
      : []),
  ]
}

function queueTimes(config: Config): readonly Finding[] {
  return Object.entries(config.queues).flatMap(([id, queue]) => {
    const at = (field: string): Path => ['queues', id, field]
    const findings: Finding[] = []
    if (
      queue.announcementPrompt !== undefined &&
      queue.announcementAfter >= queue.maxWaitAfterAnswer
    ) {
      findings.push(
        warning(at('announcementAfter'), 'is never heard: it comes after maxWaitAfterAnswer'),
      )
    }
    if (queue.alertingTimeout > queue.maxWaitAfterAnswer) {
      findings.push(
        warning(
          at('alertingTimeout'),
          'is longer than maxWaitAfterAnswer: a second agent is never tried',
        ),
      )
    }
    return findings
  })
}

function switchNeeds(config: Config): readonly Finding[] {
  if (config.switch === 'lab') return labNeeds(config)
  if (config.freeswitch === undefined) {
    return [
      error(
        ['switch'],
        'freeswitch needs a section freeswitch: with its event socket and edge, as in freeswitch-conf/ringfirst.yaml',
      ),
    ]
  }
  return [
    ...Object.entries(config.trunks)
      .filter(([, trunk]) => trunk.srtp !== 'off' && trunk.transport !== 'tls')
      .map(([id]) =>
        error(['trunks', id, 'srtp'], 'the keys would travel in the clear: use transport: tls'),
      ),
    ...SHARED_FOLDERS.filter((field) => /[^A-Za-z0-9._/-]/.test(config[field] ?? '')).map((field) =>
      error(
        [field],
        'FreeSWITCH is told this path: letters, digits, dots, hyphens, underscores only',
      ),
    ),
  ]
}

/** Folders whose files FreeSWITCH reads or writes itself. */
const SHARED_FOLDERS = ['dataFolder', 'promptsFolder', 'recordingsFolder'] as const

function labNeeds(config: Config): readonly Finding[] {
  const { customers, agents } = config.lab
  const needsTrunk = customers && !Object.hasOwn(config.trunks, 'lab')
  return [
    ...Object.entries(config.trunks)
      .filter(([, trunk]) => trunk.transport === 'tls')
      .map(([id]) =>
        error(['trunks', id, 'transport'], 'the lab switch speaks no TLS: use udp or tcp'),
      ),
    ...(needsTrunk
      ? [
          error(
            ['lab', 'customers'],
            'the scripted customers answer behind a trunk named lab: add one',
          ),
        ]
      : []),
    ...agents.flatMap((id, i) => {
      const unknown = known(['lab', 'agents', i], 'agent', id, config.agents)
      const hasPhone = unknown.length > 0 || config.agents[id]?.phone !== undefined
      return hasPhone
        ? unknown
        : [error(['lab', 'agents', i], `${id} needs a phone account to register with`)]
    }),
  ]
}

/** How the passwords of the lab's profile begin: whoever reads it could answer customers. */
const LAB_PASSWORD = 'lab-only-'

function secrets(config: Config): readonly Finding[] {
  const holders: (readonly [
    Path,
    { readonly password?: unknown; readonly passwordFile?: unknown },
  ])[] = [
    ...Object.entries(config.trunks).map(([id, trunk]) => [['trunks', id], trunk] as const),
    ...Object.entries(config.agents).flatMap(([id, agent]) =>
      agent.phone === undefined ? [] : [[['agents', id, 'phone'], agent.phone] as const],
    ),
  ]
  return holders.flatMap(([path, { password, passwordFile }]) => {
    if (password !== undefined && passwordFile !== undefined) {
      return [error([...path, 'password'], 'give password or passwordFile, not both')]
    }
    if (password === undefined || config.switch === 'lab') return []
    if (typeof password === 'string' && password.startsWith(LAB_PASSWORD)) {
      return [error([...path, 'password'], "is the lab's, which everybody knows: use passwordFile")]
    }
    return [warning([...path, 'password'], 'is written here in plain text: use passwordFile')]
  })
}

function whoWorks(config: Config): readonly Finding[] {
  const agents = Object.entries(config.agents)
  return [
    ...Object.keys(config.queues)
      .filter((id) => !agents.some(([, agent]) => agent.queues.includes(id)))
      .map((id) =>
        warning(['queues', id], 'is served by no agent: its callbacks are never dialled'),
      ),
    ...agents
      .filter(([, agent]) => agent.phone === undefined && agent.contact === undefined)
      .map(([id]) =>
        warning(['agents', id], 'has neither a phone account nor a contact: no call reaches them'),
      ),
    ...agents
      .filter(
        ([, { phone }]) =>
          phone !== undefined && phone.password === undefined && phone.passwordFile === undefined,
      )
      .map(([id]) => error(['agents', id, 'phone'], 'needs a passwordFile or a password')),
  ]
}
