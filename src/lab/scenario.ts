import type { Cause, VerdictKind } from '../core/state/outcome.ts'

/** A scripted customer behind a SIPp, and what a switch must make of him. */
export interface Scenario {
  readonly name: string
  /** One line for people. */
  readonly text: string
  /** What SIPp plays for each call. */
  readonly xml: string
  /** How each leg must end. */
  readonly cause: Cause
  /** What analysis must say of each call; absent: nothing is asked of it. */
  readonly verdict?: VerdictKind
  /** Whether the caller hangs up, and when: after the answer (and the verdict), or while it rings. */
  readonly end?: 'after-answer' | 'while-ringing'
  readonly ringTimeoutMs?: number
  /** How many times the usual number of calls, all at once. */
  readonly flood?: number
}

const HEADERS = `[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]`
const OVER_HOPS = HEADERS.replace('[last_Via:]', '[$vias]').replace('[last_Record-Route:]\n', '')
const OWN = `${HEADERS}
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>`
const PLAIN_OK = response(
  '200 OK',
  '[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]',
)
const INVITED = '<recv request="INVITE"/>'
/** The INVITE with its way back: a CANCEL knows only the last hop of it. */
const INVITED_OVER_HOPS = `<recv request="INVITE"><action>
<ereg regexp="Via: [^[:cntrl:]]*([[:cntrl:]]+Via: [^[:cntrl:]]*)*" search_in="msg" assign_to="vias"/>
</action></recv>`
const RINGING = response('180 Ringing', OWN)
const ACKNOWLEDGED = '<recv request="ACK"/>'
const HUNG_UP = `<recv request="BYE"/>\n${PLAIN_OK}\n<timewait milliseconds="500"/>`
const CANCELLED = `<recv request="CANCEL"/>
${response('200 OK', `${HEADERS}\n[last_CSeq:]`)}
${response('487 Request Terminated', `${OVER_HOPS}\nCSeq: [cseq] INVITE`, '', ' retrans="500"')}
${ACKNOWLEDGED}
<timewait milliseconds="500"/>`

/** Answers after a while and sends back what it hears. */
export const ECHOES = xml(INVITED, RINGING, pause(200), answer('media_port'), ACKNOWLEDGED, HUNG_UP)
/** Rings until the CANCEL. */
export const RINGS_OUT = xml(INVITED_OVER_HOPS, RINGING, CANCELLED)

/** Every scenario that `ringfirst lab` plays, in its order. */
export const SCENARIOS: readonly Scenario[] = [
  {
    name: 'person',
    text: 'answers and says hello',
    xml: says('hello.ulaw'),
    cause: 'released',
    verdict: 'human',
    end: 'after-answer',
  },
  {
    name: 'machine',
    text: 'a voicemail greeting with a beep',
    xml: says('voicemail.ulaw'),
    cause: 'released',
    verdict: 'machine',
    end: 'after-answer',
  },
  refusal('busy', 486, 'Busy Here', 'busy'),
  refusal('declined', 603, 'Decline', 'declined'),
  refusal('unknown-number', 404, 'Not Found', 'invalid-number'),
  refusal('out-of-service', 503, 'Service Unavailable', 'network-failure'),
  {
    name: 'no-answer',
    text: 'rings and nobody comes',
    xml: RINGS_OUT,
    cause: 'no-answer',
    ringTimeoutMs: 3_000,
  },
  {
    name: 'silent-trunk',
    text: 'says nothing at all',
    xml: xml('<recv request="INVITE"/>', '<recv request="ACK" timeout="6000" optional="true"/>'),
    cause: 'network-failure',
  },
  {
    name: 'early-media',
    text: 'sounds before it answers',
    xml: xml(INVITED, earlyMedia(), pause(800), answer('media_port'), ACKNOWLEDGED, HUNG_UP),
    cause: 'released',
    end: 'after-answer',
  },
  {
    name: 'cancelled',
    text: 'is cancelled while it rings',
    xml: RINGS_OUT,
    cause: 'cancelled',
    end: 'while-ringing',
  },
  {
    name: 'late-cancel',
    text: 'answers in spite of the CANCEL',
    xml: xml(
      INVITED_OVER_HOPS,
      RINGING,
      '<recv request="CANCEL"/>',
      response('200 OK', `${HEADERS}\n[last_CSeq:]`),
      answer('media_port', 'CSeq: [cseq] INVITE').replace('[last_Via:]', '[$vias]'),
      ACKNOWLEDGED,
      HUNG_UP,
    ),
    cause: 'cancelled',
    end: 'while-ringing',
  },
  {
    name: 'hangs-up',
    text: 'answers and hangs up a second later',
    xml: xml(
      remembered(),
      RINGING,
      answer('media_port'),
      ACKNOWLEDGED,
      pause(1_000),
      ownRequest('BYE', 1),
      '<recv response="200"/>',
    ),
    cause: 'normal',
  },
  {
    name: 're-invite',
    text: 'describes its audio anew in the call',
    xml: xml(
      remembered(),
      RINGING,
      answer('media_port'),
      ACKNOWLEDGED,
      pause(500),
      ownRequest('INVITE', 1, description('media_port')),
      '<recv response="100" optional="true"/>',
      '<recv response="200"/>',
      ownRequest('ACK', 1),
      HUNG_UP,
    ),
    cause: 'released',
    end: 'after-answer',
  },
  {
    name: 'flood',
    text: 'many at once',
    xml: ECHOES,
    cause: 'released',
    end: 'after-answer',
    flood: 10,
  },
]

