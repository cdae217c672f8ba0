import type { PhoneNumber, TrunkId } from '../ids.ts'
import type { Route, Site } from './organisation.ts'

/** Why a site may not dial a number; undefined where it may. The longest refused prefix wins. Pure. */
export function destinationRefusal(site: Site, number: PhoneNumber): string | undefined {
  const refused = site.refusedPrefixes.find((prefix) => number.startsWith(prefix))
  if (refused !== undefined)
    return `site ${site.id} does not call numbers that begin with ${refused}`
  if (site.allowedPrefixes.length === 0) return undefined
  if (site.allowedPrefixes.some((prefix) => number.startsWith(prefix))) return undefined
  return `site ${site.id} calls only numbers that begin with ${site.allowedPrefixes.join(', ')}`
}

/** The trunks over which a site calls a number, in fail-over order. Pure. */
export function trunksFor({ trunks, routes = [] }: Site, number: PhoneNumber): readonly TrunkId[] {
  let best: Route | undefined
  for (const route of routes) {
    const isLonger = best === undefined || route.prefix.length > best.prefix.length
    if (number.startsWith(route.prefix) && isLonger) best = route
  }
  return best?.trunks ?? trunks
}

/** Every trunk of a site, each once. Pure. */
export function trunksOf({ trunks, routes = [] }: Site): readonly TrunkId[] {
  if (routes.length === 0) return trunks
  return [...new Set([...trunks, ...routes.flatMap((route) => route.trunks)])]
}
