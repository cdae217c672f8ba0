import type { Ask } from '../../src/core/state/effects.ts'
import type { Answered } from '../../src/core/state/events.ts'
import type { Random } from '../../src/simulation/random.ts'
import type { VirtualTime } from '../../src/simulation/virtual-time.ts'

/** What flows ask outside is answered: in time, too late, twice, with a failure, or never. */
export function answerLater(
  { callbackId, question, about }: Ask,
  random: Random,
  time: VirtualTime,
  tell: (event: Answered) => void,
): void {
  const isNumber = about.kind === 'phone-number'
  const fate = random.next()
  if (fate < 0.1) return
  const ok = fate > 0.3
  const data: Record<string, string> = isNumber
    ? { number: `+1202555${String(random.between(0, 9_999)).padStart(4, '0')}` }
    : { tier: random.pick(['gold', 'silver']) }
  const answer: Answered = {
    kind: 'Answered',
    callbackId,
    question,
    ok,
    status: ok ? 200 : 500,
    data: ok ? data : {},
  }
  time.after(random.between(0, 6_000), () => tell(answer))
  if (random.chance(0.1)) time.after(random.between(0, 9_000), () => tell(answer))
}
