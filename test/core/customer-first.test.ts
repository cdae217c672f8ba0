import { describe, expect, it } from 'vitest'
import { queueId } from '../../src/core/ids.ts'
import type { Cause, Disposition, VerdictKind } from '../../src/core/state/outcome.ts'
import { makeAgentSettings, makeOrganisation, makeQueueSettings } from '../support/organisation.ts'
import { Scene } from '../support/scene.ts'

describe('a customer-first callback', () => {
  it('rings Alice before any agent is taken, and joins her to Bob when a person answered', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book({ customerName: 'Alice' })
    expect(scene.orders('DialAgent')).toHaveLength(0)
    scene.answer(scene.customerLeg(alice))
    scene.wait(900)
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.orders('DialAgent')[0]).toMatchObject({
      agentId: 'bob',
      contact: 'sip:bob@phone',
      shownName: 'Alice',
    })
    scene.wait(300)
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    expect(scene.orders('BridgeLegs')).toHaveLength(1)
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
    expect(scene.record(alice)).toMatchObject({
      disposition: 'connected',
      waitAfterAnswerMs: 1_200,
    })
    expect(scene.agentState()).toBe('communicating')
  })

  it('frees Bob when Alice hangs up and his code is in, and dials the next then', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    const carol = scene.book()
    scene.join(alice)
    expect(scene.orders('DialCustomer')).toHaveLength(1)
    scene.release(scene.customerLeg(alice), 'normal')
    scene.release(scene.agentLeg(), 'released', { by: 'us' })
    expect(scene.agentState()).toBe('acw')
    scene.say({
      kind: 'WrapUpCompleted',
      agentId: makeAgentSettings('bob').id,
      callbackId: alice,
      codes: ['solved'],
    })
    expect(scene.agentState()).toBe('idle')
    expect(scene.state.callbacks.has(alice)).toBe(false)
    expect(scene.customerLeg(carol)).toBeDefined()
  })

  it('tags the code to the callback and to every voice call inside it at participant level', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.join(alice)
    scene.release(scene.customerLeg(alice), 'normal')
    scene.say({
      kind: 'WrapUpCompleted',
      agentId: makeAgentSettings('bob').id,
      callbackId: alice,
      codes: ['solved'],
    })
    expect(scene.record(alice).wrapUps[0]).toMatchObject({
      codes: ['solved'],
      setBy: 'agent',
      taggedTo: [alice, scene.customerLeg(alice), scene.agentLeg()],
    })
  })

  it('plays comfort audio under the analysis in the very turn of the answer', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    expect(scene.ordered.at(-2)).toMatchObject({
      kind: 'PlayPrompt',
      prompt: 'comfort',
      loop: true,
      underAnalysis: true,
    })
  })

  it.each<[Cause, number | undefined, Disposition]>([
    ['busy', 486, 'busy'],
    ['no-answer', 480, 'no-answer'],
    ['no-answer', undefined, 'no-answer'],
    ['declined', 603, 'declined'],
    ['invalid-number', 404, 'invalid-number'],
    ['unreachable', 480, 'unreachable'],
    ['unwanted', 607, 'unwanted'],
    ['incompatible', 488, 'network-failure'],
  ])(
    'ends a call that was released as %s (%s) with disposition %s, without another trunk',
    (cause, sipStatus, disposition) => {
      const scene = new Scene()
      scene.onQueue()
      const alice = scene.book()
      scene.release(scene.customerLeg(alice), cause, sipStatus === undefined ? {} : { sipStatus })
      expect(scene.record(alice)).toMatchObject({ disposition, cause })
      expect(scene.orders('DialCustomer')).toHaveLength(1)
    },
  )

  it.each<[VerdictKind, Disposition]>([
    ['machine', 'machine'],
    ['fax', 'fax'],
    ['special-information-tone', 'special-information-tone'],
    ['busy', 'busy'],
    ['congestion', 'congestion'],
    ['ringback', 'ringback'],
    ['silence', 'silence'],
    ['unsure', 'unsure'],
  ])('hangs up on %s with disposition %s where the queue has no flow', (kind, disposition) => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), kind)
    expect(scene.orders('ReleaseLeg')).toMatchObject([{ legId: scene.customerLeg(alice) }])
    scene.release(scene.customerLeg(alice), 'released', { by: 'us' })
    expect(scene.record(alice)).toMatchObject({ disposition, state: 'closed' })
    expect(scene.orders('DialAgent')).toHaveLength(0)
  })

  it('tries the next trunk in the same attempt when the network fails, with a leg of its own', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    const firstLeg = scene.customerLeg(alice)
    scene.release(firstLeg, 'network-failure', { sipStatus: 503 })
    const [first, second] = scene.orders('DialCustomer')
    expect(second).toMatchObject({ trunkId: 'second', attemptId: first?.attemptId })
    expect(second?.legId).not.toBe(firstLeg)
    scene.release(scene.customerLeg(alice), 'network-failure', { sipStatus: 503 })
    expect(scene.record(alice)).toMatchObject({ disposition: 'network-failure' })
    expect(scene.orders('DialCustomer')).toHaveLength(2)
  })

  it('says that the customer hung up where Alice leaves before anybody knows who answered', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.release(scene.customerLeg(alice), 'normal')
    expect(scene.record(alice)).toMatchObject({ disposition: 'customer-hung-up' })
  })

  it('ends a call before its answer when the network plays a special information tone', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    scene.say({ kind: 'LegEarlyMedia', legId: scene.customerLeg(alice) })
    scene.judge(scene.customerLeg(alice), 'ringback')
    expect(scene.orders('ReleaseLeg')).toHaveLength(0)
    scene.judge(scene.customerLeg(alice), 'special-information-tone', { tone: 'vacant-code' })
    expect(scene.orders('ReleaseLeg')).toHaveLength(1)
    expect(scene.record(alice).disposition).toBe('special-information-tone')
  })
})

