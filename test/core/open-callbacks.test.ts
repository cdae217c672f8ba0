/** Proves that open callbacks are found, counted and told as in one map, whatever their ids are. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Callback } from '../../src/core/state/callback.ts'
import { callbackId, type CallbackId } from '../../src/core/ids.ts'
import { OpenCallbacks } from '../../src/core/state/open-callbacks.ts'

/** Few minutes and few ids in each, so that they meet often. */
const anId = fc
  .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 0, max: 5 }))
  .map(([minute, n]) => callbackId(`0190000${minute}-0000-7000-8000-0000000${n}0000`))
const aMove = fc.tuple(fc.constantFrom('set', 'delete'), anId)

function named(id: CallbackId): Callback {
  return { id } as Callback
}

describe('open callbacks', () => {
  it('are the same as in one map', () => {
    fc.assert(
      fc.property(fc.array(aMove, { maxLength: 60 }), (moves) => {
        const open = new OpenCallbacks()
        const map = new Map<CallbackId, Callback>()
        for (const [what, id] of moves) {
          if (what === 'delete') expect(open.delete(id)).toBe(map.delete(id))
          else {
            const callback = named(id)
            open.set(id, callback)
            map.set(id, callback)
          }
          expect(open.size).toBe(map.size)
          expect(open.get(id)).toBe(map.get(id))
          expect(open.has(id)).toBe(map.has(id))
        }
        expect([...open.keys()].sort()).toEqual([...map.keys()].sort())
        expect(new Set(open.values())).toEqual(new Set(map.values()))
      }),
    )
  })
})
