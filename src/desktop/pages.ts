import type { SessionResource } from '../api/protocol.ts'
import type { Route } from './live/route.ts'
import type { PlainName } from './language/language.ts'

/** The pages by the name that their address has. */
export type PageName = 'lab' | 'desk' | 'board' | 'callbacks' | 'recordings' | 'calls' | 'health'

/** A page, who sees it, and what it reads of the stream. */
export interface Page {
  readonly name: PageName
  readonly title: PlainName
  readonly include: readonly string[]
  readonly isFor: (who: SessionResource, isLab: boolean) => boolean
}

/** Every page that has a tab, in the order of the tabs. */
export const PAGES: readonly Page[] = [
  {
    name: 'lab',
    title: 'tab.lab',
    include: ['board', 'levels'],
    isFor: (who, isLab) => isLab && who.rights.includes('act-for-any'),
  },
  {
    name: 'desk',
    title: 'tab.desk',
    include: [],
    isFor: (who) => who.agentId !== undefined,
  },
  {
    name: 'board',
    title: 'tab.board',
    include: ['live', 'levels'],
    isFor: (who) => who.rights.includes('read') && who.role !== 'agent',
  },
  {
    name: 'callbacks',
    title: 'tab.callbacks',
    include: ['live'],
    isFor: (who) => who.rights.includes('steer'),
  },
  {
    name: 'recordings',
    title: 'tab.recordings',
    include: [],
    isFor: (who) => who.rights.includes('hear'),
  },
  {
    name: 'calls',
    title: 'tab.calls',
    include: [],
    isFor: (who) => who.rights.includes('inspect'),
  },
  {
    name: 'health',
    title: 'tab.health',
    include: ['live'],
    isFor: (who) => who.rights.includes('inspect'),
  },
]

/** The tabs of whoever is signed in, with the desk that they have sat down at. Pure. */
export function pagesOf(who: SessionResource, isLab: boolean, seat?: string): readonly Page[] {
  return PAGES.filter(
    (page) => page.isFor(who, isLab) || (page.name === 'desk' && seat !== undefined),
  )
}

/**
 * Whose desk is shown: the one in the address where the reader may act for any agent, else their
 * own; undefined where they have none. Pure.
 */
export function seatOf(who: SessionResource, route: Route): string | undefined {
  const named = route.page === 'desk' && route.rest !== '' ? route.rest : undefined
  if (named !== undefined && who.rights.includes('act-for-any')) return named
  return who.agentId
}

/** The page at an address; the first that the reader may see where it is another's. Pure. */
export function pageAt(name: string, pages: readonly Page[]): Page | undefined {
  return pages.find((page) => page.name === name) ?? pages[0]
}
