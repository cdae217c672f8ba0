import { phoneNumber, siteId, trunkId, type SiteId, type TrunkId } from '../../src/core/ids.ts'
import type { Route, Site, SpendLimit, Trunk } from '../../src/core/state/organisation.ts'
import type { Random } from '../../src/simulation/random.ts'

/** Numbers that are nobody's customer: cheap, dear, and one that no site may call. */
export const OUTSIDE = ['+14045550123', '+13035550199', '+12025559001'].map(phoneNumber)

/** One site or two, each with trunks of its own, some with limits of calls at once and of spend. */
export function makeSites(random: Random): { readonly sites: Site[]; readonly trunks: Trunk[] } {
  const names = random.chance(0.5) ? ['home', 'away'] : ['home']
  const trunks = new Map(names.map((name) => [name, makeTrunks(random, name)]))
  return {
    sites: names.map((name) => {
      const ids = (trunks.get(name) ?? []).map(({ id }) => id)
      return makeSite(random, siteId(name), ids)
    }),
    trunks: [...trunks.values()].flat(),
  }
}

function makeTrunks(random: Random, site: string): Trunk[] {
  return Array.from({ length: random.between(1, 3) }, (_, i) => ({
    id: trunkId(`${site}-${i + 1}`),
    channels: random.pick([2, 3, 5, 12, 40]),
    callsPerSecond: random.pick([0.5, 1, 5, 30]),
    callerIds: [],
  }))
}

function makeSite(random: Random, id: SiteId, trunks: readonly TrunkId[]): Site {
  return {
    id,
    country: 'US',
    timeZone: 'America/New_York',
    trunks,
    allowedPrefixes: ['+1'],
    refusedPrefixes: id === 'away' ? ['+12025559', '+12025553'] : ['+12025559'],
    ...(random.chance(0.3) ? { routes: makeRoutes(random, trunks) } : {}),
    ...(random.chance(0.4) ? { channels: random.between(1, 12) } : {}),
    ...(random.chance(0.5) ? { spend: makeSpend(random) } : {}),
  }
}

/** Some numbers go out over one trunk of the site alone, some over all in another order. */
function makeRoutes(random: Random, trunks: readonly TrunkId[]): Route[] {
  return [
    { prefix: '+1202555000', trunks: [random.pick(trunks)] },
    { prefix: '+120255500', trunks: [...trunks].reverse() },
    { prefix: '+1404', trunks: [random.pick(trunks)] },
  ]
}

/** Most numbers cost a little, some nothing, some so much that few of them fit. */
function makeSpend(random: Random): SpendLimit {
  return {
    limit: random.pick([2.5, 5, 10, 30]),
    windowMs: random.between(5, 30) * 60_000,
    rates: [
      { prefix: '+1', perMinute: random.pick([0.2, 0.5, 1]) },
      { prefix: '+12025551', perMinute: random.pick([0, 2, 3]) },
      { prefix: '+120255500', perMinute: random.pick([0, 0.3]) },
      { prefix: '+1404', perMinute: random.pick([1, 4]) },
    ],
  }
}
