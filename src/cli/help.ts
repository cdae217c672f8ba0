import { EXIT_BY_DISPOSITION } from './exit-code.ts'
import type { Paint } from './paint.ts'

/** One command in the help. */
export interface CommandHelp {
  /** `ringfirst call NUMBER [options]`. */
  readonly usage: string
  readonly summary: string
  readonly options: readonly (readonly [string, string])[]
  readonly examples: readonly (readonly [string, string])[]
  readonly after?: (paint: Paint) => readonly string[]
}

const CONFIG = [
  '--config FILE',
  'the configuration; ./ringfirst.yaml if it is there, else the lab',
] as const
const DATA = [
  '--data DIR',
  'the data folder; ./data unless the configuration says otherwise',
] as const

/** Every command with its help, in the order in which people meet them. */
export const COMMANDS: Readonly<Record<string, CommandHelp>> = {
  start: {
    usage: 'ringfirst start [options]',
    summary: 'Run Ringfirst; without a configuration, a whole lab',
    options: [
      CONFIG,
      DATA,
      ['--port N', 'the port of the board and the API; 0 takes a free one'],
      ['--switch KIND', 'lab or freeswitch, over what the configuration says'],
      ['--open', 'open the board in the browser'],
    ],
    examples: [
      ['ringfirst start', 'a lab with agents and customers on this machine'],
      ['ringfirst start --config centre.yaml', 'a contact centre of your own'],
    ],
  },
  call: {
    usage: 'ringfirst call NUMBER [options]',
    summary: 'Book one callback and follow it to its end',
    options: [
      ['--queue NAME', 'the queue; needed only where there are several'],
      ['--name TEXT', "the customer's name, shown to the agent"],
      ['--json', 'print one object at the end and nothing else'],
      ['--url URL', 'a Ringfirst elsewhere; its token in RINGFIRST_TOKEN_FILE'],
      CONFIG,
      DATA,
    ],
    examples: [
      ['ringfirst call +12025550100', 'a person who says hello'],
      ['ringfirst call 202-555-0102 --json', 'a voicemail, as data'],
    ],
    after: callNotes,
  },
  why: {
    usage: 'ringfirst why ID [options]',
    summary: 'Say why a callback was, or was not, dialled',
    options: [['--json', 'as data'], ['--url URL', 'a Ringfirst elsewhere'], DATA],
    examples: [
      ['ringfirst why 019a0b6e-5f60-7a3c-9d2e-5b1c00000000', 'each with rule and numbers'],
    ],
  },
  'do-not-call': {
    usage: 'ringfirst do-not-call add|remove|list|import …',
    summary: 'Numbers that are never dialled, on the running Ringfirst',
    options: [
      ['--dry-run', 'import: say what would be added, and every line that is wrong'],
      ['--json', 'list and import: as data'],
      ['--url URL', 'a Ringfirst elsewhere; its token in RINGFIRST_TOKEN_FILE'],
      DATA,
    ],
    examples: [
      ['ringfirst do-not-call add 202-555-0100', 'from now on; a call that is up goes on'],
      ['ringfirst do-not-call remove +12025550100', 'it may be dialled again'],
      [
        'ringfirst do-not-call import list.csv',
        'a column number, or one number a line; - is stdin',
      ],
      ['ringfirst do-not-call list', ''],
    ],
  },
  simulate: {
    usage: 'ringfirst simulate FILE [options]',
    summary: 'Play a day: how many agents, which modifier, what wait',
    options: [
      ['--agents N', 'with so many agents only'],
      ['--seed N', 'other customers; the same seed gives the same day'],
      ['--json', 'as data'],
    ],
    examples: [['ringfirst simulate ringfirst.yaml', 'by its section simulation']],
  },
  shadow: {
    usage: 'ringfirst shadow QUEUE [options]',
    summary: 'Replay the journal with other pacing: what would have been',
    options: [
      ['--policy WORD', 'auto, idle or cap'],
      ['--modifier N', 'another pacing modifier'],
      ['--hours N', 'the last N hours; who was on queue before is not known'],
      ['--seed N', 'for dials that were not made then, whose outcome is drawn'],
      ['--json', 'as data'],
      CONFIG,
      DATA,
    ],
    examples: [
      ['ringfirst shadow support --policy auto --modifier 2', 'while Ringfirst is stopped'],
      ['ringfirst shadow support --journal day.jsonl', 'a journal as lines of JSON; - is stdin'],
    ],
  },
  check: {
    usage: 'ringfirst check FILE…',
    summary: 'Check configurations: every error with its line and column',
    options: [['--json', 'the problems as data']],
    examples: [['ringfirst check ringfirst.yaml', 'nothing is started']],
  },
  flow: {
    usage: 'ringfirst flow FILE [NAME]',
    summary: 'Draw the flows that calls go through',
    options: [],
    examples: [
      ['ringfirst flow centre.yaml', 'every flow, with the numbers that lead to it'],
      ['ringfirst flow centre.yaml sales', 'one of them'],
    ],
  },
  prompts: {
    usage: 'ringfirst prompts check [FILE]',
    summary: 'Look at every prompt that a configuration plays: there, in its language, playable',
    options: [
      ['--all', 'show the good ones too'],
      ['--json', 'what was looked at as data'],
    ],
    examples: [['ringfirst prompts check centre.yaml', 'nothing is started']],
  },
  doctor: {
    usage: 'ringfirst doctor [options]',
    summary: 'Look at switch, edge, secrets, ports and trunks; name the cure of each fault',
    options: [['--json', 'what was looked at as data'], CONFIG],
    examples: [['ringfirst doctor --config centre.yaml', 'nothing is changed']],
  },
  lab: {
    usage: 'ringfirst lab [options]',
    summary: 'Try a switch with scripted SIPp customers and report what came of each',
    options: [
      ['--switch KIND', 'lab or freeswitch; one that no Ringfirst is running on'],
      ['--only NAME', 'one scenario'],
      ['--calls N', 'calls of each scenario; 3 unless said'],
      ['--rate N', 'new calls a second; 5 unless said'],
      ['--json', 'the report as data'],
      CONFIG,
    ],
    examples: [
      ['ringfirst lab', 'every scenario on the switch in this process'],
      ['ringfirst lab --config centre.yaml --only flood', 'a flood on FreeSWITCH'],
    ],
  },
  open: {
    usage: 'ringfirst open [options]',
    summary: 'Open the board of the running Ringfirst, signed in',
    options: [['--print', 'only print the link'], DATA],
    examples: [['ringfirst open', '']],
  },
  amd: {
    usage: 'ringfirst amd FILE… | --listen ID',
    summary: 'Hear recordings as call analysis does: who answered, and when it knew',
    options: [
      ['--json', 'one object a line and file'],
      ['--html PAGE', 'also write a page with waveforms and decisions'],
      ['--prompts STORE', 'recognise the announcements of this store'],
      ['--remember KIND', 'add FILEs to it: voicemail, ivr, screening, unavailable'],
      ['--listen', 'tell what is heard on the live legs of callback ID'],
      ['--url URL', 'a Ringfirst elsewhere; its token in RINGFIRST_TOKEN_FILE'],
      CONFIG,
      DATA,
    ],
    examples: [
      ['ringfirst amd greeting.wav', 'verdict, evidence, a drawn timeline'],
      ['ringfirst amd --remember ivr --prompts own.json menu.wav', 'learn an announcement'],
      ['ringfirst amd --listen 019a0b6e-5f60-7a3c-9d2e-5b1c00000000', 'a call that is on'],
    ],
  },
}

