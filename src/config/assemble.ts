import type { OidcIssuer } from './sign-in-schema.ts'
import { join, resolve } from 'node:path'
import { present } from '../core/assert.ts'
import { agentId, queueId, siteId, trunkId } from '../core/ids.ts'
import type {
  AgentSettings,
  Organisation,
  QueueSettings,
  Site,
  SpendLimit,
} from '../core/state/organisation.ts'
import type { PhoneAccount, TrunkConnection } from '../softswitch/settings.ts'
import { flowsOf, flowStepsOf } from './flows.ts'
import { agentRouting, houseRouting, queueRouting } from './routing.ts'
import type { Config } from './schema.ts'
import { eventSocketSecret, secretKey, type Secrets } from './secrets.ts'
import type {
  MediaServerAddress,
  Settings,
  SimulationSettings,
  SwitchSettings,
} from './settings.ts'
import type { OpeningHours } from '../opening-hours.ts'

/** What the files hold that a configuration names. */
interface FromFiles {
  readonly secrets: Secrets
  readonly knownPrompts: Settings['knownPrompts']
}

/** Settings from a configuration in which nothing is wrong. Folders are taken from `base`. Pure. */
export function assemble(
  config: Config,
  { secrets, knownPrompts }: FromFiles,
  base: string,
): Settings {
  const { promptsFolder } = config
  const dataFolder = resolve(base, config.dataFolder ?? 'data')
  const databaseUrl = config.databaseUrl ?? secrets.get(secretKey('databaseUrlFile'))
  return {
    organisation: organisationOf(config),
    hours: hoursOf(config),
    queueHours: new Map(
      Object.entries(config.queues).flatMap(([id, { hours }]) =>
        hours === undefined ? [] : [[queueId(id), hours] as const],
      ),
    ),
    ...(config.simulation === undefined ? {} : { simulation: simulationOf(config.simulation) }),
    trunks: trunksOf(config, secrets),
    phones: phonesOf(config, secrets),
    http: config.http,
    ...(config.oidc === undefined ? {} : { oidc: oidcOf(config.oidc, secrets) }),
    httpHosts: config.httpHosts,
    dataFolder,
    keepAnalysedAudioMs: config.keepAnalysedAudio ?? 0,
    knownPrompts,
    recordingsFolder: resolve(base, config.recordingsFolder ?? join(dataFolder, 'recordings')),
    ...(promptsFolder === undefined ? {} : { promptsFolder: resolve(base, promptsFolder) }),
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    switch: switchOf(config, secrets),
    logLevel: config.logLevel,
  }
}

function oidcOf(
  { clientSecretFile: _, ...oidc }: NonNullable<Config['oidc']>,
  secrets: Secrets,
): OidcIssuer {
  const clientSecret = secrets.get(secretKey('oidc', 'clientSecretFile'))
  return { ...oidc, ...(clientSecret === undefined ? {} : { clientSecret }) }
}

function simulationOf(day: NonNullable<Config['simulation']>): SimulationSettings {
  return {
    ...(day.queue === undefined ? {} : { queueId: queueId(day.queue) }),
    arrivals: day.arrivals,
    habits: {
      personShare: day.answerRate,
      machineShare: day.machineRate,
      ringMs: day.ring,
      talkMs: day.talk,
      acwMs: day.wrapUp,
      patienceMs: day.patience,
    },
    agentAnswerMs: day.agentAnswers,
  }
}

function organisationOf(config: Config): Organisation {
  return {
    defaultSite: config.defaultSite,
    sites: Object.entries(config.sites).map(([id, site]) => ({
      id: siteId(id),
      country: site.country,
      timeZone: site.timeZone,
      trunks: site.trunks.map(trunkId),
      ...routesOf(site),
      allowedPrefixes: site.allowedPrefixes,
      refusedPrefixes: site.refusedPrefixes,
      ...(site.channels === undefined ? {} : { channels: site.channels }),
      ...(site.spend === undefined ? {} : { spend: spendOf(site.spend) }),
    })),
    trunks: Object.entries(config.trunks).map(([id, trunk]) => ({
      id: trunkId(id),
      channels: trunk.channels,
      callsPerSecond: trunk.callsPerSecond,
      callerIds: trunk.callerIds,
    })),
    queues: Object.entries(config.queues).map(([id, queue]) => queueOf(id, queue)),
    agents: Object.entries(config.agents).map(([id, agent]) => agentOf(id, agent)),
    wrapUpCodes: Object.entries(config.wrapUpCodes).map(([code, name]) => ({ code, name })),
    ...houseRouting(config),
    ...flowsOf(config),
  }
}

function routesOf({ routes }: Config['sites'][string]): Pick<Site, 'routes'> {
  const written = Object.entries(routes)
  if (written.length === 0) return {}
  return { routes: written.map(([prefix, trunks]) => ({ prefix, trunks: trunks.map(trunkId) })) }
}

type Spend = NonNullable<Config['sites'][string]['spend']>

function spendOf({ limit, window, perMinute }: Spend): SpendLimit {
  const rates = Object.entries(perMinute).map(([prefix, price]) => ({ prefix, perMinute: price }))
  return { limit, windowMs: window, rates }
}

