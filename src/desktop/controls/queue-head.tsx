import type { LiveQueue } from '../../api/protocol.ts'
import { t, wordOf } from '../language/language.ts'

/** The name of a queue and how it is paced. */
export function QueueHead(props: {
  queue: {
    readonly id: string
    readonly pacing: Pick<LiveQueue['pacing'], 'policy' | 'modifier' | 'cap'>
  }
}) {
  const { id, pacing } = props.queue
  return (
    <div class="card-head">
      <h2>
        <span class="hush">{t('lab.queueWord')}</span> {id}
      </h2>
      <p class="hush end">
        {t('lab.pacing', {
          policy: wordOf(`policy-${pacing.policy}`),
          modifier: pacing.modifier.toFixed(1),
          cap: pacing.cap,
        })}
      </p>
    </div>
  )
}
