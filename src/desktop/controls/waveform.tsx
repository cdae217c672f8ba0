import { useEffect, useRef, useState } from 'preact/hooks'
import { t } from '../language/language.ts'
import { useShade } from '../theme.ts'

const HEIGHT_PX = 72
const FLOOR_DBFS = -60

/** A moment in a recording that something was decided. */
export interface WaveMark {
  readonly atMs: number
  readonly endMs?: number
  readonly kind: string
  readonly text: string
}

/** A recording with its level over time; marks under it jump to their moment. */
export function Waveform(props: {
  audioPath: string
  durationMs: number
  levelsDbfs: readonly number[]
  /** The level over which the detector took it for voice, for each of them. */
  thresholdsDbfs?: readonly number[]
  marks: readonly WaveMark[]
}) {
  const audio = useRef<HTMLAudioElement>(null)
  const [playedMs, setPlayedMs] = useState(0)
  const left = (atMs: number): string =>
    `${Math.min(100, (atMs / Math.max(1, props.durationMs)) * 100)}%`
  const jump = (atMs: number): void => {
    if (audio.current === null) return
    audio.current.currentTime = atMs / 1_000
    void audio.current.play().catch(() => undefined)
  }
  return (
    <div class="waveform">
      <div class="wave-field">
        <Levels levelsDbfs={props.levelsDbfs} thresholdsDbfs={props.thresholdsDbfs} />
        <span class="wave-played" style={{ left: left(playedMs) }} />
        {props.marks.map((mark) => (
          <span
            key={`${mark.kind}${mark.atMs}`}
            class={`wave-mark ${mark.kind}`}
            style={{
              left: left(mark.atMs),
              width: mark.endMs === undefined ? '2px' : left(mark.endMs - mark.atMs),
            }}
          />
        ))}
      </div>
      <audio
        ref={audio}
        controls
        preload="none"
        src={props.audioPath}
        aria-label={t('waveform.audio')}
        onTimeUpdate={(event) => setPlayedMs(event.currentTarget.currentTime * 1_000)}
      />
      <ol class="wave-marks">
        {props.marks.map((mark) => (
          <li key={`${mark.kind}${mark.atMs}`}>
            <button class="quiet" onClick={() => jump(mark.atMs)}>
              {(mark.atMs / 1_000).toFixed(2)} s
            </button>
            {mark.text}
          </li>
        ))}
      </ol>
    </div>
  )
}

function Levels(props: {
  levelsDbfs: readonly number[]
  thresholdsDbfs: readonly number[] | undefined
}) {
  const { levelsDbfs, thresholdsDbfs } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const shade = useShade()
  useEffect(() => {
    const { current } = canvas
    if (current === null) return undefined
    const paint = (): void => paintLevels(current, levelsDbfs, thresholdsDbfs)
    paint()
    const resize = new ResizeObserver(paint)
    resize.observe(current)
    return () => resize.disconnect()
  }, [levelsDbfs, thresholdsDbfs, shade])
  return <canvas ref={canvas} role="img" aria-label={t('waveform.levels')} />
}

/** The peak of each column, in the colour of voice where most of it was taken for that. */
function paintLevels(
  canvas: HTMLCanvasElement,
  levelsDbfs: readonly number[],
  thresholdsDbfs: readonly number[] = [],
): void {
  const scale = devicePixelRatio
  const width = canvas.clientWidth
  canvas.width = width * scale
  canvas.height = HEIGHT_PX * scale
  const context = canvas.getContext('2d')
  if (context === null || levelsDbfs.length === 0) return
  context.scale(scale, scale)
  const style = getComputedStyle(canvas)
  const [plain, voiced] = [style.color, style.getPropertyValue('--good') || style.color]
  const columns = Math.min(levelsDbfs.length, Math.floor(width / 2))
  for (let i = 0; i < columns; i++) {
    const from = Math.floor((i * levelsDbfs.length) / columns)
    const to = Math.max(from + 1, Math.floor(((i + 1) * levelsDbfs.length) / columns))
    const peak = levelsDbfs.slice(from, to).reduce((a, b) => Math.max(a, b), FLOOR_DBFS)
    const voice = levelsDbfs
      .slice(from, to)
      .filter((level, j) => level > (thresholdsDbfs[from + j] ?? 0)).length
    context.fillStyle = voice * 2 > to - from ? voiced : plain
    const height = Math.max(1, ((peak - FLOOR_DBFS) / -FLOOR_DBFS) * HEIGHT_PX)
    context.fillRect(
      (i * width) / columns,
      (HEIGHT_PX - height) / 2,
      Math.max(1, width / columns - 1),
      height,
    )
  }
}
