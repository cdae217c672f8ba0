import { z } from 'zod'
import { wordingOf } from '../wording.ts'
import type { Finding } from './problem.ts'
import { CONFIG_SCHEMA } from './schema.ts'
import { didYouMean } from './suggestion.ts'

type Path = readonly (string | number)[]

/** The part of a JSON Schema that says which fields may stand where. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>
  readonly additionalProperties?: Shape | boolean
  readonly items?: Shape
  readonly anyOf?: readonly Shape[]
}

/** What the schema found wrong, with the place of each field and a suggestion for mistyped ones. Pure. */
export function findingsOf(error: z.ZodError): readonly Finding[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownField(path, key))
    const message = wordingOf(issue)
    return [{ severity: 'error' as const, path, message, atKey: issue.code === 'invalid_key' }]
  })
}

function unknownField(path: Path, key: string): Finding {
  const message = `is not a field here${didYouMean(key, fieldsAt(path))}`
  return { severity: 'error', path: [...path, key], message, atKey: true }
}

/** The names of the fields that may stand at a place. */
function fieldsAt(path: Path): readonly string[] {
  const root = z.toJSONSchema(CONFIG_SCHEMA, { io: 'input', unrepresentable: 'any' }) as Shape
  let shapes: readonly Shape[] = [root]
  for (const part of path) shapes = shapes.flatMap((shape) => within(shape, part))
  return shapes.flatMap((shape) => Object.keys(shape.properties ?? {}))
}

function within(shape: Shape, part: string | number): readonly Shape[] {
  const { properties, additionalProperties, items, anyOf } = shape
  const next =
    typeof part === 'number'
      ? items
      : (properties?.[part] ??
        (typeof additionalProperties === 'object' ? additionalProperties : undefined))
  const inBranches = (anyOf ?? []).flatMap((branch) => within(branch, part))
  return next === undefined ? inBranches : [next, ...(next.anyOf ?? []), ...inBranches]
}
