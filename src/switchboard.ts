import { join } from 'node:path'
import { newCallbackId } from './api/callbacks.ts'
import { readNumber } from './api/telephone.ts'
import type { LabNumber } from './api/protocol.ts'
import type { FreeswitchSettings, LabSettings, Settings } from './config/settings.ts'
import { presenceId, type AgentId } from './core/ids.ts'
import { SECOND_MS } from './core/time.ts'
import type { Dialer } from './dialer/dialer.ts'
import type { Log } from './dialer/log.ts'
import { createLab, type Lab } from './lab/lab.ts'
import { LAB_NUMBERS } from './lab/numbers.ts'
import type { Clock } from './ports/clock.ts'
import type { Softswitch } from './ports/softswitch.ts'
import { createFindPrompt } from './prompts/built-in.ts'
import type { ReadNumber } from './softswitch/arrival.ts'
import { createFreeswitch } from './softswitch/freeswitch/freeswitch.ts'
import { createLabSwitch, type LabSwitch } from './softswitch/lab/lab-switch.ts'
import type { TrunkConnection } from './softswitch/settings.ts'

/** The switch of the settings and, in a lab, those who answer behind it. */
export interface Switchboard {
  readonly softswitch: Softswitch
  /** What places the calls, for people. */
  readonly text: string
  readonly labNumbers: readonly LabNumber[]
  /** Where browser phones connect: `ws://127.0.0.1:5066`; known once the switch runs. */
  readonly webSocketUrl: string | undefined
  /** The realm of the phones' passwords and the host of their addresses. */
  readonly realm: string
  /** A person takes an agent's seat: a scripted phone gives way. */
  takeSeat(agentId: AgentId): void
  /** The dialer runs: scripted phones register. */
  admit(dialer: Dialer): Promise<void>
  close(): Promise<void>
}

/** Makes the switch that the settings name; the dialer starts it. */
export function openSwitchboard(settings: Settings, clock: Clock, log: Log): Promise<Switchboard> {
  return settings.switch.kind === 'lab'
    ? openLab(settings, settings.switch, clock)
    : Promise.resolve(openFreeswitch(settings, settings.switch, clock, log))
}

async function openLab(settings: Settings, lab: LabSettings, clock: Clock): Promise<Switchboard> {
  const phones = createLab({
    bindAddress: lab.host,
    udpPort: lab.customersPort,
    tcpPort: lab.customersPort,
  })
  const customers = lab.customers ? await phones.start() : undefined
  const softswitch = createLabSwitch({
    bindAddress: lab.host,
    udpPort: lab.port,
    tcpPort: lab.port,
    webSocketPort: lab.webSocketPort,
    trunks: withCustomers(settings.trunks, customers?.trunk),
    phones: settings.phones,
    findPrompt: createFindPrompt(settings.promptsFolder),
    readNumber: numberReader(settings),
    recordingsFolder: settings.recordingsFolder,
    keepsAnalysed: settings.keepAnalysedAudioMs > 0,
    knownPrompts: settings.knownPrompts,
    makePresenceId: () => presenceId(newCallbackId(clock.now())),
  })
  const scripted = new Set(lab.agents)
  return {
    softswitch,
    get webSocketUrl() {
      return `ws://${lab.host === '0.0.0.0' ? '127.0.0.1' : lab.host}:${softswitch.sipPort('ws')}`
    },
    realm: 'ringfirst',
    takeSeat(agentId) {
      if (scripted.delete(agentId)) phones.leaveSeat(agentId)
    },
    text: `lab, in this process; phones register at ${lab.host}${lab.port === 0 ? '' : `:${lab.port}`}`,
    labNumbers: lab.customers ? LAB_NUMBERS : [],
    admit: (dialer) => startAgents({ phones, softswitch, settings, lab, scripted }, dialer),
    close: () => phones.stop(),
  }
}

/** Numbers of calls that come in, as the site of their trunk writes them. */
function numberReader({ organisation }: Settings): ReadNumber {
  const countries = new Map(
    organisation.sites.flatMap(({ country, trunks }) => trunks.map((id) => [id, country] as const)),
  )
  return (text, trunkId) => {
    const country = countries.get(trunkId)
    if (country === undefined) return undefined
    const read = readNumber(text, country)
    return read.ok ? read.number : undefined
  }
}