describe('comfort audio', () => {
  it('does not begin again when the join ends the announcement', () => {
    const scene = new Scene()
    scene.onQueue()
    const alice = scene.book()
    const leg = scene.customerLeg(alice)
    scene.answer(leg)
    scene.judge(leg, 'human')
    scene.wait(2_000)
    scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
    const promptsBefore = scene.orders('PlayPrompt').length
    scene.say({ kind: 'PromptEnded', legId: leg, prompt: 'announcement', completed: false })
    expect(scene.orders('PlayPrompt')).toHaveLength(promptsBefore)
  })
})

describe('the longest idle agent', () => {
  const organisation = makeOrganisation({
    agents: [makeAgentSettings('bob'), makeAgentSettings('carol')],
  })

  it('gets the customer', () => {
    const scene = new Scene(organisation)
    scene.onQueue('carol')
    scene.wait(1_000)
    scene.onQueue('bob')
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.orders('DialAgent').map((order) => order.agentId)).toEqual(['carol'])
  })

  it('who does not answer is not responding, and the next one is tried', () => {
    const scene = new Scene(organisation)
    scene.onQueue('carol')
    scene.onQueue('bob')
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.release(scene.agentLeg('carol'), 'no-answer', { by: 'us' })
    expect(scene.agentState('carol')).toBe('not-responding')
    expect(scene.orders('DialAgent').map((order) => order.agentId)).toEqual(['carol', 'bob'])
  })

  it('is let go at once when the customer hangs up while the phone rings', () => {
    const scene = new Scene(organisation)
    scene.onQueue('bob')
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.release(scene.customerLeg(alice), 'normal')
    expect(scene.orders('ReleaseLeg')).toMatchObject([
      { legId: scene.agentLeg(), cause: 'cancelled' },
    ])
    scene.release(scene.agentLeg(), 'cancelled', { by: 'us' })
    expect(scene.agentState('bob')).toBe('idle')
  })
})

describe('a standing agent leg', () => {
  const organisation = makeOrganisation({
    agents: [makeAgentSettings('bob', { connection: 'persistent' })],
  })

  it('is dialled when Bob goes on queue, and he is on queue when it is up', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    expect(scene.agentState()).toBe('off-queue')
    scene.answer(scene.agentLeg())
    expect(scene.agentState()).toBe('idle')
  })

  it('is joined to the customer without ringing, and stays up after the call', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    scene.answer(scene.agentLeg())
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.orders('BridgeLegs')).toMatchObject([
      { a: scene.customerLeg(alice), b: scene.agentLeg() },
    ])
    scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
    scene.say({ kind: 'LegsSplit', a: scene.customerLeg(alice), b: scene.agentLeg() })
    scene.release(scene.customerLeg(alice), 'normal')
    expect(scene.orders('ReleaseLeg')).toHaveLength(0)
    expect(scene.agentState()).toBe('acw')
  })

  it('that ends takes Bob off queue', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    scene.answer(scene.agentLeg())
    scene.release(scene.agentLeg(), 'normal')
    expect(scene.agentState()).toBe('off-queue')
    expect(scene.state.queues.get(queueId('support'))?.loggedIn).toBe(0)
  })
})

