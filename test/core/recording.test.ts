import { describe, expect, it } from 'vitest'
import type { LegEvent } from '../../src/core/state/events.ts'
import { readSnapshot, writeSnapshot } from '../../src/core/snapshot.ts'
import { house } from '../support/house.ts'

type End = Extract<LegEvent, { kind: 'RecordingEnded' }>

describe('a queue that records', () => {
  it.each([
    ['answer', 1, 1],
    ['join', 0, 1],
    [undefined, 0, 0],
  ] as const)(
    'from the %s on has %i recordings at the answer, %i at the join',
    (recording, atAnswer, atJoin) => {
      const scene = house(recording === undefined ? {} : { recording })
      scene.onQueue()
      const alice = scene.book()
      scene.answer(scene.customerLeg(alice))
      expect(scene.orders('StartRecording')).toHaveLength(atAnswer)
      scene.judge(scene.customerLeg(alice), 'human')
      scene.say({ kind: 'LegAnswered', legId: scene.agentLeg() })
      scene.say({ kind: 'LegsBridged', a: scene.customerLeg(alice), b: scene.agentLeg() })
      expect(scene.orders('StartRecording')).toHaveLength(atJoin)
    },
  )

  it('has the file, its length and whether it is whole on the record of the interaction', () => {
    const scene = house({ recording: 'answer' })
    scene.onQueue()
    const alice = scene.book()
    scene.join(alice)
    const [order] = scene.orders('StartRecording')
    expect(order?.recording).toContain(alice)
    expect(order?.recording).toContain(scene.customerLeg(alice))
    scene.say(endOf(order, { lengthMs: 61_000, whole: true }))
    expect(scene.record(alice).recordings).toMatchObject([
      { file: `${order?.recording}.wav`, lengthMs: 61_000, whole: true },
    ])
    expect(scene.record(alice).timeline.map(({ event }) => event)).not.toContain(
      'recording-incomplete',
    )
  })

  it('goes on with the call where nothing can be recorded, and says so', () => {
    const scene = house({ recording: 'answer' })
    scene.onQueue()
    const alice = scene.book()
    scene.answer(scene.customerLeg(alice))
    const [order] = scene.orders('StartRecording')
    scene.say(endOf(order, { lengthMs: 0, whole: false, why: 'cannot-record' }))
    scene.judge(scene.customerLeg(alice), 'human')
    expect(scene.rung).toEqual(['bob'])
    expect(scene.record(alice).recordings).toMatchObject([{ whole: false, why: 'cannot-record' }])
    expect(scene.record(alice).timeline.at(-1)).not.toMatchObject({ event: 'leg-released' })
    expect(scene.record(alice).timeline).toContainEqual(
      expect.objectContaining({ event: 'recording-incomplete', detail: { why: 'cannot-record' } }),
    )
  })

  it('does not take the end of a recording twice, nor that of an unknown one', () => {
    const scene = house({ recording: 'answer' })
    const alice = scene.call()
    const [order] = scene.orders('StartRecording')
    scene.say(endOf(order, { lengthMs: 500, whole: true }))
    scene.say(endOf(order, { lengthMs: 0, whole: false, why: 'unknown-end' }))
    expect(scene.record(alice).recordings).toMatchObject([{ lengthMs: 500, whole: true }])
  })

  it('is still recording after a restart from a snapshot', () => {
    const scene = house({ recording: 'answer' })
    scene.onQueue()
    const alice = scene.book()
    scene.join(alice)
    const state = readSnapshot(writeSnapshot(scene.state))
    expect(state.callbacks.get(alice)?.course.recordings).toEqual(scene.record(alice).recordings)
  })
})

function endOf(
  order: { readonly legId: End['legId']; readonly recording: End['recording'] } | undefined,
  how: Pick<End, 'lengthMs' | 'whole'> & Partial<Pick<End, 'why'>>,
): End {
  if (order === undefined) throw new Error('nothing was recorded')
  const { legId, recording } = order
  return { kind: 'RecordingEnded', legId, recording, file: `${recording}.wav`, ...how }
}