/** The trunk named `lab` leads to the scripted customers, wherever they are. */
function withCustomers(
  trunks: readonly TrunkConnection[],
  customers: TrunkConnection | undefined,
): readonly TrunkConnection[] {
  return trunks.map((trunk) =>
    trunk.id === customers?.id ? { ...customers, inboundFrom: trunk.inboundFrom } : trunk,
  )
}

/** A lab in which scripted agents work. */
interface StaffedLab {
  readonly phones: Lab
  readonly softswitch: LabSwitch
  readonly settings: Settings
  readonly lab: LabSettings
  /** Agents whose seats nobody has taken. */
  readonly scripted: ReadonlySet<AgentId>
}

async function startAgents(
  { phones, softswitch, settings, lab, scripted }: StaffedLab,
  dialer: Dialer,
): Promise<void> {
  if (scripted.size === 0) return
  await phones.startAgents({
    registrar: { host: lab.host, port: softswitch.sipPort('tcp') },
    accounts: settings.phones.filter((phone) => scripted.has(phone.agentId)),
  })
  dialer.subscribe(({ effect }) => {
    if (effect.kind === 'PublishAgent' && scripted.has(effect.agentId))
      wrapUp(dialer, effect.agentId)
  })
}

const WRAP_UP_AFTER_MS = 1.2 * SECOND_MS

/** A scripted agent chooses a code a little after the call, as people do. */
function wrapUp(dialer: Dialer, agentId: AgentId): void {
  const agent = dialer.state.agents.get(agentId)
  const callbackId = agent?.callbackId
  if (agent?.state !== 'acw' || callbackId === undefined) return
  const codes = dialer.state.organisation?.wrapUpCodes.slice(0, 1).map(({ code }) => code) ?? []
  const complete = (): void => {
    const event = { kind: 'WrapUpCompleted', agentId, callbackId, codes } as const
    dialer.submit(event).catch(() => undefined)
  }
  setTimeout(complete, WRAP_UP_AFTER_MS).unref()
}

/** Where our freeswitch-conf/ sends its copy of each SIP message. */
const CAPTURE_PORT = 9060

function openFreeswitch(
  settings: Settings,
  freeswitch: FreeswitchSettings,
  clock: Clock,
  log: Log,
): Switchboard {
  const { servers, drachtio, edge, audio } = freeswitch
  const softswitch = createFreeswitch({
    servers: servers.map(({ name, eventSocket, sip, draining }) => ({
      name,
      host: eventSocket.host,
      eslPort: eventSocket.port,
      eslPassword: eventSocket.password,
      sipHost: sip.host,
      sipPort: sip.port,
      draining,
    })),
    edge: {
      adminHost: drachtio.host,
      adminPort: drachtio.port,
      adminSecret: drachtio.secret,
      sipHost: edge.host,
      sipPort: edge.port,
      realm: edge.realm,
    },
    trunks: settings.trunks,
    phones: settings.phones,
    findPrompt: createFindPrompt(settings.promptsFolder),
    readNumber: numberReader(settings),
    recordingsFolder: settings.recordingsFolder,
    keepsAnalysed: settings.keepAnalysedAudioMs > 0,
    knownPrompts: settings.knownPrompts,
    clock,
    tapAddress: audio.to,
    tapFrom: audio.from,
    capture: { host: audio.to, port: CAPTURE_PORT },
    ledgerFile: join(settings.dataFolder, 'edge-ledger.json'),
    report: (text, details) => log.warn(details ?? {}, text),
  })
  return {
    softswitch,
    text: `FreeSWITCH at ${servers.map(({ eventSocket }) => eventSocket.host).join(', ')}, behind drachtio at ${drachtio.host}`,
    labNumbers: [],
    webSocketUrl: edge.webSocketUrl,
    realm: edge.realm,
    takeSeat: () => undefined,
    admit: () => Promise.resolve(),
    close: () => Promise.resolve(),
  }
}
