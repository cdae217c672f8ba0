import { describe, expect, it } from 'vitest'
import { createDetector } from '../../src/amd/detector.ts'
import { learnPrompt } from '../../src/amd/fingerprint.ts'
import { decodeG711, encodeG711 } from '../../src/amd/g711.ts'
import { gained, listen, mix, noise, sequence, silence, talk, verdicts } from './sounds.ts'

const announcement = talk(6_000, 21)
const prompt = learnPrompt('carrier voicemail', 'voicemail', announcement)!

describe('a known announcement', () => {
  it('is recognised in two seconds through a codec, softer, in noise, from any moment', () => {
    const through = decodeG711('PCMA', encodeG711('PCMA', gained(announcement, -9)))
    const call = sequence(silence(437), through, silence(500))
    const heard = mix(call, noise(call.length / 8, -55))
    const found = verdicts(listen(createDetector({ prompts: [prompt] }), heard))
    expect(found[0]).toMatchObject({ kind: 'machine', machine: 'voicemail' })
    expect(found[0]!.atMs).toBeLessThan(437 + 2_200)
    expect(found[0]!.evidence[0]).toContain('carrier voicemail')
  })

  it('is not recognised in other words', () => {
    const call = sequence(silence(300), talk(600, 22), silence(1_500))
    const found = verdicts(listen(createDetector({ prompts: [prompt] }), call))
    expect(found.map(({ kind }) => kind)).toEqual(['human'])
    const long = verdicts(listen(createDetector({ prompts: [prompt] }), talk(8_000, 23)))
    expect(long.map(({ machine }) => machine)).toEqual([undefined])
  })

  it('needs more than a second to be learnt', () => {
    expect(learnPrompt('too short', 'ivr', talk(700))).toBeUndefined()
    expect(learnPrompt('nothing', 'ivr', silence(5_000))).toBeUndefined()
  })
})
