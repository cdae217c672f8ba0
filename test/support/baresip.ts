import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ExternalPeer } from './external-peer.ts'
import { shareAt } from './tone-share.ts'
import { toneWav } from './tone-wav.ts'

/** How a baresip agent is started. */
export interface BaresipOptions {
  readonly registrar: { readonly host: string; readonly port: number }
  readonly transport: 'udp' | 'tcp' | 'tls'
  /** Who signed the certificate of the registrar: with TLS it is checked. */
  readonly authorityFile?: string
  /** Audio is encrypted (SRTP), or there is none. */
  readonly encrypted?: boolean
  readonly username: string
  readonly password: string
  /** The tone that it says all the time, Hz. */
  readonly hz: number
}

const RATE_HZ = 8_000
const WAV_HEADER_BYTES = 44
const SAID_MS = 60_000

/** A baresip that registers, answers every call by itself, says a tone and records what it hears. */
export class Baresip {
  readonly #peer: ExternalPeer
  readonly #folder: string

  constructor(options: BaresipOptions) {
    const { registrar, transport, username, password, hz, authorityFile, encrypted } = options
    this.#folder = mkdtempSync(join(tmpdir(), 'ringfirst-baresip-'))
    const tone = join(this.#folder, 'tone.wav')
    writeFileSync(tone, toneWav(hz, SAID_MS))
    writeFileSync(join(this.#folder, 'config'), configOf(this.#folder, tone, authorityFile))
    const address = `sip:${username}@${registrar.host}:${registrar.port};transport=${transport}`
    const account = `<${address}>;auth_user=${username};auth_pass=${password};answermode=auto;regint=60${encrypted ? ';mediaenc=srtp-mand' : ''}`
    writeFileSync(join(this.#folder, 'accounts'), `${account}\n`)
    this.#peer = new ExternalPeer('baresip', ['-4', '-f', this.#folder], this.#folder)
  }

  get output(): string {
    return this.#peer.output
  }

  /** The share of a tone in the best half second of what it recorded; known once a call is over. */
  heardShareAt(hz: number): number {
    return heardShareAt(this.#folder, hz)
  }

  async stop(): Promise<void> {
    await this.#peer.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** How a baresip that stands for a carrier is started. */
export interface BaresipTrunkOptions {
  /** Where it listens with TLS. */
  readonly port: number
  /** Whom it answers for. */
  readonly number: string
  /** Its certificate and key in one file. */
  readonly certificateFile: string
  readonly hz: number
}

/** A baresip that answers calls to one number over TLS, with SRTP or not at all. */
export class BaresipTrunk {
  readonly #peer: ExternalPeer
  readonly #folder: string

  constructor({ port, number, certificateFile, hz }: BaresipTrunkOptions) {
    this.#folder = mkdtempSync(join(tmpdir(), 'ringfirst-baresip-'))
    const tone = join(this.#folder, 'tone.wav')
    writeFileSync(tone, toneWav(hz, SAID_MS))
    // With a port of its own, baresip listens for TLS one above it.
    const config = configOf(this.#folder, tone).replace(
      'sip_listen 127.0.0.1:0',
      `sip_listen 127.0.0.1:${port - 1}\nsip_certificate ${certificateFile}`,
    )
    writeFileSync(join(this.#folder, 'config'), config)
    const account = `<sip:${number}@127.0.0.1:${port};transport=tls>;regint=0;answermode=auto;mediaenc=srtp-mand`
    writeFileSync(join(this.#folder, 'accounts'), `${account}\n`)
    this.#peer = new ExternalPeer('baresip', ['-4', '-f', this.#folder], this.#folder)
  }

  get isReady(): boolean {
    return this.output.includes('baresip is ready')
  }

  get output(): string {
    return this.#peer.output
  }

  /** The share of a tone in what it heard; known once the call is over. */
  heardShareAt(hz: number): number {
    return heardShareAt(this.#folder, hz)
  }

  async stop(): Promise<void> {
    await this.#peer.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

function heardShareAt(folder: string, hz: number): number {
  const file = readdirSync(folder).find((name) => name.endsWith('-dec.wav'))
  if (file === undefined) return 0
  const wav = readFileSync(join(folder, file))
  const samples: number[] = []
  for (let at = WAV_HEADER_BYTES; at + 1 < wav.length; at += 2) samples.push(wav.readInt16LE(at))
  let best = 0
  for (let at = 0; at + RATE_HZ / 2 <= samples.length; at += RATE_HZ / 4) {
    best = Math.max(best, shareAt(samples.slice(at, at + RATE_HZ / 2), hz))
  }
  return best
}

function configOf(folder: string, tone: string, authorityFile = ''): string {
  return [
    'poll_method epoll',
    'sip_listen 127.0.0.1:0',
    ...(authorityFile === '' ? [] : [`sip_cafile ${authorityFile}`]),
    // Without it there is no phone on a machine whose only network is the loopback.
    'net_interface 127.0.0.1',
    'call_max_calls 1',
    `audio_source aufile,${tone}`,
    // A player is needed for anything to be decoded; this one leads nowhere.
    'audio_player aubridge,nowhere',
    'audio_alert aubridge,nowhere',
    'ausrc_format s16',
    'auplay_format s16',
    `snd_path ${folder}`,
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module aufile.so',
    'module aubridge.so',
    'module sndfile.so',
    'module srtp.so',
    'module_app account.so',
    'module_app menu.so',
    '',
  ].join('\n')
}
