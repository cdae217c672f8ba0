import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { AnalysedAudio } from './analysed-audio.ts'
import type { Product } from './api/product.ts'
import type { Health, InstanceFile, LabNumber, PhoneAccess } from './api/protocol.ts'
import { problemText } from './api/protocol/problem.ts'
import { startApi, type Api } from './api/server.ts'
import { openTokens, type Person } from './api/tokens.ts'
import type { Settings } from './config/settings.ts'
import type { AgentId } from './core/ids.ts'
import { createClock } from './dialer/clock.ts'
import { createDialer, type Dialer } from './dialer/dialer.ts'
import type { Log } from './dialer/log.ts'
import { keepHours } from './dialer/opening-hours.ts'
import { OperatingError } from './errors.ts'
import { packageRoot } from './package-root.ts'
import type { Observation } from './ports/softswitch.ts'
import type { Store } from './ports/store.ts'
import { createQuestions } from './questions.ts'
import { createShadow, type Shadow } from './shadow-pacing.ts'
import { createPostgresStore } from './store/postgres.ts'
import { openSwitchboard, type Switchboard } from './switchboard.ts'
import { version } from './version.ts'

/** A Ringfirst that runs in this process. */
export interface Running {
  readonly version: string
  /** Where the board and the API are. */
  readonly url: string
  readonly tokensFile: string
  /** What places the calls, for people. */
  readonly switchText: string
  readonly labNumbers: readonly LabNumber[]
  /** An address that signs a browser in, once. */
  signInLink(): string
  /** Resolves where it ends by itself: it cannot go on. */
  readonly ended: Promise<{ readonly failure: unknown; readonly exitCode: number }>
  /** Lets go of everything, and resolves when all is durable. */
  stop(): Promise<void>
}

/** Puts the parts together and starts them. Throws an operating error; then nothing is left running. */
export async function startRingfirst(settings: Settings, log: Log): Promise<Running> {
  const undo: (() => Promise<void> | void)[] = []
  const stop = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    return await assemble(settings, log, undo, stop)
  } catch (thrown) {
    await stop()
    throw thrown
  }
}

