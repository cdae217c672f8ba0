import { Core } from 'sip.js'

/** What a trunk or a registrar asks for. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

/**
 * The header that answers a 401 or 407 to this request; undefined where the challenge cannot be
 * answered. Source: RFC 3261 section 22, RFC 2617 (MD5, with or without qop=auth).
 */
export function answerChallenge(
  challenge: Core.IncomingResponseMessage,
  request: Core.OutgoingRequestMessage,
  credentials: Credentials,
): string | undefined {
  const fromProxy = challenge.statusCode === 407
  const parsed: unknown = challenge.parseHeader(
    fromProxy ? 'proxy-authenticate' : 'www-authenticate',
  )
  if (!parsed) return undefined
  const log = new Core.LoggerFactory()
  log.builtinEnabled = false
  const { username, password } = credentials
  const digest = new Core.DigestAuthentication(log, undefined, username, password)
  if (!digest.authenticate(request, parsed)) return undefined
  return `${fromProxy ? 'Proxy-Authorization' : 'Authorization'}: ${digest.toString()}`
}

const SECRET_HEADERS =
  /^((?:Proxy-)?Authorization|(?:WWW|Proxy)-Authenticate|Authentication-Info)([ \t]*:[ \t]*)[^\r\n]*/gim

/** A message whose credentials and challenges are blotted out, for boards and logs. Pure. */
export function withoutCredentials(message: string): string {
  return message.replace(SECRET_HEADERS, '$1$2(removed)')
}
