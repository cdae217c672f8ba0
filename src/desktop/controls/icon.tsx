/** Line drawings on a field of 20 by 20. */
const PATHS = {
  person: 'M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM3.8 16.6a6.2 6.2 0 0 1 12.4 0',
  phone:
    'M6.2 3.2 4 3.9c-.6 4 1.6 7.3 4.2 9.5s5.3 3.1 7.8 2.6l.8-2.2-3-2.2-1.8 1.4c-1.6-.8-2.9-2.1-3.7-3.7L9.6 7.2Z',
  hangUp: 'M2.6 12.4c4.3-4.3 10.5-4.3 14.8 0l-2.2 2.2-2.8-1.4v-2.2a9 9 0 0 0-4.8 0v2.2l-2.8 1.4Z',
  microphone:
    'M10 2.6a2.4 2.4 0 0 0-2.4 2.4v4.6a2.4 2.4 0 0 0 4.8 0V5A2.4 2.4 0 0 0 10 2.6ZM4.6 9.4a5.4 5.4 0 0 0 10.8 0M10 14.8v2.6',
  pause: 'M7 4.4v11.2M13 4.4v11.2',
  play: 'M6.2 4.2v11.6l9.2-5.8Z',
  keypad: 'M5 5h.01M10 5h.01M15 5h.01M5 10h.01M10 10h.01M15 10h.01M5 15h.01M10 15h.01M15 15h.01',
  transfer: 'M3.4 10h12.8M11.6 5.2 16.4 10l-4.8 4.8',
  people:
    'M7.4 9.6a2.7 2.7 0 1 0 0-5.4 2.7 2.7 0 0 0 0 5.4ZM2.4 15.8a5 5 0 0 1 10 0M13.4 9.4a2.3 2.3 0 1 0-.6-4.5M15 15.8h2.6a4.6 4.6 0 0 0-3.6-4.4',
  clock: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 6v4.2l2.8 1.8',
  headset: 'M4 12.6V10a6 6 0 0 1 12 0v2.6M4 11.4h2.2v4H4ZM13.8 11.4H16v4h-2.2Z',
  eye: 'M2.4 10S5.2 5 10 5s7.6 5 7.6 5-2.8 5-7.6 5-7.6-5-7.6-5ZM10 12.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4Z',
  close: 'm5 5 10 10M15 5 5 15',
  upload: 'M10 13.4V3.6M6.2 7.2 10 3.4l3.8 3.8M3.6 16.4h12.8',
  check: 'm4 10.6 4 4 8-9',
  warning: 'M10 3.4 17.4 16H2.6ZM10 8v3.8M10 13.8v.1',
  speaker: 'M3.4 8v4h2.8l4 3.4V4.6l-4 3.4ZM13.2 7.4a3.8 3.8 0 0 1 0 5.2M15.2 5.2a7 7 0 0 1 0 9.6',
  pencil: 'M4 16l.8-3.4L13.4 4 16 6.6l-8.6 8.6Z',
} as const

export type IconName = keyof typeof PATHS

/** A small drawing beside a word; it says nothing by itself. */
export function Icon({ name, size = 17 }: { name: IconName; size?: number }) {
  return (
    <svg
      class="icon"
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width={name === 'keypad' ? 2.4 : 1.5}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  )
}
