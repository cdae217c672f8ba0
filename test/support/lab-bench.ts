import { tmpdir } from 'node:os'
import { agentId, phoneNumber, presenceId, trunkId, type LegId } from '../../src/core/ids.ts'
import { createLab, type Lab } from '../../src/lab/lab.ts'
import type { CustomerReport } from '../../src/lab/customers.ts'
import { createFindPrompt } from '../../src/prompts/built-in.ts'
import { createLabSwitch, type LabSwitch } from '../../src/softswitch/lab/lab-switch.ts'
import { eventually } from './eventually.ts'
import { dialAlice, dialBob, SwitchRecorder } from './switch-recorder.ts'

const BOB = { agentId: agentId('bob'), username: 'bob', password: 'lab-only-bob' }

/** A lab switch, a lab carrier and Bob's lab phone, all on free ports. */
export class LabBench {
  readonly told = new SwitchRecorder()
  readonly reports: CustomerReport[] = []
  readonly #lab: Lab
  readonly #transport: 'udp' | 'tcp'
  #softswitch: LabSwitch | undefined

  constructor(transport: 'udp' | 'tcp', talkMs: number) {
    this.#transport = transport
    this.#lab = createLab({
      udpPort: 0,
      tcpPort: 0,
      transport,
      talkMs,
      onCallOver: (report) => this.reports.push(report),
    })
  }

  async start(): Promise<void> {
    const { trunk } = await this.#lab.start()
    this.#softswitch = createLabSwitch({
      bindAddress: '127.0.0.1',
      udpPort: 0,
      tcpPort: 0,
      trunks: [trunk],
      phones: [BOB],
      findPrompt: createFindPrompt(),
      recordingsFolder: tmpdir(),
      makePresenceId: () => presenceId('3f1c2b7a-5d7e-4a3b-9c1d-aaaabbbb0000'),
    })
    await this.#softswitch.start(this.told.emit, this.told.observe)
    await this.#lab.startAgents({
      registrar: { host: '127.0.0.1', port: this.softswitch.sipPort(this.#transport) },
      transport: this.#transport,
      accounts: [BOB],
      answerAfterMs: 200,
    })
    await eventually(() => this.told.events.some(({ kind }) => kind === 'PhoneRegistered'))
  }

  get softswitch(): LabSwitch {
    if (!this.#softswitch) throw new Error('the bench has not been started')
    return this.#softswitch
  }

  /** Dials a lab number and plays comfort audio from the answer on, as the core does. */
  dial(lastDigits: string): LegId {
    const order = dialAlice({ number: phoneNumber(`+1202555${lastDigits}`), trunkId: LAB_TRUNK })
    this.softswitch.perform(order)
    void this.told
      .sees(order.legId, 'LegAnswered', 25_000)
      .then(() => this.play(order.legId, 'comfort', true))
      .catch(() => undefined)
    return order.legId
  }

  play(legId: LegId, prompt: string, loop: boolean): void {
    this.softswitch.perform({ kind: 'PlayPrompt', legId, prompt, loop, underAnalysis: true })
  }

  /** Rings Bob where he registered and joins him to a leg. */
  async joinBob(customer: LegId): Promise<LegId> {
    const registered = this.told.events.findLast((event) => event.kind === 'PhoneRegistered')
    const order = dialBob(registered?.contact ?? '')
    this.softswitch.perform(order)
    await this.told.sees(order.legId, 'LegAnswered')
    this.softswitch.perform({ kind: 'BridgeLegs', a: customer, b: order.legId })
    await this.told.sees(customer, 'LegsBridged')
    return order.legId
  }

  async stop(): Promise<void> {
    await this.#lab.stop()
    await this.#softswitch?.stop()
  }
}

const LAB_TRUNK = trunkId('lab')
