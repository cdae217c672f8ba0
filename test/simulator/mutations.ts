import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { build } from 'esbuild'

/** A fault planted in the core: one piece of its text, and what stands there instead. */
interface Mutant {
  readonly fault: string
  readonly file: string
  readonly text: string
  readonly instead: string
}

/** What must never go unnoticed. */
const MUTANTS: readonly Mutant[] = [
  {
    fault: 'a retry loses its place',
    file: 'callback/retry.ts',
    text: 'begun(callback).retryAt = undefined',
    instead: 'begun(callback).retryAt = undefined; callback.rankedAt = turn.now',
  },
  {
    fault: 'a customer is dialled twice in an attempt',
    file: 'dispatch/attempt.ts',
    text: "note(turn, callback, 'dialling', { attempt: attempt.id, trunk: trunk.id }, legId)",
    instead:
      "turn.effects.push({ kind: 'DialCustomer', legId, attemptId: attempt.id, number: callback.customer, trunkId: trunk.id, ringTimeoutMs: 30_000, maxCallMs: 60_000 })",
  },
  {
    fault: 'an agent holds one more than they may',
    file: 'state/utilization.ts',
    text: 'return held < max',
    instead: 'return held <= max',
  },
  {
    fault: 'a call interrupts whoever must not be interrupted',
    file: 'state/utilization.ts',
    text: 'utilization.callback.interruptedBy.includes(medium)',
    instead: 'true',
  },
  {
    fault: 'an agent has two previews of a campaign',
    file: 'state/utilization.ts',
    text: '!agent.held.some((work) => work.campaignId === campaign)',
    instead: 'campaign !== undefined',
  },
  {
    fault: 'a code is not tagged to the voice calls',
    file: 'agent/wrap-up-code.ts',
    text: 'if (call.joinedAt !== undefined) tagged.push(call.legId)',
    instead: ';',
  },
  {
    fault: 'a code at communication level is tagged to more than one call',
    file: 'agent/wrap-up-code.ts',
    text: 'return [ownCall]',
    instead: 'return [callback.id, ownCall]',
  },
  {
    fault: 'one skill of several is enough',
    file: 'state/lane.ts',
    text: 'skills.every(',
    instead: 'skills.some(',
  },
  {
    fault: 'an owned callback goes to anybody',
    file: 'dispatch/choice.ts',
    text: 'if (callback.ownerId !== agent.id) return false',
    instead: '',
  },
  {
    fault: 'priority does not count',
    file: 'state/line.ts',
    text: 'b.priority - a.priority || a.rankedAt',
    instead: 'a.rankedAt',
  },
  {
    fault: 'a trunk takes one call too many',
    file: 'state/trunk.ts',
    text: 'trunk.channelsInUse >= settings.channels',
    instead: 'trunk.channelsInUse > settings.channels',
  },
  {
    fault: 'a trunk gets calls faster than its rate',
    file: 'state/trunk.ts',
    text: 'now - oldest >= windowMs',
    instead: 'now - oldest >= windowMs / 2',
  },
  {
    fault: 'a site has one call at once too many',
    file: 'dispatch/attempt.ts',
    text: 'calls >= site.channels',
    instead: 'calls > site.channels',
  },
  {
    fault: 'what the next call costs is not reckoned with',
    file: 'state/spending.ts',
    text: 'spent + next <= limit',
    instead: 'spent <= limit',
  },
  {
    fault: 'a transfer goes out over the spend limit',
    file: 'call/third-party.ts',
    text: 'if (over !== undefined)',
    instead: 'if (over === undefined && to.number.length === 0)',
  },
  {
    fault: 'minutes of calls that are up cost nothing',
    file: 'state/spending.ts',
    text: 'if (leg.bill?.siteId === id)',
    instead: 'if (leg.bill?.siteId !== id)',
  },
  {
    fault: 'a call that nobody answered is paid for',
    file: 'state/spending.ts',
    text: 'else charge(spending, site, -call.bill.perMinute, call.orderedAt)',
    instead: '',
  },
  {
    fault: 'a queue dials through another site than its own',
    file: 'state/state.ts',
    text: 'queue.settings.site ?? organisation.defaultSite',
    instead: 'organisation.defaultSite',
  },
  {
    fault: 'a number goes out past its route',
    file: 'state/site.ts',
    text: 'return best?.trunks ?? trunks',
    instead: 'return trunks.length > 0 ? trunks : (best?.trunks ?? trunks)',
  },
  {
    fault: 'a contact of a campaign is called outside its times',
    file: 'state/window.ts',
    text: 'if (details.campaignId === undefined || details.windows === undefined) return false',
    instead: 'if (details.source.length > 0 || details.windows === undefined) return false',
  },
  {
    fault: 'a flow gives an agent a call beside what they hold',
    file: 'flow/transfer.ts',
    text: "hasRoomForOne ? undefined : 'agent-busy'",
    instead: "hasRoomForOne ? undefined : agent.id.length === 0 ? 'agent-busy' : undefined",
  },
  {
    fault: 'the do-not-call list is not looked at before dialling',
    file: 'queue/clearance.ts',
    text: 'if (isBarred(state, number)) return',
    instead: 'if (number.length === 0) return',
  },
  {
    fault: 'the cap of attempts lets one more through',
    file: 'state/numbers.ts',
    text: 'recent.length - cap.attempts',
    instead: 'recent.length - cap.attempts - 1',
  },
  {
    fault: 'a number is dialled again right after an abandoned call',
    file: 'queue/clearance.ts',
    text: 'abandonedAt + lockMs > now',
    instead: 'abandonedAt > now',
  },
  {
    fault: 'a closed queue dials',
    file: 'queue/clearance.ts',
    text: "queue.closed ? 'queue-closed' : undefined",
    instead: 'undefined',
  },
  {
    fault: 'a customer is called outside the window',
    file: 'callback/schedule.ts',
    text: "callback.window = window\n  moveInQueue(turn, callback, 'waiting')",
    instead: "callback.window = undefined\n  moveInQueue(turn, callback, 'waiting')",
  },
  {
    fault: 'the agent’s phone goes on ringing for who is gone',
    file: 'dispatch/alerting.ts',
    text: "return releaseLeg(turn, agentLeg, 'cancelled')",
    instead: 'return',
  },
  {
    fault: 'an agent stays reserved for who does not answer',
    file: 'callback/settle.ts',
    text: 'endReservation(turn, callback)',
    instead: 'void endReservation',
  },
  {
    fault: 'the wait after the answer is misreported',
    file: 'state/record.ts',
    text: 'end - callback.course.answeredAt',
    instead: 'end - callback.bookedAt',
  },
  {
    fault: 'a third party’s leg is left when the customer hangs up',
    file: 'call/talk.ts',
    text: 'letThirdGo(turn, callback)',
    instead: 'void letThirdGo',
  },
  {
    fault: 'a supervisor’s leg is left when the call is over',
    file: 'call/talk.ts',
    text: '  dismissWatchers(turn, callback)',
    instead: '  void dismissWatchers',
  },
  {
    fault: 'a caller’s place is lost on taking a callback',
    file: 'flow/promise.ts',
    text: 'rankedAt: call.rankedAt, number: call.number',
    instead: 'rankedAt: turn.now, number: call.number',
  },
  {
    fault: 'the lanes of a queue are served in the wrong order',
    file: 'dispatch/dispatch.ts',
    text: 'byRank(first, bestFirst) > 0',
    instead: 'byRank(first, bestFirst) < 0',
  },
  {
    fault: 'a caller in a flow is left without a next step',
    file: 'flow/flow.ts',
    text: "if (run.awaits === 'recording' && run.tries++ === 0) return endRecording(turn, callback)",
    instead: "if (run.awaits === 'recording') return",
  },
  {
    fault: 'an agent who is through with a consultation keeps what they held',
    file: 'agent/parting.ts',
    text: 'if (agent.held.some((work) => work.callbackId === callback.id)) dropWork(turn, agent, callback.id)',
    instead: 'void dropWork',
  },
  {
    fault: 'a customer on hold hears nothing',
    file: 'call/hold.ts',
    text: '  playMusic(turn, callback, customerLeg)',
    instead: '  void playMusic',
  },
  {
    fault: 'two owners both act: the store takes what a passed one writes',
    file: '../../test/simulator/journal.ts',
    text: 'if (fence !== this.fence) return false',
    instead: '',
  },
]

