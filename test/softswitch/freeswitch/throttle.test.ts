import { describe, expect, it } from 'vitest'
import { THROTTLE, Throttle } from '../../../src/softswitch/freeswitch/throttle.ts'

describe('a source that fails', () => {
  it('is blocked after some failures until the window ends', () => {
    const throttle = new Throttle(THROTTLE.failuresOfName)
    for (let i = 0; i < THROTTLE.failuresOfName; i++) {
      expect(throttle.blocked('192.0.2.9', i)).toBe(false)
      throttle.failed('192.0.2.9', i)
    }
    expect(throttle.blocked('192.0.2.9', 100)).toBe(true)
    expect(throttle.blocked('192.0.2.10', 100)).toBe(false)
    expect(throttle.blocked('192.0.2.9', THROTTLE.windowMs + 1)).toBe(false)
  })

  it('is forgiven when it succeeds', () => {
    const throttle = new Throttle(THROTTLE.failuresOfName)
    for (let i = 0; i < THROTTLE.failuresOfName - 1; i++) throttle.failed('192.0.2.9', i)
    throttle.succeeded('192.0.2.9')
    throttle.failed('192.0.2.9', 50)
    expect(throttle.blocked('192.0.2.9', 51)).toBe(false)
  })
})
