import { z } from 'zod'

/**
 * A value whose own look says which schema it has to pass: its errors are then those of that schema
 * alone, each at its field, where a union could only say that none fits. A text instead of a schema
 * is the error.
 */
export function chosen<T>(choose: (value: unknown) => z.ZodType<T> | string): z.ZodType<T> {
  return z.unknown().transform((value, context): T => {
    const schema = choose(value)
    if (typeof schema === 'string') {
      context.addIssue({ code: 'custom', message: schema })
      return z.NEVER
    }
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    // The issues are whole already, paths included: zod's types want them raw.
    for (const issue of parsed.error.issues) {
      context.issues.push({ ...issue, input: value } as never)
    }
    return z.NEVER
  }) as unknown as z.ZodType<T>
}
