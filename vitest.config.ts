import { defineConfig } from 'vitest/config'

/**
 * Two files at a time, on however many processors: what starts servers and listens to calls waits
 * most of its time (two processors are a quarter busy with one). Servers come after the rest, so that
 * no call is judged beside a busy processor.
 */
function project(
  name: string,
  include: string[],
  timeoutMs: number,
  groupOrder: number,
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
      maxWorkers: 2,
      // Stories of one house that go on side by side are all of a file's.
      maxConcurrency: 8,
      pool: 'forks' as const,
      sequence: { groupOrder },
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
          'test/{spec,core,amd,api,cli,config,desktop,dialer,lab,simulation,simulator,softswitch,store}/**/*.test.ts',
        ],
        30_000,
        0,
      ),
      project('integration', ['test/integration/**/*.test.ts'], 120_000, 1),
      project('switch', ['test/switch/**/*.test.ts'], 120_000, 1, ['test/switch/announce.ts']),
    ],
  },
})
