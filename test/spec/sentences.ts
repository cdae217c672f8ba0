/**
 * Every sentence of the specification's sections 3 to 15, whole, by its number. The specification
 * itself is not in the repository; this is its text, of which each word stands in a row.
 */
export const SENTENCES: Readonly<Record<string, string>> = {
  '3.1':
    'A callback carries: number (E.164 after normalising with the site’s country), queue, customer name, optional caller ID number and name, optional owner agent, optional time window or exact time with an IANA time zone (30 days ahead at most), priority, skills, data for the agent, idempotency key.',
  '3.2':
    'It comes from: the HTTP API, the CLI, a CSV import with a dry run, an agent’s desktop, or an inbound flow while the customer waits (the place in queue is then the call’s own).',
  '3.3': 'One open callback per number and queue: a second booking returns the first.',
  '3.4': 'Bad input gets a clear error naming the field; nothing is stored.',
  '4.1':
    'Calls and callbacks of a queue stand in one order: priority (higher first), then the time they entered the queue.',
  '4.2': 'A callback keeps the place from its booking (or from the call it came from).',
  '4.3': 'A scheduled callback enters at its due time.',
  '4.4':
    'Position 1 means eligible to be dialled, and before everything else, unless a priority set by a flow or the API says otherwise.',
  '4.5':
    'An owned callback waits for its owner alone; after the ownership limit (default 24 h, 1 to 168) it goes to the queue or expires, as configured.',
  '5.1':
    'The queue is looked at in exactly these moments, not by polling: an agent goes on queue; an agent completes a call and is not about to go off queue; a callback arrives in the queue (booked, or due); an eligible callback has been dispatched.',
  '5.2': 'A callback whose customer is dialled, or has answered and waits, is in flight.',
  '5.3':
    'The pacing modifier m (1.0 or more) times the number of agents logged in to the queue, rounded down, is the most callbacks in flight at once.',
  '5.4':
    'Within that cap a policy decides: cap fills it; idle keeps one dial per idle agent; auto (default) dials as many as keep the share of customers who wait over 2 s after answering at or under the target (3 % of live answers over a rolling window) for the highest agent occupancy, learns answer rate and ring-time distribution per queue and trunk, counts agents whose ACW ends within the trunk’s shortest ring time, and cancels surplus ringing legs when agents vanish.',
  '5.5': 'With 5 agents or fewer it never dials more than one per idle agent.',
  '5.6':
    'Trunk limits (calls per second, channels), the site’s limits and destination rules come last and always hold.',
  '5.7':
    'Every decision, and every refusal, is recorded with its rule and the numbers it used: “why was this callback (not) dialled?” has an answer, live and afterwards.',
  '6.1': 'Calls go out through the default site of the organisation (a queue may name another).',
  '6.2':
    'A site has a country, a time zone, number plans, outbound routes and trunks in fail-over order; a trunk has an address, transport, credentials, codecs, channels, calls per second, caller-ID allow-list.',
  '6.3': 'Ring time default 30 s, never under 15.',
  '6.4':
    'A network failure (5xx, timeout, no route) tries the next trunk within the same attempt; an answer from the customer’s side (busy, declined, invalid) does not.',
  '6.5':
    'Destinations outside the allowed countries, premium numbers and over-limit spend are refused before dialling.',
  '7.1':
    'Post-connect call analysis, answering-machine detection and beep detection are on by default.',
  '7.2': 'Early media is analysed too (special information tones, announcements, busy).',
  '7.3':
    'Verdicts: human; machine (voicemail, IVR, call screening, unavailable announcement); fax; special information tone (with its kind); busy; congestion; ringback; silence; unsure.',
  '7.4': 'Each with confidence, evidence and times, and each replayable on the recording.',
  '7.5': 'Listening goes on after a verdict: a beep that arrives later corrects it.',
  '7.6': 'human: to an agent (section 8).',
  '7.7':
    'machine: the queue’s only setting is an inbound flow to transfer to (section 12); none set: hang up, disposition machine.',
  '7.8': 'anything else: hang up, disposition with that outcome’s code.',
  '7.9': 'Nothing unsuccessful is retried.',
  '7.10':
    '(A queue may opt in to retries with a delay and a maximum; off by default; a retry keeps its place.)',
  '8.1':
    'A live customer goes to the longest-idle eligible agent (skills, utilization, on queue), ahead of everyone who is not on the line.',
  '8.2':
    'While no agent is free the customer hears comfort audio within 500 ms of the answer, then an announcement at 2 s, and after the maximum wait (default 20 s) the queue’s no-agent treatment (message, then rebook at the same place, or hang up): an abandoned call, counted.',
  '8.3':
    'An agent who does not answer within the alerting time (default 15 s, 7 at least) becomes not-responding and the next agent is tried.',
  '8.4': 'The customer hanging up cancels the agent’s ringing at once.',
  '8.5':
    'The agent’s desktop shows who, why, how long they waited, and the booking’s data before the audio joins.',
  '8.6':
    'Hold, mute, DTMF, blind and attended transfer, conference; supervisors listen, whisper, barge; recording per queue.',
  '9.1':
    'A queue may start an accepted callback by itself when the agent has not within a set time, and end it by itself after ACW or a set time (0 to 1200 s, default 300).',
  '9.2': 'Both need the enforced communication-level ACW setting; the configuration check says so.',
  '10.1':
    'Per agent (or the organisation’s default): for each medium, a maximum held at once (0 to 25) and which media may interrupt it.',
  '10.2':
    'Calls and callbacks do not interrupt each other by default; the check warns where a setting would let calls overtake callbacks and explains why.',
  '10.3': 'Queue-routed, owned, scheduled and customer-first callbacks all count the same.',
  '10.4': 'An agent in campaigns gets one preview per campaign, whatever the setting.',
  '11.1':
    'participant-level (default): the agent’s code is tagged to the callback interaction and to every voice call inside it (two or more).',
  '11.2': 'communication-level: the code is tagged to the voice call alone.',
  '11.3':
    'If the agent never accepted the callback, the code falls back to participant level, set by the system.',
  '11.4': 'Modes: optional; mandatory, with or without a timer (1 s to 60 min); forced.',
  '11.5':
    'A report that joins codes to the switch’s call records must reconcile exactly at both levels.',
  '12.1':
    'An inbound flow is a small declarative program in the configuration: play, say position, wait in queue with music, collect digits, decide (hours, holidays, data, queue state), offer a callback, create a callback, set priority or skills, transfer to a queue or flow, wait for the beep, leave a message, record, hang up.',
  '12.2': 'Inbound calls enter through one; machines are transferred to one.',
  '12.3':
    'Whether a callback is offered at certain hours only is a decide step before create-callback: in-queue callbacks have no callable times of their own.',
  '12.4': 'Callable times belong to campaigns.',
  '13.1':
    'A queue may have preferred-agent rules: steps that name agents, each with its own time-out, before everyone else.',
  '13.2':
    'While such a rule is in use, in-queue callbacks (and calls) are no longer routed to the last agent who handled the customer; the rule’s agents are tried instead.',
  '13.3': 'Scheduled callbacks are not affected: their owner or last agent still counts.',
  '14.1':
    'Nothing is cancelled by default: the callback keeps its place and the call takes its own.',
  '14.2':
    'One queue, calls not interrupting callbacks: the callback may go out while the customer is on the line; it meets busy and is settled so.',
  '14.3':
    'Several queues: the customer may reach an agent first, and the callback is still routed when its turn comes.',
  '14.4':
    'Opt-in per queue, and no other system found has it: recognise the number, offer to take the callback’s place for this call, and settle the callback when the call is answered by an agent.',
  '15.1':
    'A list of contacts with preview dialling: an agent gets one preview per campaign; callable times per contact time zone; do-not-call list.',
  '15.2': 'Enough for the rules above to be real.',
}
