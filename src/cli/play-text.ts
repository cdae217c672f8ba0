/** A share as people read it in a column: `2.9 %`. Pure. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** A wait as people read it in a column: seconds up to a minute, then minutes. Pure. */
export function minutes(ms: number): string {
  return ms < 60_000 ? `${Math.round(ms / 1_000)} s` : `${(ms / 60_000).toFixed(1)} min`
}