describe('a machine', () => {
  const organisation = makeOrganisation({
    queues: [
      makeQueueSettings({
        machineFlow: [
          { kind: 'wait-for-beep', timeoutMs: 30_000 },
          { kind: 'play', prompt: 'message' },
          { kind: 'hang-up' },
        ],
      }),
    ],
  })

  it('gets the message after its beep, whole, and then we hang up', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    const alice = scene.book()
    const leg = scene.customerLeg(alice)
    scene.answer(leg)
    scene.judge(leg, 'machine', { machine: 'voicemail' })
    expect(scene.orders('PlayPrompt').map((order) => order.prompt)).toEqual(['comfort'])
    scene.wait(6_000)
    scene.say({ kind: 'LegReady', legId: leg, by: 'beep', atMs: 7_000 })
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ parts: ['message'], loop: false })
    const prompt = scene.orders('PlayPrompt').at(-1)?.prompt ?? ''
    scene.say({ kind: 'PromptEnded', legId: leg, prompt, completed: true })
    scene.release(leg, 'released', { by: 'us' })
    expect(scene.record(alice)).toMatchObject({
      disposition: 'machine',
      verdict: { machine: 'voicemail' },
    })
  })

  it('that never beeps gets the message after the longest wait for a beep', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'machine')
    scene.wait(30_000)
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ parts: ['message'] })
  })

  it('that turns out to be a person is given to an agent after all', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'machine')
    scene.judge(scene.customerLeg(alice), 'human', {}, true)
    expect(scene.orders('DialAgent')).toHaveLength(1)
  })

  it('that was taken for a person stops the ringing of the agent', () => {
    const scene = new Scene(organisation)
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.judge(scene.customerLeg(alice), 'machine', {}, true)
    expect(scene.orders('ReleaseLeg')).toMatchObject([
      { legId: scene.agentLeg(), cause: 'cancelled' },
    ])
    expect(scene.record(alice).state).toBe('in-flow')
  })
})

describe('a live customer for whom nobody comes', () => {
  const busyHouse = (then: 'rebook' | 'hang-up') =>
    new Scene(
      makeOrganisation({
        queues: [
          makeQueueSettings({
            pacing: { policy: 'cap', modifier: 2 },
            noAgent: { prompt: 'no-agent', then, redialAfterMs: 60_000 },
          }),
        ],
      }),
    )

  it('hears the announcement at 2 s and the treatment at 20 s, and is counted as abandoned', () => {
    const scene = busyHouse('hang-up')
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.join(dora)
    scene.answer(scene.customerLeg(alice))
    scene.wait(500)
    scene.judge(scene.customerLeg(alice), 'human')
    scene.wait(1_600)
    expect(scene.record(alice).timeline.some((line) => line.event === 'announcement')).toBe(true)
    scene.wait(18_000)
    expect(scene.orders('PlayPrompt').at(-1)).toMatchObject({ prompt: 'no-agent' })
    scene.say({
      kind: 'PromptEnded',
      legId: scene.customerLeg(alice),
      prompt: 'no-agent',
      completed: true,
    })
    scene.release(scene.customerLeg(alice), 'released', { by: 'us' })
    expect(scene.record(alice)).toMatchObject({ disposition: 'abandoned' })
  })

  it('keeps the very place where the queue rebooks', () => {
    const scene = busyHouse('rebook')
    scene.onQueue()
    const [alice, dora] = [scene.book(), scene.book()]
    scene.join(dora)
    scene.answer(scene.customerLeg(alice))
    scene.judge(scene.customerLeg(alice), 'human')
    scene.wait(20_000)
    scene.say({
      kind: 'PromptEnded',
      legId: scene.customerLeg(alice),
      prompt: 'no-agent',
      completed: true,
    })
    scene.release(scene.customerLeg(alice), 'released', { by: 'us' })
    const carol = scene.book()
    const dialledCarol = scene.customerLeg(carol)
    scene.release(dialledCarol, 'busy')
    scene.wait(60_000)
    expect(scene.orders('DialCustomer').at(-1)).toMatchObject({ attemptId: `${alice}/2` })
  })
})
