import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from './eventually.ts'
import { freePort } from './free-port.ts'
import { recorded } from './peer-audio.ts'
import { ownSettings, phonePassword } from './product-settings.ts'
import { disposeOf, Product, productFolder } from './product.ts'
import { register } from './sip-registration.ts'
import { SipPeer, type PeerCall } from './sip-peer.ts'

const REGISTERED_SECONDS = 600

/**
 * The product between a carrier and Bob's phone, which both are peers of the test: they live on
 * when the product is killed, and count what it sends them.
 */
export class ProductScene {
  readonly folder = productFolder()
  readonly carrier: SipPeer
  readonly phone: SipPeer
  readonly #phonesPort: number
  readonly #queue: object
  #product: Product | undefined

  private constructor(carrier: SipPeer, phone: SipPeer, phonesPort: number, queue: object) {
    this.carrier = carrier
    this.phone = phone
    this.#phonesPort = phonesPort
    this.#queue = queue
  }

  static async open(queue: object = {}): Promise<ProductScene> {
    return new ProductScene(await SipPeer.open(), await SipPeer.open(), await freePort(), queue)
  }

  get product(): Product {
    if (this.#product === undefined) throw new Error('the product has not been started')
    return this.#product
  }

  /** The configuration: one queue, one trunk, Bob. */
  get settings(): object {
    return ownSettings({
      phonesPort: this.#phonesPort,
      agents: ['bob'],
      queues: { support: [{ port: this.carrier.port }] },
      queue: this.#queue,
    })
  }

  /** Starts the product, also again after its end. */
  async start(): Promise<Product> {
    this.#product = await Product.start(this.folder, this.settings)
    return this.#product
  }

  /** Bob's phone registers, or registers again. */
  async registerBob(): Promise<void> {
    const registrar = { host: '127.0.0.1', port: this.#phonesPort }
    const contact = this.phone.contact('bob')
    const bob = { username: 'bob', password: phonePassword('bob'), contact }
    const { status } = await register(this.phone, registrar, {
      ...bob,
      expires: REGISTERED_SECONDS,
    })
    if (status !== 200) throw new Error(`Bob's phone is not registered: ${status}`)
  }

  /** The calls that came to a number at the carrier. */
  callsTo(number: string): readonly PeerCall[] {
    return this.carrier.calls.filter(({ invite }) => invite.uri.includes(number))
  }

  /** The customer's phone of a call that is on its way. */
  async customer(number: string): Promise<PeerCall> {
    await eventually(() => this.callsTo(number).length > 0)
    return this.callsTo(number)[0] as PeerCall
  }

  /** The customer says hello half a second after answering. */
  async sayHello(call: PeerCall): Promise<void> {
    call.answer()
    await sleep(500)
    call.audio.say(recorded('src/lab/audio/hello.wav'))
  }

  /** The next call that reaches Bob's phone; `before` calls came before. */
  async bobsCall(before: number): Promise<PeerCall> {
    return this.phone.call(before, 10_000)
  }

  async close(): Promise<void> {
    await disposeOf(this.folder, this.#product)
    this.carrier.close()
    this.phone.close()
  }
}
