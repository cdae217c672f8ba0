/** One of a few, each a button; the chosen one is pressed. */
export function Segments<Value extends string>(props: {
  label: string
  value: Value
  choices: readonly (readonly [Value, string])[]
  onChoose: (value: Value) => void
  hideLabel?: boolean
}) {
  return (
    <div class="field" role="group" aria-label={props.label}>
      {props.hideLabel !== true && <span>{props.label}</span>}
      <div class="segments">
        {props.choices.map(([value, text]) => (
          <button
            key={value}
            type="button"
            aria-pressed={value === props.value}
            onClick={() => props.onChoose(value)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  )
}
