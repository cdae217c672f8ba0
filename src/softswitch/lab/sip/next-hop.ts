/** Where a SIP message goes, or came from. */
export interface Hop {
  readonly host: string
  readonly port: number
}

const DEFAULT_PORT = 5060

/** One way to write a hop, for maps. Pure. */
export function hopKey(hop: Hop): string {
  return `${hop.host}:${hop.port}`
}

/**
 * Where an outgoing message goes: a response to the source of its request, as the top Via says;
 * a request to its first Route, else to its Request-URI. Undefined where the message names none.
 * Pure. Source: RFC 3261 sections 18.2.2 and 8.1.2, RFC 3581 section 4.
 */
export function nextHop(message: string): Hop | undefined {
  if (message.startsWith('SIP/2.0 ')) return hopOfVia(headerOf(message, 'Via', 'v') ?? '')
  const route = headerOf(message, 'Route')
  const uri = route ?? message.slice(0, message.indexOf('\r\n')).split(' ')[1] ?? ''
  return hopOfUri(uri)
}

/** Host and port of a SIP URI, with or without angle brackets. Pure. */
export function hopOfUri(uri: string): Hop | undefined {
  const match = /sips?:(?:[^@>;]*@)?([^;:>?\s]+)(?::(\d+))?/i.exec(uri)
  if (!match?.[1]) return undefined
  return { host: match[1], port: match[2] ? Number(match[2]) : DEFAULT_PORT }
}

function hopOfVia(via: string): Hop | undefined {
  const sentBy = /^SIP\s*\/\s*2\.0\s*\/\s*\w+\s+([^;:\s]+)(?::(\d+))?/i.exec(via)
  if (!sentBy?.[1]) return undefined
  const received = /;\s*received=([^;,\s]+)/i.exec(via)?.[1]
  const rport = /;\s*rport=(\d+)/i.exec(via)?.[1]
  return { host: received ?? sentBy[1], port: Number(rport ?? sentBy[2] ?? DEFAULT_PORT) }
}

/** The first value of a header, by its name or its compact form. Pure. */
export function headerOf(message: string, name: string, compact?: string): string | undefined {
  const names = compact ? `(?:${name}|${compact})` : name
  return new RegExp(`^${names}[ \\t]*:[ \\t]*(.*?)\\r?$`, 'im').exec(headOf(message))?.[1]
}

function headOf(message: string): string {
  const end = message.indexOf('\r\n\r\n')
  return end < 0 ? message : message.slice(0, end)
}

/**
 * A received request with its true source noted in the top Via, so that responses find back.
 * Pure. Source: RFC 3261 section 18.2.1, RFC 3581 section 4.
 */
export function noteSource(message: string, source: Hop): string {
  return message.replace(/^((?:Via|v)[ \t]*:[ \t]*SIP[^\r\n,]*)/im, (via) => {
    const bare = via.replace(/;\s*rport(?:=\d+)?/i, '').replace(/;\s*received=[^;,\s]+/i, '')
    return `${bare};received=${source.host};rport=${source.port}`
  })
}
