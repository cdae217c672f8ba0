import type { Decision, DecisionRule, DecisionTrigger } from '../core/state/decision.ts'
import type { Note, NoteDetail, NoteEvent } from '../core/state/interaction.ts'
import type { Why } from '../core/view/why.ts'

/** A line of a timeline as a short sentence. Pure. */
export function noteText({ event, detail = {} }: Note): string {
  const sentence = NOTES[event]
  return typeof sentence === 'string' ? sentence : sentence(detail)
}

/** A decision as a sentence with the numbers that it rested on. Pure. */
export function decisionText(decision: Decision): string {
  return RULES[decision.rule](decision.numbers, decision)
}

/** The one reason why somebody is not served at this moment, as a sentence. Pure. */
export function whyText({ rule, numbers }: Pick<Why, 'rule' | 'numbers'>): string {
  switch (rule) {
    case 'not-due':
      return `Not due yet: in ${seconds(numbers['inMs'] ?? 0)}`
    case 'not-first':
      return `Waits its turn: place ${numbers['position'] ?? 0} in line`
    case 'owner-away':
      return numbers['isOnQueue'] === 1
        ? 'Waits for its owner alone, who is busy'
        : 'Waits for its owner alone, who is off queue'
    case 'place-taken':
      return 'The customer is on the line, in its place'
    default:
      return RULES[rule](numbers, undefined)
  }
}

/** What made the core look, as the end of a sentence. Pure. */
export function triggerText(trigger: DecisionTrigger): string {
  return TRIGGERS[trigger]
}

const seconds = (ms: unknown): string => `${(Number(ms) / 1_000).toFixed(1)} s`
const named = (name: unknown): string => String(name).replaceAll('-', ' ')
const share = (confidence: unknown): string => `${Math.round(Number(confidence) * 100)} %`
const count = (number: number, one: string, many = `${one}s`): string =>
  `${number} ${number === 1 ? one : many}`

