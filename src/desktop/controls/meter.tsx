const FLOOR_DBFS = -60

/** A level meter: 60 dB from left to right. */
export function Meter({ name, dbfs }: { name: string; dbfs: number | undefined }) {
  const share = Math.max(0, Math.min(1, ((dbfs ?? FLOOR_DBFS) - FLOOR_DBFS) / -FLOOR_DBFS))
  return (
    <div
      class="meter"
      role="meter"
      aria-label={name}
      aria-valuemin={FLOOR_DBFS}
      aria-valuemax={0}
      aria-valuenow={dbfs ?? FLOOR_DBFS}
    >
      <span class="hush">{name}</span>
      <span class="bar">
        <span class="fill" style={{ transform: `scaleX(${share.toFixed(3)})` }} />
      </span>
    </div>
  )
}
