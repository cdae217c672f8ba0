import { describe, expect, it } from 'vitest'
import { checkFitness, findFaults, isRecent } from '../../../src/softswitch/freeswitch/fitness.ts'

const FIT: Readonly<Record<string, string>> = {
  version: 'FreeSWITCH Version 1.10.12-release~64bit ( 64bit)\n',
  'sofia status profile edge': 'SIP-IP 127.0.0.1',
  'eval ${uuid_exists(none)}': '<API execute Permission Denied>',
}

function server(changes: Readonly<Record<string, string>> = {}) {
  return (command: string): Promise<string> =>
    Promise.resolve(changes[command] ?? FIT[command] ?? 'true')
}

describe('a media server', () => {
  it('is used where nothing is wrong', async () => {
    await expect(checkFitness(server())).resolves.toBeUndefined()
  })

  it.each([
    ['an old release', 'version', 'FreeSWITCH Version 1.10.10-release', '1.10.11 or newer'],
    [
      'no SIP profile of ours',
      'sofia status profile edge',
      'Invalid Profile!',
      'profile named edge',
    ],
    ['no WAV files', 'module_exists mod_sndfile', 'false', 'mod_sndfile is not loaded'],
    ['expansion on', 'eval ${uuid_exists(none)}', 'false', 'api-expansion is on'],
  ])('is refused for %s, with the cure', async (_, command, reply, why) => {
    await expect(checkFitness(server({ [command]: reply }))).rejects.toThrow(why)
    expect(await findFaults(server({ [command]: reply }))).toHaveLength(1)
  })

  it.each([
    ['1.10.11', true],
    ['1.10.12', true],
    ['1.11.0', true],
    ['2.0.0', true],
    ['1.10.10', false],
    ['1.9.99', false],
  ])('of release %s is recent enough: %s', (release, expected) => {
    expect(isRecent(`FreeSWITCH Version ${release}-release`)).toBe(expected)
  })
})
