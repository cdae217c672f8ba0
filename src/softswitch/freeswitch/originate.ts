import type { DialAgent, DialCustomer, DialOutside } from '../../core/state/effects.ts'
import type { TrunkConnection } from '../settings.ts'
import { displayName, safe, safePort } from './argument.ts'
import { type EdgeSettings, SWITCH_LIMITS } from './settings.ts'
import { markOf } from './survey.ts'

/** Variables of one originate, in order. */
type Variables = (readonly [name: string, value: string])[]

/** An order that rings somebody. */
export type Dial = DialCustomer | DialAgent | DialOutside

/**
 * The command that rings a customer, or anybody outside: a parked leg with our id, towards the edge, which finds the
 * trunk by the `X-Leg` header. Early media is heard (`ignore_early_media=false`), so `originate`
 * reports success at 183 and its own time-out ends there: the ring timer is ours.
 * Throws `unsafe-argument`. Pure.
 */
export function originateCustomer(
  order: DialCustomer | DialOutside,
  trunk: TrunkConnection,
  edge: EdgeSettings,
  mediaTimeoutMs: number = SWITCH_LIMITS.customerMediaTimeoutMs,
): string {
  const number = safe('number', 'number', order.number)
  const realm = safe('host', 'realm', edge.realm)
  const caller = order.callerIdNumber && safe('number', 'callerIdNumber', order.callerIdNumber)
  const shown = displayName(order.callerIdName ?? '')
  const variables: Variables = [
    ...commonVariables(order),
    ['origination_caller_id_number', caller ?? 'anonymous'],
    ['origination_caller_id_name', shown === '' ? (caller ?? 'anonymous') : `'${shown}'`],
    ['sip_invite_from_uri', `<sip:${caller ?? 'anonymous'}@${realm}>`],
    ['sip_invite_to_uri', `<sip:${number}@${safe('host', 'trunk.host', trunk.host)}>`],
    ['sip_cid_type', 'pid'],
    [
      'absolute_codec_string',
      `^^:${trunk.codecs.map((codec) => safe('codec', 'trunk.codecs', codec)).join(':')}`,
    ],
    ['ignore_early_media', 'false'],
    ['media_timeout', String(mediaTimeoutMs)],
    ['ringfirst_listening', String(order.kind === 'DialCustomer')],
  ]
  const { srtp = 'off', transport } = trunk
  if (srtp !== 'off')
    variables.push(['rtp_secure_media', srtp === 'required' ? 'mandatory' : 'optional'])
  // Over TLS the edge itself answers a challenge.
  if (trunk.username !== undefined && trunk.password !== undefined && transport !== 'tls') {
    variables.push(
      ['sip_auth_username', safe('credential', 'trunk.username', trunk.username)],
      ['sip_auth_password', safe('credential', 'trunk.password', trunk.password)],
    )
  }
  return originate(variables, number, edge)
}

/**
 * The command that rings an agent's phone. A phone on a WebSocket is a browser: DTLS-SRTP and ICE,
 * and no comfort noise (a muted browser would send 10 packets a second and the customer would get
 * none, measured). Throws `unsafe-argument`. Pure.
 */
export function originateAgent(
  order: DialAgent,
  edge: EdgeSettings,
  mediaTimeoutMs: number = SWITCH_LIMITS.phoneMediaTimeoutMs,
): string {
  safe('contact', 'contact', order.contact)
  const number = safe('number', 'shownNumber', order.shownNumber)
  const name = displayName(order.shownName)
  const variables: Variables = [
    ...commonVariables(order),
    ['origination_caller_id_number', number],
    ['origination_caller_id_name', name === '' ? number : `'${name}'`],
    ['sip_invite_from_uri', `<sip:${number}@${safe('host', 'realm', edge.realm)}>`],
    ['ignore_early_media', 'true'],
    ['media_timeout', String(mediaTimeoutMs)],
    ['suppress_cng', 'true'],
  ]
  const link = phoneLinkOf(order.contact)
  if (link === 'browser') {
    variables.push(['media_webrtc', 'true'], ['absolute_codec_string', 'PCMU'])
  } else {
    variables.push(['absolute_codec_string', '^^:PCMU:PCMA'])
    if (link === 'encrypted') variables.push(['rtp_secure_media', 'optional'])
  }
  return originate(variables, 'agent', edge)
}

/**
 * How a phone is reached: over a WebSocket, so that a browser or its like is there (DTLS-SRTP); over
 * TLS, so that its audio may be encrypted too where it can (SRTP, RFC 4568); or in the clear. Pure.
 */
export function phoneLinkOf(contact: string): 'browser' | 'encrypted' | 'plain' {
  if (/;transport=wss?(?:;|$)/i.test(contact)) return 'browser'
  return /^sips:|;transport=tls(?:;|$)/i.test(contact) ? 'encrypted' : 'plain'
}

function commonVariables(order: Dial): Variables {
  const legId = safe('leg', 'legId', order.legId)
  const backstopS = Math.ceil(order.ringTimeoutMs / 1_000) + SWITCH_LIMITS.ringBackstopS
  const longestS = Math.ceil(order.maxCallMs / 1_000)
  return [
    ['origination_uuid', legId],
    ['sip_h_X-Leg', legId],
    ['presence_data', markOf(order.kind === 'DialAgent' ? 'agent' : 'customer')],
    ['originate_timeout', String(backstopS)],
    ['execute_on_answer', `'sched_hangup +${longestS} ALLOTTED_TIMEOUT'`],
    ['send_silence_when_idle', '-1'],
    ['hangup_after_bridge', 'false'],
    ['park_after_bridge', 'true'],
    // A 3xx would make FreeSWITCH call whatever the far end names, past the edge and every rule.
    ['outbound_redirect_fatal', 'true'],
    ...RECORDING,
  ]
}

/**
 * What a recording of the leg, should one be ordered, is like: both directions, however short, a
 * failing disk no reason to hang up; taken up again it goes on in its file; nothing is held back
 * (the built-in 25 frames are lost at a bridge).
 */
const RECORDING: Variables = [
  ['RECORD_STEREO', 'true'],
  ['RECORD_MIN_SEC', '0'],
  ['RECORD_HANGUP_ON_ERROR', 'false'],
  ['RECORD_APPEND', 'true'],
  ['RECORD_PRE_BUFFER_FRAMES', '1'],
]

function originate(variables: Variables, user: string, edge: EdgeSettings): string {
  const host = safe('host', 'edge.sipHost', edge.sipHost)
  const port = safePort('edge.sipPort', edge.sipPort)
  const list = variables.map(([name, value]) => `${name}=${value}`).join(',')
  return `originate {${list}}sofia/edge/${user}@${host}:${port} &park`
}
