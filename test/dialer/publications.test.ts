import { describe, expect, it } from 'vitest'
import { agentId } from '../../src/core/ids.ts'
import { instant } from '../../src/core/time.ts'
import { Publications, type Publication } from '../../src/dialer/publications.ts'

function publication(sequence: number, index = 0): Publication {
  return {
    sequence,
    index,
    at: instant(sequence),
    effect: { kind: 'PublishAgent', agentId: agentId('bob') },
  }
}

describe('the stream of publications', () => {
  it('gives a follower who was away what came after the last one seen', () => {
    const stream = new Publications()
    const all = [publication(1), publication(1, 1), publication(3), publication(4)]
    for (const one of all) stream.tell(one)
    expect(stream.backlog({ sequence: 0, index: 0 })).toEqual(all)
    expect(stream.backlog({ sequence: 1, index: 0 })).toEqual(all.slice(1))
    expect(stream.backlog({ sequence: 2, index: 0 })).toEqual(all.slice(2))
    expect(stream.backlog({ sequence: 4, index: 0 })).toEqual([])
  })

  it('says so when what came after is no longer held, and holds ten thousand at least', () => {
    const stream = new Publications()
    for (let sequence = 1; sequence <= 45_000; sequence++) stream.tell(publication(sequence))
    expect(stream.backlog({ sequence: 10, index: 0 })).toBeUndefined()
    expect(stream.backlog({ sequence: 35_000, index: 0 })).toHaveLength(10_000)
  })

  it('knows nothing of what came before a restart', () => {
    const stream = new Publications()
    stream.restart({ sequence: 7, index: Infinity })
    stream.tell(publication(8))
    expect(stream.backlog({ sequence: 6, index: 0 })).toBeUndefined()
    expect(stream.backlog({ sequence: 7, index: 0 })).toBeUndefined()
    expect(stream.backlog({ sequence: 8, index: 0 })).toEqual([])
  })

  it('goes on to the other followers when one throws', () => {
    const stream = new Publications()
    const heard: number[] = []
    stream.subscribe(() => {
      throw new Error('a follower broke')
    })
    const end = stream.subscribe(({ sequence }) => heard.push(sequence))
    expect(stream.tell(publication(1))).toMatchObject({ message: 'a follower broke' })
    end()
    stream.tell(publication(2))
    expect(heard).toEqual([1])
  })
})
