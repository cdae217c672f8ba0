import { createSocket } from 'node:dgram'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SipEndpoint } from '../../../src/softswitch/lab/sip/endpoint.ts'
import { IncomingCall } from '../../../src/softswitch/lab/sip/incoming-call.ts'
import { eventually } from '../../support/eventually.ts'

const QUIET = {
  onCancel: () => undefined,
  onHangUp: () => undefined,
  onReoffer: () => undefined,
}
const HOST = '127.0.0.1'

function options(name: string, request: string): Record<string, string> {
  return {
    whole: request,
    'without Via': request.replace(/^Via:.*\r\n/m, ''),
    'without From': request.replace(/^From:.*\r\n/m, ''),
    'without To': request.replace(/^To:.*\r\n/m, ''),
    'without Call-ID': request.replace(/^Call-ID:.*\r\n/m, ''),
    'without CSeq': request.replace(/^CSeq:.*\r\n/m, ''),
    'without Contact': request.replace(/^Contact:.*\r\n/m, ''),
    'with a broken CSeq': request.replace(/^CSeq:.*$/m, 'CSeq: many'),
    'with a broken From': request.replace(/^From:.*$/m, 'From: <<<>>>'),
    'with a broken Contact': request.replace(/^Contact:.*$/m, 'Contact: %%%'),
    'with another scheme': request.replace(`${name} sip:`, `${name} tel:`),
    'in a dialog that is not': request.replace(/^To:(.*)$/m, 'To:$1;tag=none'),
    'with another method in CSeq': request.replace(/^CSeq:.*$/m, 'CSeq: 1 PUBLISH'),
  }
}

function request(method: string, port: number, branch: string): string {
  return [
    `${method} sip:ringfirst@${HOST}:${port} SIP/2.0`,
    `Via: SIP/2.0/UDP ${HOST}:${port};rport;branch=z9hG4bK${branch}`,
    `From: <sip:mallory@${HOST}>;tag=${branch}`,
    `To: <sip:ringfirst@${HOST}>`,
    `Call-ID: ${branch}`,
    `CSeq: 1 ${method}`,
    `Contact: <sip:mallory@${HOST}:${port}>`,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n')
}

const METHODS = [
  ...[
    'INVITE',
    'ACK',
    'BYE',
    'CANCEL',
    'OPTIONS',
    'REGISTER',
    'INFO',
    'MESSAGE',
    'NOTIFY',
    'REFER',
  ],
  ...['SUBSCRIBE', 'PUBLISH', 'UPDATE', 'PRACK', 'NONSENSE'],
]

describe('a SIP endpoint', () => {
  let endpoint: SipEndpoint
  beforeEach(async () => {
    const place = { bindAddress: HOST, shownAddress: HOST, udpPort: 0, tcpPort: 0 }
    endpoint = await SipEndpoint.open(
      { ...place, contactUser: 'ringfirst' },
      {
        onInvite: (call, transport) =>
          void new IncomingCall(endpoint, transport, call, QUIET).ring(),
      },
    )
  })
  afterEach(() => endpoint.close())

  async function answersOptions(): Promise<void> {
    const socket = createSocket('udp4')
    let answer = ''
    socket.on('message', (datagram) => (answer += datagram.toString()))
    const text = request('OPTIONS', endpoint.port('udp'), `probe${Math.random()}`)
    socket.send(text, endpoint.port('udp'), HOST)
    await eventually(() => answer.startsWith('SIP/2.0 200'), 3_000)
    socket.close()
  }

  it.each(METHODS)('outlives every broken %s', async (method) => {
    const socket = createSocket('udp4')
    const port = endpoint.port('udp')
    for (const [name, text] of Object.entries(options(method, request(method, port, method)))) {
      socket.send(
        text.replaceAll(`z9hG4bK${method}`, `z9hG4bK${method}${name.replaceAll(' ', '')}`),
        port,
        HOST,
      )
    }
    await answersOptions()
    socket.close()
  })

  it('outlives calls whose every byte may be wrong', async () => {
    const socket = createSocket('udp4')
    const port = endpoint.port('udp')
    const whole = request('INVITE', port, 'mutant').replace(
      'Content-Length: 0\r\n\r\n',
      'Content-Type: application/sdp\r\nContent-Length: 5\r\n\r\nv=0\r\n',
    )
    const mutations = fc.record({
      at: fc.nat({ max: whole.length - 1 }),
      length: fc.nat({ max: 12 }),
      put: fc.string({ maxLength: 4 }),
      branch: fc.uuid(),
    })
    const texts = fc
      .sample(mutations, { numRuns: 600, seed: 7 })
      .map(({ at, length, put, branch }) => {
        const mutant = whole.slice(0, at) + put + whole.slice(at + length)
        return mutant.replaceAll('mutant', branch)
      })
    for (const [index, text] of texts.entries()) {
      socket.send(text, port, HOST)
      if (index % 100 === 99) await answersOptions()
    }
    socket.close()
  })

  it('outlives noise, blanks and answers to nothing', async () => {
    const socket = createSocket('udp4')
    const port = endpoint.port('udp')
    const answer = request('OPTIONS', port, 'lost').replace(/^.*\r\n/, 'SIP/2.0 200 OK\r\n')
    for (const text of ['', '\r\n\r\n', '\0\0\0\0', 'SIP/2.0', 'SIP/2.0 999 ?\r\n\r\n', answer]) {
      socket.send(text, port, HOST)
    }
    await answersOptions()
    socket.close()
  })

  it('closes a connection that brings no SIP and keeps the others', async () => {
    const talk = async (text: string): Promise<Socket> => {
      const socket = connect(endpoint.port('tcp'), HOST)
      await once(socket, 'connect')
      socket.write(text)
      return socket
    }
    const noisy = await talk('GET / HTTP/1.1\r\nHost: x\r\n\r\n')
    const closed = once(noisy, 'close')
    noisy.resume()
    const good = await talk(request('OPTIONS', endpoint.port('tcp'), 'tcp').replace('/UDP', '/TCP'))
    const [answer] = (await once(good, 'data')) as [Buffer]
    expect(answer.toString()).toMatch(/^SIP\/2\.0 200/)
    await closed
    good.destroy()
  })

  it('says which port is taken', async () => {
    const place = { bindAddress: HOST, shownAddress: HOST, udpPort: 0, contactUser: 'x' }
    const second = SipEndpoint.open({ ...place, tcpPort: endpoint.port('tcp') }, {})
    await expect(second).rejects.toMatchObject({
      code: 'port-busy',
      details: { port: endpoint.port('tcp'), host: HOST },
    })
  })
})
