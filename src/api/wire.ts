import type { Wire } from './protocol.ts'

/** Fields that hold a moment, by the word they end with. */
const MOMENT = /^at$|At$|Since$/

/** Plain data as it goes over the wire: each moment as ISO 8601. Pure. */
export function toWire<T>(data: T): Wire<T> {
  return JSON.parse(
    JSON.stringify(data, (key, value: unknown) =>
      typeof value === 'number' && MOMENT.test(key) ? new Date(value).toISOString() : value,
    ),
  ) as Wire<T>
}
