import { t } from '../language/language.ts'

/** What came with the booking, a line for each field; what is nested, as it was sent. */
export function BookingData({ data }: { data: Readonly<Record<string, unknown>> }) {
  const fields = Object.entries(data)
  if (fields.length === 0) return null
  return (
    <div>
      <h3>{t('contact.data')}</h3>
      <dl class="pairs">
        {fields.map(([name, value]) => (
          <>
            <dt>{name}</dt>
            <dd>{typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd>
          </>
        ))}
      </dl>
    </div>
  )
}
