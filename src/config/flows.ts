import type { Flow, FlowStep, FlowSteps, InboundNumber } from '../core/state/flow-program.ts'
import { phoneNumber, queueId } from '../core/ids.ts'
import { compileFlow } from './flow-compiler.ts'
import type { Step } from './flow-schema.ts'
import type { Config } from './schema.ts'

/** A flow of a queue as the core runs it: its name, or its own steps. Pure. */
export function flowStepsOf(written: string | readonly Step[], id: string): FlowSteps {
  return typeof written === 'string' ? written : compileFlow(id, written, undefined).steps
}

/** What the core needs to know of flows and of the numbers that lead to them. Pure. */
export function flowsOf(config: Config): {
  readonly flows?: readonly Flow[]
  readonly numbers?: readonly InboundNumber[]
} {
  const flows = Object.entries(config.flows).map(([id, { steps, language }]) =>
    compileFlow(id, steps, language),
  )
  const numbers = Object.entries(config.numbers).map(([number, entry]) => {
    const flow = flows.find(({ id }) => id === entry.flow)
    const queue = entry.queue ?? (flow && firstQueue(flow)) ?? Object.keys(config.queues)[0] ?? ''
    const language = entry.language === undefined ? {} : { language: entry.language }
    return { number: phoneNumber(number), flow: entry.flow, queueId: queueId(queue), ...language }
  })
  return {
    ...(flows.length === 0 ? {} : { flows }),
    ...(numbers.length === 0 ? {} : { numbers }),
  }
}

/** The first queue that a flow names: its calls count to it until the flow has chosen one. */
function firstQueue({ steps }: Flow): string | undefined {
  return steps.map(queueIn).find((queue) => queue !== undefined)
}

function queueIn(step: FlowStep): string | undefined {
  return step.kind === 'enter-queue' || step.kind === 'create-callback' ? step.queueId : undefined
}