function refusal(name: string, status: number, phrase: string, cause: Cause): Scenario {
  const xmlText = xml(
    INVITED,
    response(`${status} ${phrase}`, OWN, '', ' retrans="500"'),
    ACKNOWLEDGED,
  )
  return { name, text: `answers ${status}`, xml: xmlText, cause }
}

function says(file: string): string {
  const stream = `<nop><action><exec rtp_stream="${file},1,0,PCMU/8000"/></action></nop>`
  return xml(
    INVITED,
    RINGING,
    pause(200),
    answer('rtpstream_audio_port'),
    ACKNOWLEDGED,
    stream,
    HUNG_UP,
  )
}

function answer(port: string, sequence = '[last_CSeq:]'): string {
  return response(
    '200 OK',
    OWN.replace('[last_CSeq:]', sequence),
    description(port),
    ' retrans="500"',
  )
}

function earlyMedia(): string {
  return response('183 Session Progress', OWN, description('media_port'))
}

function description(port: string): string {
  return `v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [${port}] RTP/AVP 0
a=rtpmap:0 PCMU/8000`
}

/** The INVITE, with what a request of the customer's own needs of it. */
function remembered(): string {
  return `<recv request="INVITE" rrs="true"><action>
<ereg regexp=".*" search_in="hdr" header="From:" assign_to="caller"/>
<ereg regexp=".*" search_in="hdr" header="To:" assign_to="callee"/>
</action></recv>`
}

/** A request of the customer along the way that the INVITE came. */
function ownRequest(method: 'BYE' | 'INVITE' | 'ACK', sequence: number, body = ''): string {
  const content =
    body === ''
      ? 'Content-Length: 0'
      : `Content-Type: application/sdp\nContent-Length: [len]\n\n${body}`
  const retransmitted = method === 'ACK' ? '' : ' retrans="500"'
  return `<send${retransmitted}><![CDATA[
${method} [next_url] SIP/2.0
Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
[routes]
From:[$callee];tag=[call_number]
To:[$caller]
[last_Call-ID:]
CSeq: ${sequence} ${method}
Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>
Max-Forwards: 70
${content}

]]></send>`
}

function pause(ms: number): string {
  return `<pause milliseconds="${ms}"/>`
}

function response(status: string, headers: string, body = '', attributes = ''): string {
  const content =
    body === ''
      ? 'Content-Length: 0'
      : `Content-Type: application/sdp\nContent-Length: [len]\n\n${body}`
  return `<send${attributes}><![CDATA[\nSIP/2.0 ${status}\n${headers}\n${content}\n\n]]></send>`
}

function xml(...steps: readonly string[]): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="customer">\n${steps.join('\n')}\n</scenario>\n`
}
