import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { rowsInSight } from './rows-in-sight.ts'

/** A list of any length whose rows have one height: only those in sight are in the page. */
export function VirtualRows<Item>(props: {
  items: readonly Item[]
  rowPx: number
  /** Beyond so many pixels the list scrolls. */
  maxPx: number
  keyOf: (item: Item) => string
  row: (item: Item, index: number) => ComponentChildren
  label: string
  class?: string
}) {
  const { items, rowPx, maxPx } = props
  const scroller = useRef<HTMLDivElement>(null)
  const [scrollPx, setScrollPx] = useState(0)
  const heightPx = Math.min(maxPx, items.length * rowPx)
  const { first, end } = rowsInSight(scrollPx, heightPx, rowPx, items.length)
  useLayoutEffect(() => {
    const limit = Math.max(0, items.length * rowPx - heightPx)
    if (scrollPx > limit) setScrollPx(limit)
  }, [items.length])
  return (
    <div
      ref={scroller}
      class={`virtual ${props.class ?? ''}`}
      style={{ height: `${heightPx}px` }}
      role="list"
      aria-label={props.label}
      tabIndex={items.length * rowPx > maxPx ? 0 : -1}
      onScroll={(event) => setScrollPx(event.currentTarget.scrollTop)}
    >
      <div role="presentation" style={{ height: `${items.length * rowPx}px` }}>
        {items.slice(first, end).map((item, i) => (
          <div
            key={props.keyOf(item)}
            class="virtual-row"
            role="listitem"
            aria-setsize={items.length}
            aria-posinset={first + i + 1}
            style={{ height: `${rowPx}px`, transform: `translateY(${(first + i) * rowPx}px)` }}
          >
            {props.row(item, first + i)}
          </div>
        ))}
      </div>
    </div>
  )
}
