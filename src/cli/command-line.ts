import { didYouMean } from '../config/suggestion.ts'
import { OperatingError } from '../errors.ts'
import { version } from '../version.ts'
import { EXIT_FAILED, EXIT_USAGE } from './exit-code.ts'
import { COMMANDS, commandHelp, generalHelp } from './help.ts'
import { tellFailure, type Terminal } from './terminal.ts'

type Command = (args: readonly string[], terminal: Terminal) => Promise<number>

/** Each command is loaded when it is called: help and check start nothing. */
const LOADERS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import('./start.ts')).start,
  call: async () => (await import('./call.ts')).call,
  why: async () => (await import('./why.ts')).why,
  'do-not-call': async () => (await import('./do-not-call.ts')).doNotCall,
  simulate: async () => (await import('./simulate.ts')).simulate,
  shadow: async () => (await import('./shadow.ts')).shadow,
  check: async () => (await import('./check.ts')).check,
  flow: async () => (await import('./flow.ts')).flow,
  prompts: async () => (await import('./prompts.ts')).prompts,
  lab: async () => (await import('./lab.ts')).lab,
  doctor: async () => (await import('./doctor.ts')).doctor,
  open: async () => (await import('./open.ts')).open,
  amd: async () => {
    const { amd } = await import('./amd.ts')
    return (args) => amd([...args])
  },
}

/** Runs a command line and returns the exit code. Failures are told on the terminal. */
export async function runCommandLine(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    return await dispatch(args, terminal)
  } catch (thrown) {
    tellFailure(terminal, thrown)
    return thrown instanceof OperatingError && thrown.code === 'usage' ? EXIT_USAGE : EXIT_FAILED
  }
}

async function dispatch(args: readonly string[], terminal: Terminal): Promise<number> {
  const [first = '--help', ...rest] = args
  if (first === '--version' || first === '-V' || first === 'version') {
    terminal.out(version())
    return 0
  }
  if (first === '--help' || first === '-h' || first === 'help') return help(rest[0], terminal)
  const load = LOADERS[first]
  if (load === undefined || !Object.hasOwn(LOADERS, first)) {
    const kind = first.startsWith('-') ? 'option' : 'command'
    throw new OperatingError('usage', {
      why: `there is no ${kind} ${first}${didYouMean(first, Object.keys(LOADERS))}`,
    })
  }
  if (rest.includes('--help') || rest.includes('-h')) return help(first, terminal)
  return (await load())(rest, terminal)
}

function help(command: string | undefined, terminal: Terminal): Promise<number> {
  const about = command === undefined ? undefined : COMMANDS[command]
  if (command !== undefined && about === undefined) {
    const why = `there is no command ${command}${didYouMean(command, Object.keys(COMMANDS))}`
    throw new OperatingError('usage', { why })
  }
  const { outPaint } = terminal
  terminal.out(
    about === undefined ? generalHelp(version(), outPaint) : commandHelp(about, outPaint),
  )
  return Promise.resolve(0)
}