const NOTES: Readonly<Record<NoteEvent, string | ((detail: NoteDetail) => string)>> = {
  booked: ({ source }) => `booked by ${String(source)}`,
  scheduled: 'scheduled for later',
  'entered-queue': 'takes a place in the queue',
  dialling: ({ trunk }) => `dialled over trunk ${String(trunk)}`,
  ringing: 'rings',
  'early-media': 'audio before the answer',
  answered: 'answers',
  comfort: 'hears comfort audio',
  judged: (detail) => judgedText(detail),
  beep: 'a beep',
  announcement: 'hears the announcement',
  'waiting-for-agent': 'waits for an agent',
  'call-arrived': 'calls',
  'agent-reserved': ({ agent }) => `${String(agent)} is kept free`,
  preferring: ({ agents }) => `preferred agents are tried: ${String(agents)}`,
  offered: ({ agent }) => `offered to ${String(agent)}`,
  accepted: ({ agent }) => `${String(agent)} accepts`,
  starting: ({ agent }) => `${String(agent)} starts the call`,
  'not-dialled': ({ rule }) => `not dialled: ${named(rule)}`,
  'held-back': ({ rule }) => `held back: ${named(rule)}`,
  withdrawn: 'agents are gone: rings no longer, its place is kept',
  retry: ({ disposition }) => `${named(disposition)}: will be called again, its place is kept`,
  'ownership-ended': ({ agent }) => `no longer waits for ${String(agent)} alone`,
  'window-closed': 'the time in which to call has passed',
  moved: ({ to }) => `moved to queue ${String(to)}, its place is kept`,
  rescheduled: 'rescheduled by the agent',
  resolved: 'its time was worked out anew: the time zone has changed',
  'place-offered': 'the caller is offered the place of their callback',
  'place-taken': 'the call stands in the place of the callback',
  'place-returned': 'the call ended: the callback is back at its place',
  'flow-failed': ({ why }) => `the flow failed: ${String(why)}`,
  keyed: ({ entry, keys }) =>
    entry === undefined ? `keys ${count(Number(keys), 'digit')}` : `keys ${String(entry)}`,
  'keyed-wrong': 'keys nothing that fits',
  'key-pressed': ({ key }) => `presses ${String(key)}`,
  'http-answered': ({ ok, status }) =>
    ok === true ? 'the endpoint answered' : `the endpoint did not help (${String(status)})`,
  'callback-promised': ({ position }) =>
    `will be called back; keeps their place${Number(position) > 0 ? `, number ${String(position)}` : ''}`,
  'put-off': 'wants to be called later; keeps their place',
  'wait-limit': 'has waited as long as the flow allows',
  'agent-alerting': ({ agent }) => `${String(agent)}'s phone rings`,
  'agent-answered': ({ agent }) => `${String(agent)} answers`,
  'agent-not-responding': ({ agent }) => `${String(agent)} does not answer`,
  'agent-lost': ({ agent }) => `${String(agent)}'s phone is lost in the middle of the call`,
  joined: ({ agent, waitAfterAnswerMs }) =>
    `joined with ${String(agent)}, ${seconds(waitAfterAnswerMs)} after the answer`,
  held: ({ agent }) => `${String(agent)} puts the customer on hold`,
  resumed: ({ agent }) => `${String(agent)} takes the customer back`,
  'third-ringing': ({ agent, number }) => `${String(agent ?? number)} is rung`,
  'third-answered': ({ agent, number }) => `${String(agent ?? number)} answers`,
  conference: 'all three talk',
  transferred: ({ by, agent, queue, number }) =>
    `${String(by ?? 'the flow')} passes the customer on${passedTo(agent ?? queue ?? number)}`,
  'watch-asked': ({ agent, mode }) => `${String(agent)} asks to ${String(mode)}`,
  'watch-began': ({ agent, mode }) => `${String(agent)} begins to ${String(mode)}`,
  'watch-changed': ({ agent, mode }) => `${String(agent)} goes on to ${String(mode)}`,
  'watch-ended': ({ agent }) => `${String(agent)} is gone`,
  'not-transferred': ({ why }) => `is not passed on: ${named(why)}`,
  'flow-started': ({ flow }) => `the flow ${String(flow)} begins`,
  'message-started': ({ prompt }) => `${String(prompt)} begins to play`,
  'message-ended': ({ prompt, completed }) =>
    `${String(prompt)} ${completed === false ? 'is cut short' : 'has been played'}`,
  'no-agent-treatment': ({ then }) =>
    `no agent came: ${then === 'rebook' ? 'will be called again' : then === 'flow' ? 'a flow goes on' : 'is let go'}`,
  rebooked: 'keeps its place, to be called again',
  'recording-started': 'leaves a message',
  'recording-incomplete': ({ why }) => `the recording is not whole: ${named(why)}`,
  'leg-released': ({ role, cause }) => `${String(role)}'s call ends: ${named(cause)}`,
  'attempt-settled': ({ disposition }) => `counts as ${named(disposition)}`,
  'wrap-up': ({ agent, codes }) =>
    `${String(agent)} wraps up${codes === undefined ? '' : `: ${String(codes)}`}`,
  cancelled: ({ by }) => `cancelled by ${String(by)}`,
  edited: ({ by, fields }) => `changed by ${String(by)}: ${String(fields)}`,
  revealed: ({ by }) => `${String(by)} has seen the number`,
  closed: ({ disposition }) => `closed: ${named(disposition)}`,
}

function passedTo(target: string | number | boolean | undefined): string {
  return target === undefined ? '' : ` to ${String(target)}`
}

function judgedText({ verdict, kind, confidence }: NoteDetail): string {
  const what = kind === undefined ? named(verdict) : `${named(verdict)} (${named(kind)})`
  return `is ${what}${confidence === undefined ? '' : `, ${share(confidence)} sure`}`
}

type Numbers = Readonly<Record<string, number>>

const pacing = ({
  inFlight = 0,
  agentsIdle = 0,
  agentsLoggedIn = 0,
  agentsSpokenFor = 0,
}: Numbers): string =>
  `${inFlight} in flight, ${count(agentsIdle, 'agent')} idle of ${agentsLoggedIn} on queue${agentsSpokenFor === 0 ? '' : `, ${agentsSpokenFor} of them needed by other queues`}`

const RULES: Readonly<
  Record<DecisionRule, (numbers: Numbers, decision: Decision | undefined) => string>
