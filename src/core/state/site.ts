import type { PhoneNumber } from '../ids.ts'
import type { Site } from './organisation.ts'

/** Why a site may not dial a number; undefined where it may. The longest refused prefix wins. Pure. */
export function destinationRefusal(site: Site, number: PhoneNumber): string | undefined {
  const refused = site.refusedPrefixes.find((prefix) => number.startsWith(prefix))
  if (refused !== undefined)
    return `site ${site.id} does not call numbers that begin with ${refused}`
  if (site.allowedPrefixes.length === 0) return undefined
  if (site.allowedPrefixes.some((prefix) => number.startsWith(prefix))) return undefined
  return `site ${site.id} calls only numbers that begin with ${site.allowedPrefixes.join(', ')}`
}
