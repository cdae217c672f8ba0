const OVERSCAN_ROWS = 6

/** Which rows of a long list are in sight, with some above and below. Pure. */
export function rowsInSight(
  scrollPx: number,
  heightPx: number,
  rowPx: number,
  count: number,
): { readonly first: number; readonly end: number } {
  const first = Math.max(0, Math.floor(scrollPx / rowPx) - OVERSCAN_ROWS)
  const end = Math.min(count, Math.ceil((scrollPx + heightPx) / rowPx) + OVERSCAN_ROWS)
  return { first: Math.min(first, end), end }
}
