import type { LegId } from '../../core/ids.ts'
import type { TrunkConnection } from '../settings.ts'
import { safe, safePort } from './argument.ts'
import { callBackToBack } from './back-to-back.ts'
import type { Ledger } from './ledger.ts'
import type { ProxyResult, SipRequest, SipResponse, SipStack } from './sip-stack.ts'

/** What a trunk said of a call in the end: its final status, or nothing at all in time. */
export type TrunkWord = number | 'silence'

/** Headers that say who calls. */
const CALLER = ['From', 'P-Asserted-Identity', 'Privacy', 'Remote-Party-ID'] as const

/**
 * Passes a customer's leg on to its trunk. Over UDP and TCP it is proxied to exactly one target: the
 * call then needs neither this process nor drachtio-server's memory to be answered, changed and
 * hung up, and no answer of the customer's side is ever taken to another trunk. A challenge comes
 * through here twice with one leg; each time is the same. Over TLS, which FreeSWITCH does not
 * speak, it is a call of our own. Resolves with the trunk's word.
 */
export async function trunkCall(
  parts: { readonly stack: SipStack; readonly ledger: Ledger },
  legId: LegId,
  trunk: TrunkConnection,
  request: SipRequest,
  response: SipResponse,
): Promise<TrunkWord | undefined> {
  const { stack, ledger } = parts
  const target = targetOf(trunk, request.calledNumber)
  if (trunk.transport === 'tls') {
    const call = { legId, target, headers: callerOf(request), ...authOf(trunk) }
    return callBackToBack(stack, ledger, call, request, response)
  }
  const result = await stack.proxyRequest(request, target, {
    recordRoute: true,
    provisionalTimeout: `${trunk.provisionalTimeoutMs}ms`,
  })
  return wordOf(result)
}

/** The one address that a number is called at over a trunk. Throws `unsafe-argument`. Pure. */
export function targetOf(trunk: TrunkConnection, number: string): string {
  const user = safe('number', 'number', number)
  const host = safe('host', 'trunk.host', trunk.host)
  const transport = trunk.transport === 'udp' ? '' : `;transport=${trunk.transport}`
  return `sip:${user}@${host}:${safePort('trunk.port', trunk.port)}${transport}`
}

function wordOf({ responses }: ProxyResult): TrunkWord | undefined {
  const said = responses.flatMap(({ msgs }) => msgs.map(({ status }) => status))
  if (said.length === 0) return 'silence'
  return said.findLast((status) => status >= 200)
}

/** As FreeSWITCH wrote it; the tag of From is the stack's own affair. */
function callerOf(request: SipRequest): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of CALLER) {
    const value = request.get(name)
    if (value !== undefined) headers[name] = value.replace(/;tag=[^;]+/, '')
  }
  return headers
}

function authOf({ username, password }: TrunkConnection) {
  return username === undefined || password === undefined ? {} : { auth: { username, password } }
}
