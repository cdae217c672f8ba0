import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { MediaServer } from '../../../src/softswitch/freeswitch/media-server.ts'
import { eventually } from '../../support/eventually.ts'

let server: Server
const sockets = new Set<Socket>()
let media: MediaServer

afterEach(() => {
  media.stop()
  for (const socket of sockets) socket.destroy()
  server.close()
})

it('a server that turns us away again and again is told of once for each reason', async () => {
  let said = 'Content-Type: text/rude-rejection\nContent-Length: 0\n\n'
  let tries = 0
  server = createServer((socket) => {
    tries += 1
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.write(said)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const told: string[] = []
  media = new MediaServer(
    {
      name: 'freeswitch',
      host: '127.0.0.1',
      eslPort: port,
      eslPassword: 'x',
      sipHost: '127.0.0.1',
      sipPort: 5090,
    },
    {
      onEvent: () => undefined,
      onUp: () => undefined,
      onDown: () => undefined,
      onTurnedAway: (_, why) => told.push(why),
    },
  )
  media.keepTrying()
  await eventually(() => tries >= 3)
  expect(told).toHaveLength(1)
  expect(told[0]).toContain('RINGFIRST_APP_NET')
  said = 'Content-Type: auth/request\n\nContent-Type: command/reply\nReply-Text: -ERR invalid\n\n'
  await eventually(() => told.length === 2)
  expect(told[1]).toContain('wrong password')
})
