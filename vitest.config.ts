import { defineConfig } from 'vitest/config'

/** A folder of tests that runs beside others; what starts servers runs alone, one file at a time. */
function project(
  name: string,
  include: string[],
  timeoutMs: number,
  alone: boolean,
  globalSetup: string[] = [],
) {
  return {
    test: {
      name,
      include,
      globalSetup,
      testTimeout: timeoutMs,
      hookTimeout: timeoutMs,
      // A second, as it is by default, is short for a page on a busy machine.
      expect: { poll: { timeout: 10_000 } },
      fileParallelism: !alone,
      pool: 'forks' as const,
      sequence: { groupOrder: alone ? 1 : 0 },
    },
  }
}

export default defineConfig({
  test: {
    projects: [
      project(
        'unit',
        [
          'test/*.test.ts',
          'test/{core,amd,api,cli,config,desktop,dialer,lab,simulation,simulator,softswitch,store}/**/*.test.ts',
        ],
        30_000,
        false,
      ),
      project('integration', ['test/integration/**/*.test.ts'], 120_000, true),
      project('switch', ['test/switch/**/*.test.ts'], 120_000, true, ['test/switch/announce.ts']),
    ],
  },
})
