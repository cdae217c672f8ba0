import type { DeskContact } from '../../api/protocol.ts'
import { numberText } from '../controls/format.ts'
import { t, wordOf } from '../language/language.ts'
import { isComing, type Stage } from './stage.ts'

/** Tells whoever cannot see the page that a customer comes, at once, and what became of them. */
export function Announcement({
  contact,
  stage,
}: {
  contact: DeskContact | undefined
  stage: Stage
}) {
  return (
    <p class="unseen" role="alert" aria-live="assertive" data-testid="announcement">
      {isComing(stage)
        ? t('desk.announced', {
            who: contact?.customerName ?? numberText(contact?.number ?? ''),
            queue: contact?.queueId ?? '',
            medium: wordOf(contact?.medium ?? 'call'),
          })
        : stage === 'talking'
          ? t('desk.announcedTalking')
          : ''}
    </p>
  )
}