async function assemble(
  settings: Settings,
  log: Log,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Running> {
  const store = createPostgresStore({
    server:
      settings.databaseUrl === undefined
        ? { folder: settings.dataFolder }
        : { url: settings.databaseUrl },
  })
  const clock = createClock()
  const switchboard = await openSwitchboard(settings, clock, log)
  undo.push(() => switchboard.close())
  const { observers, analysed } = openObservers(settings, log, undo)
  let end: (end: Awaited<Running['ended']>) => void = () => undefined
  const ended: Running['ended'] = new Promise((resolve) => (end = resolve))
  const dialer: Dialer = createDialer({
    store,
    softswitch: switchboard.softswitch,
    clock,
    log,
    ask: createQuestions(settings.httpHosts, (event) => dialer.post(event)),
    observe: (observation) => observers.forEach((observer) => observer(observation)),
    fatal: (failure, exitCode) => end({ failure, exitCode }),
  })
  await dialer.start()
  undo.push(() => dialer.stop())
  await configure(dialer, settings)
  undo.push(
    keepHours({
      hours: settings.hours,
      queues: settings.queueHours,
      clock,
      state: () => dialer.state,
      post: (event) => dialer.post(event),
    }),
  )
  await switchboard.admit(dialer)
  const api = await openApi(
    settings,
    productOf({ settings, dialer, store, switchboard, observers, analysed }),
    log,
  )
  undo.push(() => api.close())
  undo.push(announce(settings, api))
  return {
    version: version(),
    url: api.url,
    tokensFile: join(settings.dataFolder, 'tokens.json'),
    switchText: switchboard.text,
    labNumbers: switchboard.labNumbers,
    signInLink: () => api.signInLink(),
    ended,
    stop,
  }
}

type Observers = Set<(observation: Observation) => void>

/** Who is told of what is seen on the switch; the audio of analysis is kept where the settings say so. */
function openObservers(settings: Settings, log: Log, undo: (() => void)[]) {
  const observers: Observers = new Set()
  const { dataFolder, keepAnalysedAudioMs } = settings
  if (keepAnalysedAudioMs === 0) return { observers, analysed: undefined }
  const report = (why: string): void => log.warn({ why }, 'analysed audio cannot be kept')
  const analysed = new AnalysedAudio(join(dataFolder, 'analysed'), keepAnalysedAudioMs, report)
  observers.add((seen) => analysed.hear(seen))
  undo.push(() => analysed.close())
  return { observers, analysed }
}

/** The configuration is an event like any other, where it says something new. */
async function configure(dialer: Dialer, { organisation }: Settings): Promise<void> {
  if (isDeepStrictEqual(dialer.state.organisation, organisation)) return
  await dialer.submit({ kind: 'OrganisationConfigured', organisation })
}

/** Each agent has a token, with which they act for themselves alone. */
function peopleOf({ organisation }: Settings): readonly Person[] {
  return organisation.agents.map(({ id, role }) => ({ agentId: id, role: role ?? 'agent' }))
}

function openApi(settings: Settings, product: Product, log: Log): Promise<Api> {
  const desktopFolder = join(packageRoot(), 'dist/desktop')
  return startApi({
    product,
    tokens: openTokens(settings.dataFolder, peopleOf(settings)),
    http: settings.http,
    ...(settings.oidc === undefined ? {} : { oidc: settings.oidc }),
    version: version(),
    ...(existsSync(desktopFolder) ? { desktopFolder } : {}),
    onBug: (thrown) => log.error({ err: thrown }, 'a request met a bug'),
  })
}

/** Says in the data folder where this instance is, for the command line; returns what takes it back. */
function announce(settings: Settings, api: Api): () => void {
  const file = join(settings.dataFolder, 'instance.json')
  const instance: InstanceFile = {
    pid: process.pid,
    url: api.url,
    tokensFile: 'tokens.json',
    version: version(),
  }
  try {
    writeFileSync(file, `${JSON.stringify(instance, undefined, 2)}\n`, { mode: 0o600 })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new OperatingError(
      'data-folder-unusable',
      { folder: settings.dataFolder, why },
      { cause },
    )
  }
  return () => rmSync(file, { force: true })
}

/** What the API sees the parts through. */
interface Assembled {
  readonly settings: Settings
  readonly dialer: Dialer
  readonly store: Store
  readonly switchboard: Switchboard
  readonly observers: Observers
  readonly analysed: AnalysedAudio | undefined
}

function productOf(assembled: Assembled): Product {
  const { settings, dialer, store, switchboard, observers, analysed } = assembled
  return {
    now: () => dialer.now(),
    get state() {
      return dialer.state
    },
    submit: (event) => dialer.ask(event),
    subscribe: (handler) => dialer.subscribe(handler),
    backlog: (after) => dialer.backlog(after),
    observe: (handler) => {
      observers.add(handler)
      return () => observers.delete(handler)
    },
    health: () => healthOf(dialer, switchboard),
    findInteraction: (id) => store.findInteraction(id),
    recentInteractions: (count) => store.recentInteractions(count),
    interactionsOfNumber: (number, count) => store.interactionsOfNumber(number, count),
    recordingsFolder: settings.recordingsFolder,
    shadow: shadowOf(dialer, store),
    analysedAudio: (legId) => analysed?.of(legId) ?? Promise.resolve(undefined),
    metrics: async () => ({
      contentType: dialer.metrics.registry.contentType,
      text: await dialer.metrics.registry.metrics(),
    }),
    labNumbers: switchboard.labNumbers,
    webSocketUrl: switchboard.webSocketUrl,
    takeSeat: (agentId) => takeSeat(settings, switchboard, agentId),
  }
}

function shadowOf(dialer: Dialer, store: Store): Shadow {
  return createShadow({
    store,
    program: join(packageRoot(), 'dist/ringfirst.js'),
    now: () => dialer.now(),
    organisation: () => dialer.state.organisation,
  })
}

function takeSeat(
  settings: Settings,
  switchboard: Switchboard,
  agentId: AgentId,
): PhoneAccess | undefined {
  const account = settings.phones.find((phone) => phone.agentId === agentId)
  if (account === undefined) return undefined
  switchboard.takeSeat(agentId)
  const { webSocketUrl, realm } = switchboard
  const { username, password } = account
  return {
    uri: `sip:${username}@${realm}`,
    username,
    password,
    ...(webSocketUrl === undefined ? {} : { webSocketUrl }),
    iceServers: [],
  }
}

function healthOf(dialer: Dialer, switchboard: Switchboard): Health {
  const { phase, storeFailure } = dialer.status
  const problems = [
    ...(storeFailure === undefined ? [] : [problemText('store', storeFailure)]),
    ...(dialer.state.switchUp ? [] : [problemText('switch')]),
    ...[...dialer.state.trunks.values()]
      .filter(({ silentSince }) => silentSince !== undefined)
      .map(({ id }) => problemText('trunk', id)),
    ...(phase === 'draining' ? [problemText('draining')] : []),
    ...(phase === 'stopping' || phase === 'stopped' ? [problemText('stopping')] : []),
  ]
  const isDown = storeFailure !== undefined || phase === 'stopping' || phase === 'stopped'
  return {
    status: isDown ? 'down' : problems.length > 0 ? 'degraded' : 'ok',
    version: version(),
    switch: switchboard.softswitch.name,
    problems,
  }
}
