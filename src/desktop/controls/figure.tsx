import type { ComponentChildren } from 'preact'
import type { Tone } from './tone.ts'

/** One number with its name, to be read from afar. */
export function Figure(props: {
  name: string
  children: ComponentChildren
  of?: number | string
  tone?: Tone
}) {
  return (
    <div class={`figure ${props.tone ?? ''}`}>
      <dt>{props.name}</dt>
      <dd>
        {props.children}
        {props.of !== undefined && <span class="of"> / {props.of}</span>}
      </dd>
    </div>
  )
}