> = {
  dialled: (numbers) => `Dialled: ${pacing(numbers)}, ${numbers['cap'] ?? 0} allowed in flight`,
  'nobody-waiting': () => 'Nobody waits to be dialled',
  'pacing-cap': (numbers) =>
    `Not dialled: ${numbers['inFlight'] ?? 0} in flight is all that the modifier ${numbers['modifier'] ?? 1} times ${count(numbers['agentsLoggedIn'] ?? 0, 'agent')} allows`,
  'pacing-idle': (numbers) =>
    (numbers['agentsIdle'] ?? 0) === 0
      ? `Not dialled: no agent is idle of ${numbers['agentsLoggedIn'] ?? 0} on queue`
      : `Not dialled: every idle agent has a customer coming (${pacing(numbers)})`,
  'pacing-auto': (numbers) =>
    numbers['riskPercent'] === undefined
      ? `Not dialled: every idle agent has a customer coming (${pacing(numbers)})`
      : `Not dialled: with ${pacing(numbers)} one more would meet no agent in ${numbers['riskPercent']} % of cases, ${numbers['allowedRiskPercent'] ?? 0} % are allowed`,
  'pacing-shared': () =>
    'Not dialled: the agents serve another queue too, whose first has waited for longer',
  'pacing-surplus': (numbers) =>
    `Let go while it rang: ${count(numbers['agentsLoggedIn'] ?? 0, 'agent')} left for ${numbers['inFlight'] ?? 0} in flight`,
  'no-agent-on-queue': () => 'Not dialled: no agent is on queue',
  'trunk-channels': (numbers) =>
    `Not dialled: every channel of the trunk is in use${numbers['channels'] === undefined ? '' : ` (${numbers['channels']})`}`,
  'trunk-rate': () => 'Not dialled yet: the trunk takes no more calls this second',
  'no-trunk': () => 'Not dialled: the site has no trunk that can be used',
  'site-channels': (numbers) =>
    `Not dialled: the site has ${count(numbers['calls'] ?? 0, 'call')} up, all it takes`,
  'spend-limit': (numbers) =>
    `Not dialled: ${numbers['spent'] ?? 0} of ${numbers['limit'] ?? 0} is spent, a minute would cost ${numbers['next'] ?? 0}`,
  destination: () => 'Not dialled: calls to that destination are not allowed',
  'switch-lost': () => 'Not dialled: the switch does not answer',
  draining: () => 'Not dialled: Ringfirst is being drained',
  'queue-closed': () => 'Not dialled: the queue is closed',
  'do-not-call': () => 'Not dialled: the number is on the do-not-call list',
  'abandon-lock': () => 'Not dialled yet: a call to the number was abandoned too recently',
  'attempt-cap': (numbers) =>
    `Not dialled yet: ${count(numbers['attempts'] ?? 0, 'attempt')} to the number already`,
  'no-skilled-agent': () => 'Not dialled: no agent with the skills is idle and not promised',
  'agents-promised': (numbers) =>
    `Waits on the line: every idle agent has a customer coming who was before (${numbers['agentsPromised'] ?? 0})`,
  offered: (_, decision) => `Offered to ${decision?.agentId ?? 'an agent'}`,
  'preferred-agent': (_, decision) => `${decision?.agentId ?? 'An agent'} was chosen: preferred`,
  'preferred-busy': () => 'Waits: no preferred agent is idle yet',
  'reserved-agent': (_, decision) =>
    `${decision?.agentId ?? 'An agent'} was kept free for this customer`,
  'agent-chosen': (numbers, decision) =>
    `${decision?.agentId ?? 'An agent'} was chosen: idle longest (${seconds(numbers['idleMs'] ?? 0)})`,
  'no-agent-idle': (numbers) =>
    `Waits on the line: no agent is idle of ${numbers['agentsLoggedIn'] ?? 0} on queue`,
}

const TRIGGERS: Readonly<Record<DecisionTrigger, string>> = {
  'agent-on-queue': 'an agent went on queue',
  'agent-completed-call': 'an agent completed a call',
  'acw-ends-soon': 'an agent is about to be free',
  'agents-gone': 'agents have gone',
  'callback-arrived': 'a callback arrived',
  'callback-dispatched': 'a callback was dispatched',
  'customer-live': 'a customer is on the line',
  'owner-idle': 'its owner is idle',
  'queue-opened': 'the queue opened',
  'limit-lifted': 'a limit lifted',
  'switch-returned': 'the switch returned',
}
