import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import { OperatingError } from '../../errors.ts'
import type { TrunkConnection } from '../settings.ts'
import { isSafe } from './argument.ts'
import { EventSocket } from './event-socket.ts'
import { findFaults } from './fitness.ts'
import type { EdgeSettings, MediaServerSettings } from './settings.ts'
import { createSipStack, letGo, reach, type SipStack } from './sip-stack.ts'
import { askTrunk } from './trunk-watch.ts'

/** One thing that was looked at. */
export interface Examined {
  /** `FreeSWITCH`, `drachtio`, `trunk acme`. */
  readonly subject: string
  readonly state: 'good' | 'warning' | 'fault'
  readonly text: string
  /** What to do; absent where nothing is to be done. */
  readonly cure?: string
}

const KNOWN_SECRETS = /^(?:ClueCon|cymru|JambonzR0ck.*)$/
const SECRET_CHARS = 16
/** The oldest drachtio-server without the known crashes and leaks of its dialogs. */
const OLDEST_EDGE = [0, 9, 10] as const
const CLOCK_SLACK_MS = 2_000
const ANSWER_MS = 3_000

/** Looks at one FreeSWITCH: reach, fitness, secret, bind, clock, limits, codecs, audio ports. */
export async function examineMediaServer(
  server: MediaServerSettings,
  callsPerSecond: number,
  ephemeralPorts: readonly [first: number, last: number],
  shared: readonly string[],
): Promise<readonly Examined[]> {
  const subject = 'FreeSWITCH'
  const { host, eslPort: port, eslPassword: password } = server
  const found = [...examineSecret(subject, password), ...(await examineBind(subject, host, port))]
  let socket: EventSocket
  try {
    socket = await EventSocket.open({ host, port, password })
  } catch (error) {
    return [
      ...found,
      unreached(subject, error, 'see the file of its password, its bind and its list'),
    ]
  }
  try {
    const run = (command: string): Promise<string> => socket.api(command)
    found.push(good(subject, (await run('version')).trim()))
    for (const text of await findFaults(run)) found.push(fault(subject, text, 'see the text'))
    found.push(await examineClock(run), await examineRate(run, callsPerSecond))
    found.push(await examineCodecs(run), await examineAudioPorts(run, ephemeralPorts))
    for (const path of shared) found.push(await examinePath(run, path))
    return found
  } finally {
    socket.close('looked at')
  }
}

/** Looks at drachtio-server: reach, secret, bind, version, address; then asks each trunk by OPTIONS. */
export async function examineEdge(
  edge: EdgeSettings,
  trunks: readonly TrunkConnection[],
): Promise<readonly Examined[]> {
  const subject = 'drachtio'
  const { adminHost: host, adminPort: port, adminSecret: secret } = edge
  const found = [...examineSecret(subject, secret), ...(await examineBind(subject, host, port))]
  const stack = createSipStack()
  try {
    await reach(host, port, ANSWER_MS)
    const { contacts, version } = await connectTo(stack, edge)
    found.push(examineEdgeVersion(version), examineContacts(edge, contacts))
    found.push(...examineTls(trunks, contacts))
    for (const trunk of trunks) found.push(await examineTrunk(stack, trunk))
  } catch (error) {
    found.push(unreached(subject, error, 'see the file of its secret and where it listens'))
  } finally {
    letGo(stack)
  }
  return found
}

/** Whether a release may be used, is too old, or does not say what it is. Pure. */
export function examineEdgeVersion(version: string): Examined {
  const subject = 'drachtio'
  const parts = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version)
  if (parts === null) {
    const text = `it calls itself ${version.slice(0, 40)}, which is no release`
    return { subject, state: 'warning', text, cure: 'make sure that it is 0.9.10 or newer' }
  }
  for (const [place, oldest] of OLDEST_EDGE.entries()) {
    const number = Number(parts[place + 1])
    if (number > oldest) break
    if (number < oldest) return fault(subject, `it is ${version}`, 'use 0.9.10 or newer')
  }
  return good(subject, `version ${version}`)
}

/** Whether a secret is one: long, and not in anybody's documentation. Pure. */
export function examineSecret(subject: string, secret: string): Examined[] {
  if (KNOWN_SECRETS.test(secret)) {
    return [fault(subject, 'its secret is a well-known one', 'make a random one of 24 characters')]
  }
  if (secret.length >= SECRET_CHARS) return [good(subject, 'its secret is long and its own')]
  const text = `its secret has ${secret.length} characters`
  return [fault(subject, text, `use ${SECRET_CHARS} at least, at random`)]
}

/** A port for commands on loopback must not answer on the machine's other addresses. */
async function examineBind(subject: string, host: string, port: number): Promise<Examined[]> {
  if (!/^(?:127\.|localhost$|::1$)/.test(host)) {
    const text = `it takes commands at ${host}, beyond this machine`
    return [{ subject, state: 'warning', text, cure: 'let a firewall pass this machine alone' }]
  }
  const others = Object.values(networkInterfaces()).flatMap((each) => each ?? [])
  for (const { address, internal } of others) {
    if (internal || !(await answers(address, port))) continue
    return [fault(subject, `it takes commands at ${address}:${port}`, 'bind it to 127.0.0.1 alone')]
  }
  return [good(subject, `it takes commands at ${host}:${port} alone`)]
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 })
    const settle = (open: boolean) => (): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', settle(true)).once('error', settle(false)).once('timeout', settle(false))
  })
}

type Run = (command: string) => Promise<string>

