import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ArgumentKind,
  displayName,
  safe,
  safePort,
} from '../../../src/softswitch/freeswitch/argument.ts'
import { OperatingError } from '../../../src/errors.ts'

const KINDS: readonly ArgumentKind[] = [
  'leg',
  'number',
  'host',
  'digits',
  'file',
  'credential',
  'contact',
]

/** What ends a command, starts another, runs a program or opens a new part of a dial string. */
const DANGERS = [
  '\n',
  '\r',
  '\0',
  ' ',
  '${',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  ',',
  "'",
  '"',
  '|',
  '&',
  '^^',
  '`',
  '\\',
  ':_:',
]

describe('an argument for the switch', () => {
  it.each<[ArgumentKind, string]>([
    ['leg', '11111111-2222-4333-8444-555555550001'],
    ['number', '+12025550100'],
    ['host', 'sip.carrier.example'],
    ['host', '192.0.2.7'],
    ['digits', '12*#w3A'],
    ['file', '/var/lib/ringfirst/prompts/comfort.wav'],
    ['credential', 'Tr0ub4dor-&3'.replace('&', '_')],
    ['contact', 'sip:ab12cd@x7y8z9.invalid;transport=ws'],
    ['contact', 'sip:bob@192.0.2.4:5062;transport=udp;ob'],
  ])('of the kind %s lets %s through', (kind, text) => {
    expect(safe(kind, 'field', text)).toBe(text)
  })

  it.each(KINDS)('of the kind %s holds none of what the switch gives a meaning to', (kind) => {
    const around = fc.string({ unit: fc.constantFrom(...'abc019+./@;=-'.split('')), maxLength: 12 })
    fc.assert(
      fc.property(around, fc.constantFrom(...DANGERS), around, (before, danger, after) => {
        expect(() => safe(kind, 'field', before + danger + after)).toThrow(OperatingError)
      }),
    )
  })

  it.each<[ArgumentKind, string]>([
    ['number', '12025550100\n\napi system id'],
    ['number', '${system(id)}'],
    ['number', ''],
    ['leg', 'x\n\napi global_setvar injected=yes'],
    ['host', '127.0.0.1;fs_path=sip:evil.example'],
    ['file', '/prompts/../../etc/passwd'],
    ['file', 'relative.wav'],
    ['file', '/prompts/a b.wav'],
    ['credential', 'secret,execute_on_answer=system'],
    ['contact', 'sip:bob@host|sip:evil@example.com'],
    ['contact', 'sip:bob@host?X-Leg=1'],
    ['contact', 'http://host/'],
  ])('of the kind %s refuses %j', (kind, text) => {
    expect(() => safe(kind, 'field', text)).toThrow('field holds a character')
  })

  it('never repeats in its error what it refused', () => {
    expect(() => safe('credential', 'trunk.password', 'hunter2 \n')).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('hunter2') as string }),
    )
  })

  it('is a port only from 1 to 65535', () => {
    expect(safePort('port', 5060)).toBe('5060')
    for (const port of [0, -1, 65_536, 1.5, Number.NaN]) {
      expect(() => safePort('port', port)).toThrow(OperatingError)
    }
  })

  it('shows a name without anything but letters, digits, dots, hyphens and blanks', () => {
    expect(displayName("O'Brien & Söhne, {Ltd.}\n")).toBe('O Brien Söhne Ltd.')
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (name) => {
        expect(displayName(name)).toMatch(/^[\p{L}\p{N}.-]?[\p{L}\p{N} .-]{0,39}$/u)
      }),
    )
  })
})
