/** The colour of a state's chip or dot. */
export type Tone = 'good' | 'warn' | 'bad' | 'calm' | ''

const TONES: Readonly<Record<string, Tone>> = {
  idle: 'good',
  talking: 'good',
  connected: 'good',
  human: 'good',
  alerting: 'warn',
  reserved: 'warn',
  acw: 'warn',
  held: 'warn',
  'awaiting-agent': 'warn',
  farewell: 'warn',
  abandoned: 'warn',
  'customer-hung-up': 'warn',
  interrupted: 'warn',
  consulting: 'warn',
  communicating: 'calm',
  dialling: 'calm',
  analysing: 'calm',
  conference: 'calm',
  'in-flow': 'calm',
  machine: 'calm',
  'network-failure': 'bad',
  unwanted: 'bad',
  'not-responding': 'bad',
}

/** The tone of a state or an outcome by name; plain where it asks for no attention. Pure. */
export function toneOf(name: string): Tone {
  return TONES[name] ?? ''
}
