import { expect, it } from 'vitest'
import type { Analysis, CallbackList, ShadowResource } from '../../src/api/protocol.ts'
import type { DeskHouse } from './desk-house.ts'

/** What engineers and supervisors see afterwards of what happened at the desk: the truth, and all of it. */
export function deskEvidence(at: () => DeskHouse): void {
  it('shows the engineer what was heard of a customer, to the moment of the verdict', async () => {
    const { product } = at()
    const { body } = await product.ask<CallbackList>('GET', '/v1/callbacks?limit=100')
    const ofAlice = body.callbacks.filter(({ number }) => number.endsWith('00'))
    const known = await Promise.all(ofAlice.map(({ id }) => product.callback(id)))
    const { id = '', verdict } = known.findLast(({ verdict }) => verdict !== undefined) ?? {}
    const path = `/v1/callbacks/${id}/analysis`
    const [leg, ...others] = (await product.ask<Analysis>('GET', path)).body.legs
    if (leg === undefined || verdict === undefined) throw new Error('nothing was kept')
    expect(others).toEqual([])
    expect(leg.marks).toMatchObject([{ kind: 'judged', atMs: verdict.atMs }])
    expect(leg.durationMs).toBeGreaterThanOrEqual(verdict.atMs)
    // The peer is silent for half a second and says hello then: the first loud moment is there.
    const momentMs = leg.durationMs / leg.levelsDbfs.length
    const loudMs = leg.levelsDbfs.findIndex((level) => level > -40) * momentMs
    expect(loudMs).toBeGreaterThan(400)
    expect(loudMs).toBeLessThan(900)
    const page = await at().operatorSees(`#/calls/${id}`)
    const card = page.getByRole('region', { name: 'What was heard' })
    await card.getByText(`a person · ${Math.round(verdict.confidence * 100)} %`).waitFor()
    await expect
      .poll(() => card.locator('.evidence li').allTextContents())
      .toEqual(verdict.evidence)
    const audio = card.locator('audio')
    await audio.evaluate((sound) => ((sound as unknown as Sound).preload = 'metadata'))
    const seconds = () => audio.evaluate((sound) => (sound as unknown as Sound).duration)
    await expect.poll(seconds).toBeCloseTo(leg.durationMs / 1_000, 1)
  })

  it('shows the supervisor what other pacing would have done, beside what was', async () => {
    const { product } = at()
    const page = await at().operatorSees('#/board')
    await page.getByRole('button', { name: 'support' }).click()
    await page.getByText('What would other pacing have done?').click()
    await page.getByLabel('Pacing').selectOption('cap')
    await page.getByLabel('Modifier').fill('2')
    await page.getByRole('button', { name: 'Replay' }).click()
    const shown = page.locator('.shadow tbody tr').first().locator('td')
    await shown.first().waitFor({ timeout: 30_000 })
    const change = { policy: 'cap', modifier: 2 }
    const { body } = await product.ask<ShadowResource>('POST', '/v1/queues/support/shadow', change)
    const { actual, replayed, shadow } = body
    const connected = [actual, replayed, shadow].map((day) => String(day.connected))
    expect(await shown.allTextContents()).toEqual(connected)
    const { callbacks } = (await product.ask<CallbackList>('GET', '/v1/callbacks?limit=100')).body
    const joined = callbacks.filter(
      ({ queueId, disposition }) => queueId === 'support' && disposition === 'connected',
    )
    expect(actual.connected).toBe(joined.length)
  })
}

interface Sound {
  readonly duration: number
  preload: string
}
