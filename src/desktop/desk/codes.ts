import type { DeskContact } from '../../api/protocol.ts'

/** A wrap-up code that can be chosen. */
export type Code = DeskContact['wrapUpCodes'][number]

/** Codes whose name or code holds every word of a search, in their order. Pure. */
export function codesFound(codes: readonly Code[], search: string): readonly Code[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean)
  return codes.filter(({ code, name }) =>
    words.every((word) => `${code} ${name}`.toLowerCase().includes(word)),
  )
}