const ROOT = resolve(import.meta.dirname, '../..')
/** Of the processor's time, so that a busy machine finds as much as an idle one. */
const SECONDS_EACH = Number(process.env['SECONDS'] ?? 25)

/** Bundles the simulator over a core, with one fault or none, and runs it. Says what it found. */
async function simulate(mutant: Mutant | undefined): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'ringfirst-mutant-'))
  try {
    cpSync(join(ROOT, 'src/core'), join(folder, 'src/core'), { recursive: true })
    cpSync(join(ROOT, 'src/simulation'), join(folder, 'src/simulation'), { recursive: true })
    cpSync(join(ROOT, 'test/simulator'), join(folder, 'test/simulator'), { recursive: true })
    if (mutant !== undefined) plant(folder, mutant)
    const bundle = join(folder, 'run.mjs')
    await build({
      entryPoints: [join(folder, 'test/simulator/run.ts')],
      outfile: bundle,
      bundle: true,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    })
    const seconds = String(mutant === undefined ? SECONDS_EACH / 2 : SECONDS_EACH)
    const run = spawnSync(
      process.execPath,
      [bundle, '--processor-seconds', seconds, '--unshrunk'],
      {
        encoding: 'utf8',
      },
    )
    return run.status === 0
      ? undefined
      : run.stderr.split('\n', 3).join(' ').slice(0, 160) || 'died'
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function plant(folder: string, { fault, file, text, instead }: Mutant): void {
  const path = join(folder, 'src/core', file)
  const source = readFileSync(path, 'utf8')
  if (source.split(text).length !== 2) throw new Error(`"${fault}": ${file} has not one "${text}"`)
  writeFileSync(
    path,
    source.replace(text, () => instead),
  )
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const healthy = await simulate(undefined)
say(healthy === undefined ? 'no fault planted: nothing to blame' : `no fault planted: ${healthy}`)
let missed = healthy === undefined ? 0 : 1
// Words of a fault run the faults that have one of them; without any, all.
const words = process.argv.slice(2)
const planted = MUTANTS.filter(
  ({ fault }) => words.length === 0 || words.some((word) => fault.includes(word)),
)
for (const mutant of planted) {
  const found = await simulate(mutant)
  if (found === undefined) missed++
  say(
    `${found === undefined ? 'MISSED' : 'caught'}  ${mutant.fault}${found === undefined ? '' : `\n        ${found}`}`,
  )
}
say(`${planted.length} faults planted, ${missed} missed`)
process.exitCode = missed === 0 ? 0 : 1
