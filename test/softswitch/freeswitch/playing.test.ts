import { expect, it } from 'vitest'
import { callbackId, legIdOf } from '../../../src/core/ids.ts'
import { createFindPrompt } from '../../../src/prompts/built-in.ts'
import { Leg } from '../../../src/softswitch/freeswitch/leg.ts'
import type { MediaServer } from '../../../src/softswitch/freeswitch/media-server.ts'
import { Player } from '../../../src/softswitch/freeswitch/playing.ts'
import { TestClock } from '../../support/test-clock.ts'

it('music for a caller who hangs up in the moment of the answer is nothing, told to nobody', async () => {
  const asked: string[] = []
  const server = {
    api: async (command: string) => {
      asked.push(command)
      return '-ERR Cannot locate session!\n'
    },
  } as unknown as MediaServer
  const clock = new TestClock()
  const told: object[] = []
  const player = new Player({
    clock,
    findPrompt: createFindPrompt(),
    emit: (event) => told.push(event),
    onBegun: async () => undefined,
  })
  const id = legIdOf(callbackId('01a215c9-fce3-7e57-b735-53977fa20000'), 1)
  const times = { ringTimeoutMs: 30_000, provisionalTimeoutMs: 2_000 }
  const leg = new Leg({ id, channelId: id, side: 'customer' }, server, clock.now(), times)
  await player.fill(leg, 'comfort')
  expect(asked.some((command) => command.startsWith('uuid_displace'))).toBe(true)
  expect(leg.prompt).toBeUndefined()
  expect(told).toEqual([])
})
