import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { Pacer, type Paced } from '../../../src/softswitch/lab/media/pacer.ts'
import { eventually } from '../../support/eventually.ts'

class Metronome implements Paced {
  heard = 0
  spoken = 0
  onSpeak: () => void = () => undefined

  hear(): void {
    this.heard += 1
  }

  speak(): void {
    this.spoken += 1
    this.onSpeak()
  }
}

describe('the pacer', () => {
  const pacer = new Pacer()
  const members: Metronome[] = []
  afterEach(() => members.splice(0).forEach((member) => pacer.remove(member)))

  function add(): Metronome {
    const member = new Metronome()
    members.push(member)
    pacer.add(member)
    return member
  }

  it('keeps to 50 ticks a second, busy stretches made up for', async () => {
    const member = add()
    const start = performance.now()
    await eventually(() => member.spoken >= 10)
    const until = performance.now() + 150
    while (performance.now() < until);
    await eventually(() => member.spoken >= 50)
    const expectedMs = member.spoken * 20
    expect(Math.abs(performance.now() - start - expectedMs)).toBeLessThan(60)
  })

  it('lets everyone hear before anyone speaks', async () => {
    const first = add()
    const second = add()
    const seen: boolean[] = []
    first.onSpeak = () => seen.push(second.heard >= first.heard)
    await eventually(() => seen.length >= 5)
    expect(seen).not.toContain(false)
  })

  it('goes on after a member left in the middle of a tick', async () => {
    const leaving = add()
    leaving.onSpeak = () => pacer.remove(leaving)
    const staying = add()
    await eventually(() => staying.spoken >= 5)
    expect(leaving.spoken).toBe(1)
  })

  it('beats once only when the last member leaves and another comes in one tick', async () => {
    const leaving = add()
    const coming = new Metronome()
    members.push(coming)
    leaving.onSpeak = () => {
      pacer.remove(leaving)
      pacer.add(coming)
    }
    await eventually(() => coming.spoken >= 5)
    const before = coming.spoken
    await sleep(200)
    expect(coming.spoken - before).toBeLessThan(14)
  })
})
