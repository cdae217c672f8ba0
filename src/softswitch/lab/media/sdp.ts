import type { Law } from '../../../amd/g711.ts'

/** What a far end said about its audio. */
export interface AudioDescription {
  readonly address: string
  readonly port: number
  /** The laws it takes with their payload types, in its order of preference. */
  readonly laws: readonly { readonly law: Law; readonly payloadType: number }[]
  /** Payload type of telephone events at 8 kHz, where it takes them. */
  readonly eventPayloadType?: number
  /** Whether it will send us audio. */
  readonly sends: boolean
  /** Whether it wants audio from us. */
  readonly receives: boolean
}

const STATIC_TYPES: Readonly<Record<Law, number>> = { PCMU: 0, PCMA: 8 }
/** The payload type that we offer for telephone events; RFC 4733 leaves it to the offerer. */
export const OFFERED_EVENT_TYPE = 101
const PTIME_MS = 20

/** What goes into a description of ours. */
export interface OwnAudio {
  readonly address: string
  readonly port: number
  readonly laws: readonly Law[]
  readonly eventPayloadType?: number
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive'
  /** Raised by one with each new description in a dialog; RFC 3264 section 8. */
  readonly version: number
}

/** A description of our audio as text. Pure. Source: RFC 8866, RFC 3264. */
export function writeSdp(own: OwnAudio): string {
  const types = own.laws.map((law) => STATIC_TYPES[law])
  const eventType = own.eventPayloadType
  const formats = [...types, ...(eventType === undefined ? [] : [eventType])]
  const lines = [
    'v=0',
    `o=ringfirst ${own.port} ${own.version} IN IP4 ${own.address}`,
    's=-',
    `c=IN IP4 ${own.address}`,
    't=0 0',
    `m=audio ${own.port} RTP/AVP ${formats.join(' ')}`,
    ...own.laws.map((law) => `a=rtpmap:${STATIC_TYPES[law]} ${law}/8000`),
    ...(eventType === undefined
      ? []
      : [`a=rtpmap:${eventType} telephone-event/8000`, `a=fmtp:${eventType} 0-15`]),
    `a=ptime:${PTIME_MS}`,
    `a=${own.direction}`,
  ]
  return lines.join('\r\n') + '\r\n'
}

/**
 * The first audio stream of a far end's description; undefined where there is none that we could
 * speak (no G.711, a refused stream, or encrypted audio, which the lab switch does not do). Pure.
 */
export function parseSdp(text: string): AudioDescription | undefined {
  const lines = text.split(/\r?\n/)
  const start = lines.findIndex((line) => line.startsWith('m=audio '))
  if (start < 0) return undefined
  const following = lines.findIndex((line, index) => index > start && line.startsWith('m='))
  const media = lines.slice(start, following < 0 ? undefined : following)
  const session = lines.slice(0, start)
  const [, portText, protocol, ...formats] = (media[0] ?? '').slice(2).split(' ')
  const port = Number(portText)
  const address = connectionAddress(media) ?? connectionAddress(session)
  const laws = lawsOf(formats.map(Number), media)
  if (!(port > 0 && port < 65_536) || !protocol?.startsWith('RTP/AVP')) return undefined
  if (address === undefined || laws.length === 0) return undefined
  const direction = directionOf(media) ?? directionOf(session) ?? 'sendrecv'
  const eventPayloadType = eventTypeOf(media)
  return {
    address,
    port,
    laws,
    ...(eventPayloadType === undefined ? {} : { eventPayloadType }),
    sends: direction === 'sendrecv' || direction === 'sendonly',
    receives: direction === 'sendrecv' || direction === 'recvonly',
  }
}

function connectionAddress(lines: readonly string[]): string | undefined {
  const line = lines.find((candidate) => candidate.startsWith('c=IN IP4 '))
  return line?.slice('c=IN IP4 '.length).split('/')[0]?.trim()
}

function directionOf(lines: readonly string[]): string | undefined {
  const line = lines.find((candidate) =>
    /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.test(candidate),
  )
  return line?.slice(2).trim()
}

function lawsOf(formats: readonly number[], media: readonly string[]): AudioDescription['laws'] {
  return formats.flatMap((payloadType) => {
    const mapped = media
      .map((line) => /^a=rtpmap:(\d+) (PCMU|PCMA)\/8000/i.exec(line))
      .find((match) => match !== null && Number(match[1]) === payloadType)
    const name =
      mapped?.[2]?.toUpperCase() ??
      (payloadType === 0 ? 'PCMU' : payloadType === 8 ? 'PCMA' : undefined)
    return name === 'PCMU' || name === 'PCMA' ? [{ law: name, payloadType }] : []
  })
}

function eventTypeOf(media: readonly string[]): number | undefined {
  for (const line of media) {
    const match = /^a=rtpmap:(\d+) telephone-event\/8000/i.exec(line)
    if (match) return Number(match[1])
  }
  return undefined
}
