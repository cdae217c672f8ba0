/**
 * Proves that `ringfirst call` on each of the fourteen lab numbers ends in the right verdict,
 * disposition and exit code, and prints one object of the promised shape. All are booked at once on
 * one running lab, whose three agents take them in turn. RINGFIRST_REPEAT=20 does it twenty times.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { LAB_NUMBERS } from '../../src/lab/numbers.ts'
import { labSettings } from '../support/product-settings.ts'
import {
  buildProduct,
  disposeOf,
  Product,
  productFolder,
  ringfirst,
  type Ended,
} from '../support/product.ts'

const ROUNDS = Number(process.env['RINGFIRST_REPEAT'] ?? 1)
const ROUND_LIMIT_MS = 300_000

/** By the last four digits: who answered, how it ended, the exit code, why the leg was released. */
const ENDS: Readonly<Record<string, readonly [string | null, string, number, string]>> = {
  '0100': ['human', 'connected', 0, 'normal'],
  '0101': ['human', 'connected', 0, 'normal'],
  '0102': ['machine', 'machine', 14, 'released'],
  '0103': ['machine', 'machine', 14, 'released'],
  '0104': [null, 'busy', 10, 'busy'],
  '0105': [null, 'no-answer', 11, 'no-answer'],
  '0106': [null, 'declined', 12, 'declined'],
  '0107': [null, 'invalid-number', 13, 'invalid-number'],
  '0108': ['fax', 'fax', 15, 'released'],
  '0109': ['special-information-tone', 'special-information-tone', 16, 'released'],
  '0110': ['silence', 'silence', 19, 'released'],
  '0111': ['machine', 'machine', 14, 'released'],
  '0112': [null, 'customer-hung-up', 25, 'normal'],
  '0113': ['human', 'connected', 0, 'normal'],
}

interface Told {
  readonly id: string
  readonly verdict: string | null
  readonly disposition: string
  readonly cause: string
  readonly waitAfterAnswerMs: number | null
  readonly timeline: readonly { readonly event: string; readonly at: string }[]
}

describe('ringfirst call', () => {
  const folder = productFolder()
  let product: Product
  const rounds: Map<string, Ended>[] = []

  beforeAll(async () => {
    buildProduct()
    product = await Product.start(folder, labSettings())
    for (let round = 0; round < ROUNDS; round++) rounds.push(await callEveryone())
    report()
  }, ROUNDS * ROUND_LIMIT_MS)
  afterAll(() => disposeOf(folder, product))

  async function callEveryone(): Promise<Map<string, Ended>> {
    const calls = LAB_NUMBERS.map(async ({ number }) => {
      const args = ['call', number, '--json', '--data', product.dataFolder]
      return [number.slice(-4), await ringfirst(args, ROUND_LIMIT_MS)] as const
    })
    return new Map(await Promise.all(calls))
  }

  function report(): void {
    for (const digits of Object.keys(ENDS)) {
      const ends = rounds.map((round) => endOf(round.get(digits)))
      const counts = [...new Set(ends)].map(
        (end) => `${ends.filter((each) => each === end).length} ${end}`,
      )
      process.stdout.write(`+1202555${digits}: ${counts.join(', ')}\n`)
    }
  }

  function endOf(ended: Ended | undefined): string {
    if (ended?.stdout === '') return `exit code ${ended.exitCode}: ${ended.stderr.trim()}`
    const { verdict, disposition } = told(ended)
    return `${verdict ?? '-'}/${disposition}/${ended?.exitCode ?? '-'}`
  }

  function told(ended: Ended | undefined): Told {
    return JSON.parse(ended?.stdout ?? '') as Told
  }

  describe.each(LAB_NUMBERS)('on $number, who $what', ({ number }) => {
    const digits = number.slice(-4)
    const [verdict, disposition, exitCode, cause] = ENDS[digits] ?? [null, '', -1, '']

    it(`ends as ${disposition} with exit code ${exitCode}`, () => {
      for (const round of rounds) {
        const ended = round.get(digits)
        expect(told(ended)).toMatchObject({ verdict, disposition, cause })
        expect(ended).toMatchObject({ exitCode, stderr: '' })
      }
    })

    it('prints one object with what scripts rest on', () => {
      for (const round of rounds) {
        const ended = round.get(digits)
        expect(ended?.stdout.trim().split('\n')).toHaveLength(1)
        const { id, waitAfterAnswerMs, timeline } = told(ended)
        expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        const answered = timeline.find(({ event }) => event === 'answered')
        expect(typeof waitAfterAnswerMs).toBe(answered === undefined ? 'object' : 'number')
        expect(timeline[0]).toMatchObject({ event: 'booked' })
        expect(timeline.at(-1)).toMatchObject({ event: 'closed' })
        for (const { at } of timeline) expect(new Date(at).toISOString()).toBe(at)
        const inOrder = timeline.map(({ at }) => at)
        expect(inOrder).toEqual(inOrder.toSorted())
      }
    })
  })

  it('leaves no call on the board and every agent with a phone idle', async () => {
    const { calls, agents } = await product.board()
    expect(calls).toEqual([])
    const withPhone = agents.filter(({ hasPhone }) => hasPhone)
    expect(withPhone.map(({ state }) => state)).toEqual(['idle', 'idle', 'idle'])
  })
})