function queueOf(id: string, queue: Config['queues'][string]): QueueSettings {
  const { site, announcementPrompt, machineFlow, waitFlow, noAgent } = queue
  return {
    id: queueId(id),
    mode: queue.mode,
    ...(site === undefined ? {} : { site: siteId(site) }),
    pacing: queue.pacing,
    ringTimeoutMs: queue.ringTimeout,
    alertingTimeoutMs: queue.alertingTimeout,
    announcementAfterMs: queue.announcementAfter,
    maxWaitAfterAnswerMs: queue.maxWaitAfterAnswer,
    comfortPrompt: queue.comfortPrompt,
    ...(announcementPrompt === undefined ? {} : { announcementPrompt }),
    noAgent: {
      ...(noAgent.prompt === undefined ? {} : { prompt: noAgent.prompt }),
      then: noAgent.then,
      redialAfterMs: noAgent.redialAfter,
      ...(noAgent.flow === undefined ? {} : { flow: flowStepsOf(noAgent.flow, 'no-agent') }),
    },
    ...(machineFlow === undefined ? {} : { machineFlow: flowStepsOf(machineFlow, 'machine') }),
    ...(waitFlow === undefined ? {} : { waitFlow: flowStepsOf(waitFlow, 'wait') }),
    acw: { mode: queue.acw.mode, timeoutMs: queue.acw.timeout, level: queue.acw.level },
    maxCallMs: queue.maxCall,
    ...(queue.script === undefined ? {} : { script: queue.script }),
    ...(queue.holdPrompt === undefined ? {} : { holdPrompt: queue.holdPrompt }),
    ...queueRouting(queue),
  }
}

function agentOf(id: string, agent: Config['agents'][string]): AgentSettings {
  return {
    id: agentId(id),
    name: agent.name ?? id,
    ...(agent.role === 'supervisor' ? { role: agent.role } : {}),
    queues: agent.queues.map(queueId),
    connection: agent.connection,
    onQueueWhenRegistered: agent.onQueueWhenRegistered,
    ...(agent.contact === undefined ? {} : { contact: agent.contact }),
    ...agentRouting(agent),
  }
}

function edgeOf({ webSocketUrl, ...edge }: NonNullable<Config['freeswitch']>['edge']) {
  return { ...edge, ...(webSocketUrl === undefined ? {} : { webSocketUrl }) }
}

function trunksOf(config: Config, secrets: Secrets): readonly TrunkConnection[] {
  return Object.entries(config.trunks).map(([id, trunk]) => {
    const password = trunk.password ?? secrets.get(secretKey('trunks', id, 'passwordFile'))
    return {
      id: trunkId(id),
      host: trunk.host,
      port: trunk.port,
      transport: trunk.transport,
      ...(trunk.username === undefined ? {} : { username: trunk.username }),
      ...(password === undefined ? {} : { password }),
      codecs: trunk.codecs,
      provisionalTimeoutMs: trunk.provisionalTimeout,
      ...(trunk.optionsEvery === undefined ? {} : { optionsEveryMs: trunk.optionsEvery }),
      srtp: trunk.srtp,
      inboundFrom: trunk.inboundFrom,
    }
  })
}

function phonesOf(config: Config, secrets: Secrets): readonly PhoneAccount[] {
  return Object.entries(config.agents).flatMap(([id, { phone }]) => {
    if (phone === undefined) return []
    const password = phone.password ?? secrets.get(secretKey('agents', id, 'phone', 'passwordFile'))
    return [
      {
        agentId: agentId(id),
        username: phone.username ?? id,
        password: present(password, 'a phone account without a secret is refused before'),
      },
    ]
  })
}

function switchOf(config: Config, secrets: Secrets): SwitchSettings {
  if (config.switch === 'lab') {
    return { kind: 'lab', ...config.lab, agents: config.lab.agents.map(agentId) }
  }
  const { moreServers, drachtio, edge, audio, ...first } = present(
    config.freeswitch,
    'the section is checked before',
  )
  const secret = (...path: (string | number)[]): string =>
    present(secrets.get(secretKey('freeswitch', ...path)), 'secrets are read before')
  return {
    kind: 'freeswitch',
    servers: [
      serverOf('freeswitch', first, secret('eventSocket', 'passwordFile')),
      ...moreServers.map((server, i) =>
        serverOf(`freeswitch ${i + 2}`, server, secret(...eventSocketSecret(i))),
      ),
    ],
    drachtio: {
      host: drachtio.host,
      port: drachtio.port,
      secret: secret('drachtio', 'secretFile'),
    },
    edge: edgeOf(edge),
    audio,
  }
}

type ConfiguredServer = NonNullable<Config['freeswitch']>['moreServers'][number]

function serverOf(
  name: string,
  { eventSocket, sip, draining }: ConfiguredServer,
  password: string,
): MediaServerAddress {
  const { host, port } = eventSocket
  return { name, eventSocket: { host, port, password }, sip, draining }
}

/** The calendars of a configuration. Pure. */
export function hoursOf(config: Config): readonly OpeningHours[] {
  const home = config.sites[config.defaultSite]?.timeZone ?? 'UTC'
  return Object.entries(config.hours).map(([id, { timeZone = home, open, holidays }]) => ({
    id,
    timeZone,
    open,
    holidays,
  }))
}
