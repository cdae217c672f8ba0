import type { ComponentChildren } from 'preact'
import { wordOf } from '../language/language.ts'
import { toneOf, type Tone } from './tone.ts'

/** A state or an outcome by name, in its colour. */
export function Chip(props: { name: string; tone?: Tone; children?: ComponentChildren }) {
  return (
    <span class={`chip ${props.tone ?? toneOf(props.name)}`}>
      {props.children ?? wordOf(props.name)}
    </span>
  )
}
