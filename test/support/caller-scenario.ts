/** What a SIPp caller does after the answer, in order. */
export type CallerDeed =
  { readonly waitMs: number } | { readonly press: string } | 'hang-up' | 'is-let-go'

/** How keys are told: by SIP INFO, or as telephone events (RFC 4733), which SIPp numbers 96. */
export type KeyPath = 'info' | 'event'

const EVENT_TYPE = 96

/**
 * A SIPp scenario of a caller to one of our numbers. A key of the form `[field3]` is taken from the
 * list of callers, one line for each. Pure.
 */
export function callerScenario(
  called: string,
  path: KeyPath,
  deeds: readonly CallerDeed[],
): string {
  let sequence = 1
  const steps = deeds.map((deed) => {
    if (deed === 'is-let-go') return LET_GO
    if (deed === 'hang-up') return request('BYE', ++sequence) + ANSWERED
    if ('waitMs' in deed) return `<pause milliseconds="${deed.waitMs}"/>\n`
    if (path === 'event') return `<nop><action><exec play_dtmf="${deed.press}"/></action></nop>\n`
    return request('INFO', ++sequence, `Signal=${deed.press}\n      Duration=160`) + ANSWERED
  })
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="caller">\n',
    invite(called),
    '<recv response="100" optional="true"/>\n<recv response="180" optional="true"/>\n',
    '<recv response="183" optional="true"/>\n<recv response="200" rrs="true"/>\n',
    request('ACK', 1),
    ...steps,
    '</scenario>\n',
  ].join('')
}

const ANSWERED = '<recv response="200"/>\n'
/** SIPp takes the 200 for the BYE from what it received last. */
const LET_GO = `<recv request="BYE"/>
<send><![CDATA[

      SIP/2.0 200 OK
      [last_Via:]
      [last_Record-Route:]
      [last_From:]
      [last_To:]
      [last_Call-ID:]
      [last_CSeq:]
      Content-Length: 0

]]></send>
`

function invite(called: string): string {
  return `<send retrans="500"><![CDATA[

      INVITE sip:${called}@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:[field0]@[local_ip]:[local_port]>;tag=[pid]s[call_number]
      To: <sip:${called}@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:sipp@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=sipp 1 1 IN IP4 [local_ip]
      s=-
      c=IN IP4 [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0 ${EVENT_TYPE}
      a=rtpmap:0 PCMU/8000
      a=rtpmap:${EVENT_TYPE} telephone-event/8000
      a=fmtp:${EVENT_TYPE} 0-15
      a=ptime:20

]]></send>
`
}

function request(method: 'ACK' | 'BYE' | 'INFO', sequence: number, body?: string): string {
  const type = body === undefined ? '' : '      Content-Type: application/dtmf-relay\n'
  const length = body === undefined ? '0' : '[len]'
  const retransmits = method === 'ACK' ? '' : ' retrans="500"'
  return `<send${retransmits}><![CDATA[

      ${method} [next_url] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      [routes]
      [last_From:]
      [last_To:]
      Call-ID: [call_id]
      CSeq: ${sequence} ${method}
      Max-Forwards: 70
${type}      Content-Length: ${length}

${body === undefined ? '' : `      ${body}\n\n`}]]></send>
`
}
