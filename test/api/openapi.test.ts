import type { HTTPMethods } from 'fastify'
import { describe, expect, it } from 'vitest'
import { createBench } from './fixture.ts'

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}

describe('the description of the API', () => {
  it('describes routes that are there', async () => {
    const { app } = createBench()
    const text = (await app.inject('/v1/openapi.json')).json<Description>()
    const described = Object.entries(text.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => [method.toUpperCase(), path] as const),
    )
    expect(described.length).toBeGreaterThan(40)
    const missing = described.filter(
      ([method, path]) =>
        !app.hasRoute({
          method: method as HTTPMethods,
          url: path.replace(/\{(\w+)\}/g, ':$1'),
        }),
    )
    expect(missing).toEqual([])
  })

  it('refers to schemas that are there', async () => {
    const { app } = createBench()
    const answer = await app.inject('/v1/openapi.json')
    const named = [...answer.body.matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      ([, name]) => name,
    )
    const known = Object.keys(answer.json<Description>().components.schemas)
    expect(named.filter((name) => name !== undefined && !known.includes(name))).toEqual([])
  })
})