/** The help of the whole program. Pure. */
export function generalHelp(version: string, paint: Paint): string {
  const lines = [
    `${paint.strong('ringfirst')} ${paint.dim(version)}`,
    'Calls customers back: rings the customer first, hears who answered, joins a person to an agent.',
    '',
    paint.strong('Start here'),
    ...pairs([
      ['ringfirst start --open', 'a whole lab on this machine, and its board'],
      ['ringfirst call +12025550100', 'call a customer and watch it happen'],
    ]),
    '',
    paint.strong('Commands'),
    ...pairs(Object.entries(COMMANDS).map(([name, { summary }]) => [name, summary] as const)),
    '',
    paint.strong('Everywhere'),
    ...pairs([
      ['--help', 'of the program or of a command: ringfirst call --help'],
      ['--version', 'which Ringfirst this is'],
    ]),
    '',
    paint.dim('Errors go to standard error with a stable [code]. NO_COLOR is honoured.'),
  ]
  return lines.join('\n')
}

/** The help of one command. Pure. */
export function commandHelp(help: CommandHelp, paint: Paint): string {
  const lines = [
    `${paint.strong(help.usage)}`,
    `${help.summary}.`,
    '',
    paint.strong('Examples'),
    ...pairs(help.examples),
    '',
    paint.strong('Options'),
    ...pairs(help.options),
  ]
  const after = help.after?.(paint) ?? []
  return [...lines, ...(after.length === 0 ? [] : ['', ...after])].join('\n')
}

function pairs(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`.trimEnd())
}

function callNotes(paint: Paint): readonly string[] {
  const codes = Object.entries(EXIT_BY_DISPOSITION).map(([name, code]) => `${code} ${name}`)
  const rows: string[] = []
  for (let i = 0; i < codes.length; i += 3) {
    rows.push(
      `  ${codes
        .slice(i, i + 3)
        .map((each) => each.padEnd(30))
        .join('')}`.trimEnd(),
    )
  }
  return [
    'Books on the Ringfirst that runs on the data folder. Where none runs, and no data folder or',
    'configuration is given, a lab is started for this one call and gone afterwards.',
    '',
    paint.strong('Exit codes'),
    ...rows,
    '  1 an error, with its code   2 the command was not understood   130 Ctrl-C',
  ]
}
