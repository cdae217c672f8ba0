import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Finding } from './problem.ts'
import type { Config } from './schema.ts'

type Path = readonly (string | number)[]

/** The secrets of a configuration, by the path of the field that names their file. */
export type Secrets = ReadonlyMap<string, string>

/** The key of a secret among {@link Secrets}. Pure. */
export function secretKey(...path: Path): string {
  return path.join('/')
}

/** Where, in the section of FreeSWITCH, the secret of a further server is named. Pure. */
export function eventSocketSecret(server: number): Path {
  return ['moreServers', server, 'eventSocket', 'passwordFile']
}

/** Reads each secret from its own file; one that is missing, empty or open to others is a finding. */
export function readSecrets(
  config: Config,
  folder: string,
): { readonly secrets: Secrets; readonly findings: readonly Finding[] } {
  const secrets = new Map<string, string>()
  const findings: Finding[] = []
  for (const [path, file] of secretFiles(config)) {
    const { secret, finding } = readSecret(path, resolve(folder, file))
    const weakness =
      path[0] === 'freeswitch' && secret !== undefined ? weaknessOf(secret) : undefined
    if (weakness !== undefined) findings.push({ severity: 'error', path, message: weakness })
    if (secret !== undefined) secrets.set(secretKey(...path), secret)
    if (finding !== undefined) findings.push(finding)
  }
  return { secrets, findings }
}

function secretFiles(config: Config): readonly (readonly [Path, string])[] {
  const files: [Path, string | undefined][] = [
    [['databaseUrlFile'], config.databaseUrlFile],
    [['oidc', 'clientSecretFile'], config.oidc?.clientSecretFile],
    ...Object.entries(config.trunks).map(([id, trunk]): [Path, string | undefined] => [
      ['trunks', id, 'passwordFile'],
      trunk.passwordFile,
    ]),
    ...Object.entries(config.agents).map(([id, agent]): [Path, string | undefined] => [
      ['agents', id, 'phone', 'passwordFile'],
      agent.phone?.passwordFile,
    ]),
  ]
  if (config.switch === 'freeswitch') {
    files.push(
      [['freeswitch', 'eventSocket', 'passwordFile'], config.freeswitch?.eventSocket.passwordFile],
      [['freeswitch', 'drachtio', 'secretFile'], config.freeswitch?.drachtio.secretFile],
      ...(config.freeswitch?.moreServers ?? []).map(({ eventSocket }, i): [Path, string] => [
        ['freeswitch', ...eventSocketSecret(i)],
        eventSocket.passwordFile,
      ]),
    )
  }
  return files.flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const]))
}

const SECRET_CHARS = 16

/** Why whoever commands every call must not be kept out by this secret alone; undefined where it will do. */
function weaknessOf(secret: string): string | undefined {
  if (/cluecon|cymru|jambonz|changeme/i.test(secret)) return 'holds a well-known secret'
  if (secret.length >= SECRET_CHARS) return undefined
  return `holds a secret of ${secret.length} characters: ${SECRET_CHARS} at least, at random`
}

function readSecret(path: Path, file: string): { secret?: string; finding?: Finding } {
  try {
    const secret = readFileSync(file, 'utf8').trim()
    if (secret === '') return { finding: { severity: 'error', path, message: `${file} is empty` } }
    if ((statSync(file).mode & 0o077) === 0) return { secret }
    const message = `${file} can be read by others: chmod 600 ${file}`
    return { secret, finding: { severity: 'warning', path, message } }
  } catch {
    return { finding: { severity: 'error', path, message: `there is no readable file ${file}` } }
  }
}
