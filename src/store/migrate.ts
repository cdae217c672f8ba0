import type { ClientBase } from 'pg'
import { OperatingError } from '../errors.ts'
import { migrations } from './sql.ts'

/** The version of a store: how many migrations it has had; 0 where there is none yet. Changes nothing. */
export async function storeVersion(client: ClientBase): Promise<number> {
  const made = await client.query<{ table: string | null }>(
    `select to_regclass('store_version') as table`,
  )
  if ((made.rows[0]?.table ?? null) === null) return 0
  const version = await client.query<{ number: number }>('select number from store_version')
  return version.rows[0]?.number ?? 0
}

/** Refuses a store that a newer Ringfirst has changed, with `store-newer`, and changes nothing in it. */
export async function refuseNewer(client: ClientBase): Promise<void> {
  const [found, known] = [await storeVersion(client), migrations().length]
  if (found > known) throw new OperatingError('store-newer', { found, known })
}

/** Brings the store to this version, each migration whole or not at all. The caller holds the lock. */
export async function migrate(client: ClientBase, schema: string): Promise<void> {
  const from = await storeVersion(client)
  for (const [index, text] of migrations().entries()) {
    if (index < from) continue
    await client.query(
      `begin; create schema if not exists ${schema}; ${text}; update store_version set number = ${index + 1}; commit`,
    )
  }
}
