import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './ports.ts'

/** A SIPp that takes calls: a carrier outside of our code. */
export class Sipp {
  readonly port: number
  readonly #child: ChildProcess

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.port = port
  }

  /** Plays a scenario for every call; with echo it sends back the audio that it gets. */
  static async open(program: string, scenario: string, folder: string): Promise<Sipp> {
    const port = await freePort()
    const audioPort = await freePort()
    const file = join(folder, `scenario-${port}.xml`)
    writeFileSync(file, scenario)
    const args = ['-sf', file, '-i', '127.0.0.1', '-p', String(port), '-nostdin']
    const media = ['-mp', String(audioPort), '-rtp_echo']
    const child = spawn(program, [...args, ...media], { stdio: 'ignore', cwd: folder })
    return new Sipp(child, port)
  }

  async close(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await gone
  }
}

const HEADERS = `[last_Via:]
[last_Record-Route:]
[last_From:]
[last_To:];tag=[call_number]
[last_Call-ID:]
[last_CSeq:]
Contact: <sip:sipp@[local_ip]:[local_port];transport=[transport]>`

const DESCRIPTION = `v=0
o=sipp 1 1 IN IP4 [local_ip]
s=-
c=IN IP4 [media_ip]
t=0 0
m=audio [media_port] RTP/AVP 0
a=rtpmap:0 PCMU/8000`

const RINGING = send(`SIP/2.0 180 Ringing
${HEADERS}
Content-Length: 0`)

/** Rings at once, answers after a while, says what it hears, waits for the BYE. */
export function answering(afterMs: number): string {
  return scenario(`<recv request="INVITE"/>
${RINGING}
<pause milliseconds="${afterMs}"/>
${send(`SIP/2.0 200 OK\n${HEADERS}\nContent-Type: application/sdp\nContent-Length: [len]\n\n${DESCRIPTION}`, ' retrans="500"')}
<recv request="ACK"/>
<recv request="BYE"/>
${send('SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0')}
<timewait milliseconds="500"/>`)
}

/** Rings until the CANCEL. */
export function ringing(): string {
  return scenario(`<recv request="INVITE"/>
${RINGING}
<recv request="CANCEL"/>
${send('SIP/2.0 200 OK\n[last_Via:]\n[last_From:]\n[last_To:];tag=[call_number]\n[last_Call-ID:]\n[last_CSeq:]\nContent-Length: 0')}
${send('SIP/2.0 487 Request Terminated\n[last_Via:]\n[last_From:]\n[last_To:];tag=[call_number]\n[last_Call-ID:]\nCSeq: [cseq] INVITE\nContent-Length: 0', ' retrans="500"')}
<recv request="ACK"/>
<timewait milliseconds="500"/>`)
}

function send(message: string, attributes = ''): string {
  return `<send${attributes}><![CDATA[\n${message}\n\n]]></send>`
}

function scenario(steps: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n<scenario name="carrier">\n${steps}\n</scenario>\n`
}
