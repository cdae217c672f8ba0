import { useEffect, useState } from 'preact/hooks'

/** Where the reader is: `#/calls/0192…` is the page `calls` at `0192…`. */
export interface Route {
  readonly page: string
  readonly rest: string
}

/** Reads a route from an address's fragment. Pure. */
export function readRoute(hash: string): Route {
  const match = /^#\/([a-z-]*)(?:\/(.*))?$/.exec(hash)
  return { page: match?.[1] ?? '', rest: decodeURIComponent(match?.[2] ?? '') }
}

/** The fragment that leads to a page. Pure. */
export function linkTo(page: string, rest = ''): string {
  return rest === '' ? `#/${page}` : `#/${page}/${encodeURIComponent(rest)}`
}

/** The route, drawn again when it changes. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => readRoute(location.hash))
  useEffect(() => {
    const follow = (): void => setRoute(readRoute(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return route
}