async function examineClock(run: Run): Promise<Examined> {
  const theirs = Number((await run('strepoch')).trim()) * 1_000
  const apartMs = Math.abs(Date.now() - theirs)
  if (apartMs <= CLOCK_SLACK_MS) return good('FreeSWITCH', 'its clock agrees with ours')
  const text = `its clock is ${Math.round(apartMs / 1_000)} s from ours`
  return fault('FreeSWITCH', text, 'run a time service (chrony) on both machines')
}

/** Two sessions for each call, and some to spare. */
async function examineRate(run: Run, callsPerSecond: number): Promise<Examined> {
  const allowed = Number(/\d+/.exec(await run('fsctl sps'))?.[0] ?? 0)
  const needed = Math.ceil(2 * callsPerSecond)
  const text = `it takes ${allowed} new sessions a second; the trunks may ask for ${needed}`
  if (allowed >= needed) return good('FreeSWITCH', text)
  return fault('FreeSWITCH', text, 'raise RINGFIRST_SESSIONS_PER_SECOND')
}

async function examineCodecs(run: Run): Promise<Examined> {
  const offered = /CODECS OUT\s+(\S+)/.exec(await run('sofia status profile edge'))?.[1] ?? 'none'
  if (/PCMU/.test(offered) && /PCMA/.test(offered)) return good('FreeSWITCH', `codecs ${offered}`)
  return fault('FreeSWITCH', `it offers ${offered}`, 'offer PCMU and PCMA in sip_profiles/edge.xml')
}

async function examineAudioPorts(
  run: Run,
  [firstEphemeral, lastEphemeral]: readonly [number, number],
): Promise<Examined> {
  const first = Number(await run('global_getvar rtp_first_port'))
  const last = Number(await run('global_getvar rtp_last_port'))
  const text = `audio ports ${first} to ${last}`
  if (!(first > 0 && last > first)) {
    return { subject: 'FreeSWITCH', state: 'warning', text: 'its audio ports are not known' }
  }
  if (last < firstEphemeral || first > lastEphemeral) return good('FreeSWITCH', text)
  const cure = `keep them outside ${firstEphemeral} to ${lastEphemeral} (net.ipv4.ip_local_port_range)`
  return fault('FreeSWITCH', `${text} overlap with the system's: calls fail at random`, cure)
}

/** Prompts and recordings are files: both sides must mean the same by a path. */
async function examinePath(run: Run, path: string): Promise<Examined> {
  const subject = 'FreeSWITCH'
  if (!isSafe('file', path)) {
    const cure = 'use a path of letters, digits, dots, hyphens and underscores'
    return fault(subject, `it cannot be told the path ${path}`, cure)
  }
  if ((await run(`file_exists ${path}`)).trim() === 'true') return good(subject, `it sees ${path}`)
  return fault(subject, `it does not see ${path}`, 'run it as our user, with the same folders')
}

function connectTo(
  stack: SipStack,
  { adminHost: host, adminPort: port, adminSecret: secret }: EdgeSettings,
): Promise<{ contacts: string; version: string }> {
  const address = `${host}:${port}`
  return new Promise((resolve, reject) => {
    const fail = (code: 'switch-unreachable' | 'switch-refused-us', why: string): void => {
      clearTimeout(timer)
      reject(new OperatingError(code, { address, why }))
    }
    const timer = setTimeout(() => fail('switch-unreachable', 'no answer'), ANSWER_MS)
    stack.on('error', (error) => fail('switch-unreachable', error.message))
    stack.on('connect', (error, contacts = '', version = 'nothing') => {
      if (error !== null) return fail('switch-refused-us', 'wrong secret')
      clearTimeout(timer)
      resolve({ contacts: String(contacts), version })
    })
    stack.connect({ host, port, secret, reconnect: { retryMaxDelay: ANSWER_MS } })
  })
}

function examineContacts(edge: EdgeSettings, contacts: string): Examined {
  const address = `${edge.sipHost}:${edge.sipPort}`
  if (contacts.includes(`udp/${address}`)) return good('drachtio', `it takes SIP at ${address}`)
  const text = `it takes SIP at ${contacts || 'no address'}, not at ${address}`
  return fault('drachtio', text, 'make edge: host and port in the configuration agree with it')
}

/** Trunks over TLS are called from the edge's own TLS address. Pure. */
export function examineTls(
  trunks: readonly TrunkConnection[],
  contacts: string,
): readonly Examined[] {
  const secure = trunks.filter(({ transport }) => transport === 'tls')
  if (secure.length === 0 || contacts.includes('tls/')) return []
  const text = `it has no TLS address to call ${secure.map(({ id }) => id).join(', ')} from`
  return [fault('drachtio', text, 'give it a certificate (RINGFIRST_EDGE_CERT_FILE)')]
}

async function examineTrunk(stack: SipStack, trunk: TrunkConnection): Promise<Examined> {
  const subject = `trunk ${trunk.id}`
  const answer = await askTrunk(stack, trunk)
  if (typeof answer === 'number') return good(subject, `it answers (${answer})`)
  return fault(subject, 'it does not answer', 'see its address, the firewall, the carrier')
}

function good(subject: string, text: string): Examined {
  return { subject, state: 'good', text }
}

function fault(subject: string, text: string, cure: string): Examined {
  return { subject, state: 'fault', text, cure }
}

function unreached(subject: string, error: unknown, cure: string): Examined {
  return fault(subject, error instanceof Error ? error.message : String(error), cure)
}
