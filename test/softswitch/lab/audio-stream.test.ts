import { afterEach, describe, expect, it } from 'vitest'
import { AudioStream } from '../../../src/softswitch/lab/media/audio-stream.ts'
import type { Law } from '../../../src/amd/g711.ts'
import { parseSdp } from '../../../src/softswitch/lab/media/sdp.ts'
import { tone } from '../../../src/lab/sounds.ts'
import { eventually } from '../../support/eventually.ts'
import { shareAt } from '../../support/tone-share.ts'

const HOST = '127.0.0.1'

describe('the audio of a leg', () => {
  const open: AudioStream[] = []
  afterEach(() => open.splice(0).forEach((stream) => stream.close()))

  async function stream(...laws: readonly Law[]): Promise<AudioStream> {
    const made = await AudioStream.open(HOST, HOST, laws, { onDigit: () => undefined })
    open.push(made)
    return made
  }

  /** Lets one stream answer the other's offer. */
  function agree(caller: AudioStream, called: AudioStream): string | undefined {
    const offer = parseSdp(caller.offer())
    const answer = offer && called.agree(offer)
    const theirs = answer === undefined ? undefined : parseSdp(answer)
    if (theirs) caller.agree(theirs)
    return answer
  }

  it.each(['PCMU', 'PCMA'] as const)('carries a tone in %s', async (law) => {
    const caller = await stream('PCMU', 'PCMA')
    const called = await stream(law)
    expect(agree(caller, called)).toContain(`${law}/8000`)
    const sound = tone(700, 400)
    const heard: number[] = []
    for (let at = 0; at < sound.length; at += 160) caller.send(sound.subarray(at, at + 160))
    await eventually(() => {
      heard.push(...(called.take() ?? []))
      return heard.length >= 1_600
    })
    expect(shareAt(heard, 700)).toBeGreaterThan(0.95)
  })

  it('is not agreed on where no law is common', async () => {
    const caller = await stream('PCMU')
    const called = await stream('PCMA')
    expect(agree(caller, called)).toBeUndefined()
    expect(called.agreed).toBe(false)
  })

  it('expects nothing from a far end that is on hold, and sends nothing to one that wants nothing', async () => {
    const ours = await stream('PCMU')
    const theirs = parseSdp(ours.offer().replace('a=sendrecv', 'a=inactive'))
    const answer = theirs && ours.agree(theirs)
    expect(answer).toContain('a=inactive')
    expect(ours.expectsAudio).toBe(false)
  })

  it('sends no digits to a far end that takes no telephone events', async () => {
    const ours = await stream('PCMU')
    const theirs = parseSdp(
      ours
        .offer()
        .replace(/ 101\r\n/, '\r\n')
        .replace(/a=rtpmap:101.*\r\n/, ''),
    )
    if (theirs) ours.agree(theirs)
    expect(ours.sendDigits('1')).toBe(false)
  })

  it('follows a far end behind address translation, and no stranger after that', async () => {
    const [caller, called] = [await stream('PCMU'), await stream('PCMU')]
    const [translated, stranger] = [await stream('PCMU'), await stream('PCMU')]
    agree(caller, called)
    for (const source of [translated, stranger]) agree(called, source)
    const described = parseSdp(caller.offer().replace(String(caller.port), '9'))
    if (described) called.agree(described)
    const pitches = [
      [translated, 700],
      [stranger, 1_300],
    ] as const
    const heard: number[] = []
    for (const [source, hz] of pitches) {
      const sound = tone(hz, 200)
      for (let at = 0; at < sound.length; at += 160) source.send(sound.subarray(at, at + 160))
      await eventually(() => called.lastPacketAt !== undefined)
    }
    await eventually(() => {
      heard.push(...(called.take() ?? []))
      return heard.length >= 1_600
    })
    expect(shareAt(heard, 700)).toBeGreaterThan(0.95)
  })

  it('says nothing after it was closed', async () => {
    const caller = await stream('PCMU')
    const called = await stream('PCMU')
    agree(caller, called)
    caller.close()
    caller.send(undefined)
    caller.close()
    expect(called.lastPacketAt).toBeUndefined()
  })
})
