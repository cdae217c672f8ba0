/** `0:07`, `12:30`, `1:02:03`: a length of time that runs. Pure. */
export function clockText(durationMs: number): string {
  const total = Math.max(0, Math.floor(durationMs / 1_000))
  const seconds = String(total % 60).padStart(2, '0')
  const minutes = Math.floor(total / 60) % 60
  const hours = Math.floor(total / 3_600)
  return hours > 0
    ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}`
    : `${minutes}:${seconds}`
}

/** `0.4 s`, `12.0 s`: a length of time that is over. Pure. */
export function secondsText(durationMs: number): string {
  return `${(durationMs / 1_000).toFixed(1)} s`
}

/** A number in groups that the eye can hold; a masked or foreign one as it is. Pure. */
export function numberText(number: string): string {
  const match = /^\+1(.{3})(.{3})(.{4})$/.exec(number)
  return match === null ? number : `+1 ${match[1]} ${match[2]} ${match[3]}`
}

/** `14:03:27` of a moment, in the reader's time zone. Pure but for the zone. */
export function timeText(moment: string): string {
  return new Date(moment).toLocaleTimeString('en-GB')
}

/** `3.2 %` of a share from 0 to 1. Pure. */
export function percentText(share: number): string {
  return `${(share * 100).toFixed(share > 0 && share < 0.0995 ? 1 : 0)} %`
}
