/** A SIP message taken apart: for the test peer, which shares no code with what it judges. */
export interface SipText {
  /** `INVITE`, `BYE`; empty for a response. */
  readonly method: string
  /** 0 for a request. */
  readonly status: number
  readonly uri: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

const COMPACT: Readonly<Record<string, string>> = {
  v: 'via',
  f: 'from',
  t: 'to',
  i: 'call-id',
  m: 'contact',
  l: 'content-length',
  c: 'content-type',
}

/** Takes a datagram apart. */
export function readSip(text: string): SipText {
  const split = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, split < 0 ? undefined : split).split('\r\n')
  const headers = lines.map((line) => {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    return [COMPACT[name] ?? name, line.slice(colon + 1).trim()] as const
  })
  const [word = '', second = ''] = first.split(' ')
  const isResponse = word === 'SIP/2.0'
  return {
    method: isResponse ? '' : word,
    status: isResponse ? Number(second) : 0,
    uri: isResponse ? '' : second,
    headers,
    body: split < 0 ? '' : text.slice(split + 4),
  }
}

/** All values of a header, in order. */
export function valuesOf(message: SipText, name: string): readonly string[] {
  return message.headers.filter(([header]) => header === name).map(([, value]) => value)
}

/** The first value of a header; empty where there is none. */
export function valueOf(message: SipText, name: string): string {
  return valuesOf(message, name)[0] ?? ''
}

/** Puts a message together. */
export function writeSip(
  firstLine: string,
  headers: readonly (readonly [string, string])[],
  body = '',
): string {
  const isTyped = headers.some(([name]) => name.toLowerCase() === 'content-type')
  const typed: readonly (readonly [string, string])[] =
    body && !isTyped ? [['Content-Type', 'application/sdp']] : []
  const length = ['Content-Length', String(Buffer.byteLength(body))] as const
  const lines = [...headers, ...typed, length].map(([name, value]) => `${name}: ${value}`)
  return [firstLine, ...lines, '', body].join('\r\n')
}

/** The transaction that a message belongs to. */
export function branchOf(message: SipText): string {
  return /;\s*branch=([^;,\s]+)/i.exec(valueOf(message, 'via'))?.[1] ?? ''
}

/** The tag parameter of a From or To value. */
export function tagOf(value: string): string {
  return /;\s*tag=([^;,\s]+)/i.exec(value)?.[1] ?? ''
}

/** The address inside angle brackets, else the whole value without parameters. */
export function addressIn(value: string): string {
  return /<([^>]+)>/.exec(value)?.[1] ?? value.split(';')[0] ?? ''
}
