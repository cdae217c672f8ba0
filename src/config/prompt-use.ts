import type { FlowStep, Utterance } from '../core/state/flow-program.ts'
import type { Organisation } from '../core/state/organisation.ts'
import { LARGEST_SPOKEN, spokenNumber, spokenTime } from '../core/flow/speech.ts'

/** The prompts that a configuration may play, by name: `welcome`, `de/welcome`. Pure. */
export function promptsUsed(organisation: Organisation): readonly string[] {
  const { flows = [], queues } = organisation
  const ofQueues = queues.flatMap((queue) => [
    queue.comfortPrompt,
    queue.announcementPrompt,
    queue.noAgent.prompt,
    queue.takeOver?.prompt,
    ...[queue.machineFlow, queue.waitFlow, queue.noAgent.flow].flatMap((flow) =>
      typeof flow === 'object' ? flow.flatMap(namesOf) : [],
    ),
  ])
  const music = flows.flatMap(({ steps }) =>
    steps.flatMap((step) => {
      if (step.kind === 'record') return ['line-hiss']
      return step.kind === 'hold' ? [step.music] : []
    }),
  )
  const spoken = new Set<string | undefined>([...ofQueues, ...music])
  for (const language of languagesOf(organisation)) {
    const inLanguage = (name: string): string =>
      language === undefined ? name : `${language}/${name}`
    for (const { steps, language: own } of flows) {
      if (own !== undefined && own !== language) continue
      for (const name of steps.flatMap(namesOf)) spoken.add(inLanguage(name))
      const says = steps.flatMap(utterancesOf).filter((each) => typeof each !== 'string')
      for (const name of partsOf(says, language)) spoken.add(inLanguage(name))
    }
  }
  return [...spoken].filter((name) => name !== undefined).sort()
}

/** The languages in which flows speak; undefined is that of prompts without one. */
function languagesOf({ flows = [], numbers = [] }: Organisation): readonly (string | undefined)[] {
  const chosen = flows.flatMap(({ steps }) =>
    steps.flatMap((step) => (step.kind === 'set' ? [step.language] : [])),
  )
  const own = flows.map(({ language }) => language)
  return [...new Set([...numbers.map(({ language }) => language), ...own, ...chosen])]
}

function namesOf(step: FlowStep): readonly string[] {
  if (step.kind === 'play') return [step.prompt]
  return utterancesOf(step).filter((each) => typeof each === 'string')
}

function utterancesOf(step: FlowStep): readonly Utterance[] {
  if (step.kind === 'say') return step.say
  return step.kind === 'collect' ? [...step.say, ...step.again] : []
}

/** What values are made of, in a language: every word for numbers that anything may need. */
function partsOf(says: readonly Utterance[], language: string | undefined): readonly string[] {
  const needs = (kind: string): boolean =>
    says.some((each) => typeof each === 'object' && kind in each)
  const numbers = [...Array(100).keys(), 100, 1_000, LARGEST_SPOKEN]
  const words = numbers.flatMap((number) => spokenNumber(number, language))
  const isCounted = needs('number') || needs('position') || needs('estimatedWait')
  return [
    ...(isCounted || needs('digits') ? words : []),
    ...(needs('estimatedWait') ? ['wait-is-about', 'minute', 'minutes'] : []),
    ...(needs('time')
      ? ['00:00', '08:05', '12:00', '23:59'].flatMap((time) => spokenTime(time, language))
      : []),
  ]
}
