import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { packageRoot } from '../../src/package-root.ts'

const AXE = readFileSync(join(packageRoot(), 'node_modules/axe-core/axe.min.js'), 'utf8')

/** What a page keeps people out by, as axe sees it: rules of WCAG 2.2 AA and where they are broken first. */
export async function barriersOn(
  page: Page,
): Promise<readonly (readonly [rule: string, html: string | undefined])[]> {
  await page.evaluate(AXE)
  const violations = await page.evaluate<Violation[]>(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(({ violations }) => violations)",
  )
  return violations.map(({ id, nodes }) => [id, nodes[0]?.html] as const)
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}
