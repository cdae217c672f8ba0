import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { presenceId, trunkId } from '../../src/core/ids.ts'
import type { Cause } from '../../src/core/state/outcome.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createLabSwitch, type LabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { isInstalled, reportMissing } from '../support/external-peer.ts'
import { recordedBytes } from '../support/peer-audio.ts'
import { Sipp, type SippOptions } from '../support/sipp.ts'
import { dialAlice, SwitchRecorder } from '../support/switch-recorder.ts'

reportMissing('sipp', 'sip-tester')

interface Running {
  readonly told: SwitchRecorder
  readonly softswitch: LabSwitch
  readonly sipp: Sipp
}

describe.skipIf(!isInstalled('sipp'))('a SIPp customer', () => {
  let running: Running | undefined

  async function run(options: SippOptions): Promise<Running> {
    const sipp = await Sipp.start(options)
    const told = new SwitchRecorder()
    const { transport } = options
    const softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: [
        {
          id: trunkId('sipp'),
          host: '127.0.0.1',
          port: sipp.port,
          transport,
          codecs: ['PCMU', 'PCMA'],
          provisionalTimeoutMs: 2_000,
          inboundFrom: [],
        },
      ],
      phones: [],
      findPrompt: createFindPrompt(),
      recordingsFolder: tmpdir(),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    await softswitch.start(told.emit, told.observe)
    running = { told, softswitch, sipp }
    return running
  }

  afterEach(async () => {
    await running?.softswitch.stop()
    await running?.sipp.stop()
    running = undefined
  })

  it.each(['udp', 'tcp'] as const)('is heard as a person over %s', async (transport) => {
    const greeting = recordedBytes('src/lab/audio/hello.wav', 500, 8_000)
    const { told, softswitch, sipp } = await run({
      scenario: 'answers-and-streams',
      transport,
      greeting,
    })
    const order = dialAlice({ trunkId: trunkId('sipp') })
    softswitch.perform(order)
    await told.sees(order.legId, 'LegAnswered')
    const { verdict } = await told.sees(order.legId, 'LegJudged', 8_000)
    expect(verdict.kind).toBe('human')
    softswitch.perform({ kind: 'ReleaseLeg', legId: order.legId, cause: 'released' })
    await told.released(order.legId)
    await sipp.succeeds()
  })

  const outcomes: readonly (readonly [scenario: string, cause: Cause])[] = [
    ['refuses-404', 'invalid-number'],
    ['refuses-480', 'no-answer'],
    ['refuses-486', 'busy'],
    ['refuses-500', 'network-failure'],
    ['refuses-503', 'network-failure'],
    ['refuses-603', 'declined'],
    ['early-media-then-nothing', 'no-answer'],
    ['answers-a-cancel', 'no-answer'],
    ['hangs-up-before-the-ack', 'normal'],
  ]
  const table = outcomes.flatMap(([scenario, cause]) => [
    [scenario, 'udp', cause] as const,
    [scenario, 'tcp', cause] as const,
  ])

  it.each(table)('that %s over %s ends as %s', async (scenario, transport, cause) => {
    const { told, softswitch, sipp } = await run({ scenario, transport })
    const order = dialAlice({ trunkId: trunkId('sipp'), ringTimeoutMs: 2_000 })
    softswitch.perform(order)
    expect(await told.released(order.legId, 8_000)).toMatchObject({ cause })
    expect(await softswitch.survey()).toEqual([])
    await sipp.succeeds()
  })

  it.each(['udp', 'tcp'] as const)(
    'that says nothing at all over %s is a failed trunk',
    async (transport) => {
      const { told, softswitch } = await run({ scenario: 'says-nothing', transport })
      const order = dialAlice({ trunkId: trunkId('sipp') })
      softswitch.perform(order)
      expect(await told.released(order.legId, 8_000)).toMatchObject({ cause: 'network-failure' })
      expect(await softswitch.survey()).toEqual([])
    },
  )
})
