import { agentId, campaignId, phoneNumber, queueId, siteId } from '../../src/core/ids.ts'
import type {
  AgentSettings,
  MediumUse,
  Organisation,
  QueueSettings,
  Utilization,
} from '../../src/core/state/organisation.ts'
import type { Random } from '../../src/simulation/random.ts'
import { CALLER_FLOWS, MACHINE_FLOW, makeFlows } from './flow-maker.ts'
import { makeSites } from './sites.ts'
import { SKILLS } from './skills.ts'

/** The campaign of a simulated house, on its first queue. */
export const CAMPAIGN = campaignId('renewals')

/** A random organisation: every setting that decisions rest on is drawn, the common ones most often. */
export function makeHouse(random: Random): Organisation {
  const { sites, trunks } = makeSites(random)
  const names = Array.from({ length: random.between(1, 3) }, (_, i) => `queue-${i + 1}`)
  const agentNames = Array.from({ length: random.between(1, 12) }, (_, i) => `agent-${i + 1}`)
  const queues = names.map((name) => ({
    ...makeQueue(random, name, names, agentNames),
    ...(random.chance(0.6) ? { site: random.pick(sites).id } : {}),
  }))
  const supervisors = Array.from({ length: random.between(0, 2) }, (_, i) => `supervisor-${i + 1}`)
  return {
    defaultSite: siteId('home'),
    sites,
    trunks,
    queues,
    agents: [
      ...agentNames.map((name, i) => makeAgent(random, name, queues, i === 0)),
      ...supervisors.map((name) => makeSupervisor(random, name, queues)),
    ],
    flows: makeFlows(random, names, agentNames),
    numbers: CALLER_FLOWS.map((flow, i) => ({
      number: phoneNumber(`+1303555000${i}`),
      flow,
      queueId: queueId(random.pick(names)),
    })),
    wrapUpCodes: [{ code: 'done', name: 'Done' }],
    campaigns: [{ id: CAMPAIGN, name: 'Renewals', queueId: queueId('queue-1') }],
    doNotCall: [phoneNumber('+12025550001'), phoneNumber('+12025550002')],
    ...(random.chance(0.3) ? { utilization: makeUtilization(random) } : {}),
    ...(random.chance(0.3) ? { attemptCap: { attempts: 2, windowMs: 600_000 } } : {}),
    ...(random.chance(0.3) ? { abandonLockMs: 900_000 } : {}),
  }
}

function makeUse(random: Random): MediumUse {
  return {
    max: random.pick([1, 1, 2, 3, 0]),
    interruptedBy: random.chance(0.3) ? ['call'] : [],
  }
}

function makeUtilization(random: Random): Utilization {
  return { call: makeUse(random), callback: makeUse(random) }
}

function makeAgent(
  random: Random,
  name: string,
  queues: readonly QueueSettings[],
  isEverywhere: boolean,
): AgentSettings {
  return {
    id: agentId(name),
    name,
    queues: queues.filter(() => isEverywhere || random.chance(0.7)).map((queue) => queue.id),
    connection: random.chance(0.4) ? 'persistent' : 'per-call',
    onQueueWhenRegistered: random.chance(0.5),
    skills: SKILLS.filter(() => random.chance(0.5)),
    ...(random.chance(0.2) ? { utilization: makeUtilization(random) } : {}),
  }
}

/** Watches calls, and now and then takes some. */
function makeSupervisor(
  random: Random,
  name: string,
  queues: readonly QueueSettings[],
): AgentSettings {
  return {
    id: agentId(name),
    name,
    role: 'supervisor',
    queues: queues.filter(() => random.chance(0.2)).map((queue) => queue.id),
    connection: 'per-call',
    onQueueWhenRegistered: false,
    contact: `sip:${name}@phone`,
  }
}

function makeQueue(
  random: Random,
  name: string,
  names: readonly string[],
  agents: readonly string[],
): QueueSettings {
  const sometimes = <T extends object>(share: number, settings: T): Partial<T> =>
    random.chance(share) ? settings : {}
  return {
    id: queueId(name),
    mode: random.chance(0.3) ? 'agent-first' : 'customer-first',
    pacing: {
      policy: random.pick(['cap', 'idle', 'auto'] as const),
      modifier: random.pick([1, 1.5, 2.5]),
    },
    ringTimeoutMs: 30_000,
    alertingTimeoutMs: random.between(7, 15) * 1_000,
    announcementAfterMs: 2_000,
    maxWaitAfterAnswerMs: 20_000,
    comfortPrompt: 'comfort',
    announcementPrompt: 'announcement',
    noAgent: {
      then: random.pick(['rebook', 'hang-up'] as const),
      ...sometimes(0.5, { prompt: 'sorry' }),
    },
    ...sometimes(0.3, { machineFlow: MACHINE_FLOW }),
    ...sometimes(0.4, {
      machineFlow: [
        { kind: 'wait-for-beep', timeoutMs: 30_000 } as const,
        { kind: 'play', prompt: 'message' } as const,
        { kind: 'hang-up' } as const,
      ],
    }),
    acw: {
      mode: random.pick(['optional', 'mandatory', 'mandatory-timed', 'forced'] as const),
      timeoutMs: random.between(1, 60) * 1_000,
      level: random.pick(['participant', 'communication'] as const),
    },
    maxCallMs: 3_600_000,
    ...sometimes(0.3, { reserveAgent: true }),
    ...sometimes(0.3, { holdPrompt: 'hold-music' }),
    ...sometimes(0.4, { recording: random.pick(['answer', 'join'] as const) }),
    ...sometimes(0.5, {
      ownership: {
        limitMs: random.between(1, 20) * 60_000,
        then: random.pick(['queue', 'expire'] as const),
      },
    }),
    ...sometimes(0.3, {
      preferredAgents: [1, 2].map(() => ({
        agents: [agentId(random.pick(agents)), agentId(random.pick(agents))],
        timeoutMs: random.between(1, 10) * 1_000,
      })),
    }),
    ...sometimes(0.3, { lastAgentTimeoutMs: random.between(1, 10) * 1_000 }),
    ...sometimes(0.4, {
      retries: { max: random.between(1, 3), delayMs: random.between(60, 300) * 1_000 },
    }),
    ...sometimes(0.5, { takeOver: { prompt: 'keep-place', digit: '1' } }),
    ...sometimes(0.3, { autoStartMs: random.between(0, 30) * 1_000 }),
    ...sometimes(0.3, { autoEndMs: random.between(0, 120) * 1_000 }),
    whenClosed: random.pick([
      { waiting: 'keep' } as const,
      { waiting: 'expire' } as const,
      { waiting: 'move', to: queueId(random.pick(names)) } as const,
    ]),
  }
}
