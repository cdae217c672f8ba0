import { useEffect, useRef } from 'preact/hooks'
import type UPlot from 'uplot'
import { timeText } from './format.ts'
import { useShade } from '../theme.ts'
import 'uplot/dist/uPlot.min.css'

/** The axis holds from two minutes, so that the first points are not stretched, to a quarter of an hour. */
const SPAN_S = { min: 120, max: 900 }

/** Marks of the axis are whole minutes apart, so that no time is written twice. */
const MARKS_S = [60, 120, 300, 600]

/** One line of a plot, in the colour of a design token. */
export interface PlotSeries {
  readonly label: string
  readonly colour: `--${string}`
}

/** Lines over time. The library is read when the first plot is shown. */
export function Plot(props: {
  label: string
  heightPx: number
  /** Seconds first, then a column for each series. */
  data: readonly (readonly number[])[]
  /** Another one whenever the data has changed. */
  version: number
  series: readonly PlotSeries[]
}) {
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<UPlot | undefined>(undefined)
  const shade = useShade()
  useEffect(() => {
    let gone = false
    const { current } = holder
    if (current === null) return
    void import('uplot').then(({ default: Uplot }) => {
      if (gone) return
      plot.current = new Uplot(optionsOf(props, current), dataOf(props.data), current)
    })
    const resize = new ResizeObserver(() =>
      plot.current?.setSize({ width: current.clientWidth, height: props.heightPx }),
    )
    resize.observe(current)
    return () => {
      gone = true
      resize.disconnect()
      plot.current?.destroy()
      plot.current = undefined
    }
  }, [shade, props.label])
  useEffect(() => plot.current?.setData(dataOf(props.data)), [props.version])
  return (
    <figure class="plot">
      <figcaption class="row wrap">
        {props.series.map(({ label, colour }) => (
          <span class="small row hush" key={label}>
            <span class={`dot plot${colour}`} /> {label}
          </span>
        ))}
      </figcaption>
      <div ref={holder} role="img" aria-label={props.label} />
    </figure>
  )
}

function dataOf(data: readonly (readonly number[])[]): UPlot.AlignedData {
  return data.map((column) => [...column]) as UPlot.AlignedData
}

function optionsOf(
  props: { readonly heightPx: number; readonly series: readonly PlotSeries[] },
  holder: HTMLElement,
): UPlot.Options {
  const style = getComputedStyle(holder)
  const token = (name: string): string => colourOf(holder, style.getPropertyValue(name))
  const axis = {
    stroke: token('--hush'),
    font: "11px 'Inter Variable', sans-serif",
    grid: { stroke: token('--line'), width: 1 },
    ticks: { show: false },
  }
  return {
    width: holder.clientWidth,
    height: props.heightPx,
    legend: { show: false },
    cursor: { show: false },
    axes: [
      { ...axis, grid: { show: false }, size: 24, space: 90, incrs: MARKS_S, values: minuteTexts },
      { ...axis, size: 34, splits: wholeSplits },
    ],
    scales: {
      x: { range: (_plot, min, max) => [max - clamp(max - min, SPAN_S), max] },
      y: { range: (_plot, _min, max) => [0, Math.max(4, Math.ceil(max * 1.1))] },
    },
    series: [
      {},
      ...props.series.map(({ label, colour }) => ({
        label,
        stroke: token(colour),
        width: 1.5,
        points: { show: false },
      })),
    ],
  }
}

function clamp(value: number, limits: { readonly min: number; readonly max: number }): number {
  return Math.min(limits.max, Math.max(limits.min, value))
}

/** Canvas knows no `light-dark()`: the browser resolves it on an element. */
function colourOf(holder: HTMLElement, value: string): string {
  const probe = document.createElement('i')
  probe.style.color = value
  holder.append(probe)
  const colour = getComputedStyle(probe).color
  probe.remove()
  return colour
}

function wholeSplits(_plot: UPlot, _axis: number, _min: number, max: number): number[] {
  const step = Math.max(1, Math.ceil(max / 3))
  return Array.from({ length: Math.floor(max / step) + 1 }, (_, i) => i * step)
}

function minuteTexts(_plot: UPlot, splits: number[]): string[] {
  return splits.map((second) => timeText(new Date(second * 1_000).toISOString()).slice(0, 5))
}
