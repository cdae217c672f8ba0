import { useEffect, useRef } from 'preact/hooks'
import { serverNow, tick } from '../live/ticker.ts'
import { clockText } from './format.ts'

/** A length of time that runs, from a moment or down to one. It redraws its own text alone. */
export function Clock(props: { sinceMs?: number; untilMs?: number; class?: string }) {
  const element = useRef<HTMLTimeElement>(null)
  const text = (): string =>
    clockText(
      props.untilMs === undefined
        ? serverNow() - (props.sinceMs ?? 0)
        : props.untilMs - serverNow(),
    )
  useEffect(() => {
    const show = (): void => {
      const next = text()
      if (element.current !== null && element.current.textContent !== next) {
        element.current.textContent = next
      }
    }
    show()
    return tick(1_000, show)
  })
  return (
    <time ref={element} class={props.class ?? ''}>
      {text()}
    </time>
  )
}
