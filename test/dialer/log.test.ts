import { describe, expect, it } from 'vitest'
import { createLog, maskNumbers } from '../../src/dialer/log.ts'

describe('masking', () => {
  it.each([
    ['+12025550100', '+1202*****00'],
    ['call +4915112345678 now', 'call +4915*******78 now'],
    ['INVITE sip:12025550100@127.0.0.1', 'INVITE sip:1202*****00@127.0.0.1'],
    ['sip:+12025550100@x tel:+12025550199', 'sip:+1202*****00@x tel:+1202*****99'],
    ['/v1/callbacks?number=%2B12025550100', '/v1/callbacks?number=%2B1202*****00'],
    ['+1234567', '+1234*67'],
  ])('leaves of %s the first four digits and the last two', (text, masked) => {
    expect(maskNumbers(text)).toBe(masked)
  })

  it.each([
    '2026-11-22T17:00:00.000Z',
    '1700000000000',
    'aaaaaaaa-0000-4000-8000-123456780001',
    '127.0.0.1:5060',
    '+1 h',
  ])('leaves %s as it is', (text) => expect(maskNumbers(text)).toBe(text))
})

describe('the log', () => {
  it('shows no number, wherever in a line it stands', () => {
    const lines: string[] = []
    const log = createLog('debug', { write: (line: string) => void lines.push(line) })
    const number = '+12025550100'
    log.info({ number, deep: { contact: `sip:${number}@x` } }, `dialling ${number}`)
    log.child({ number }).error({ err: new Error(`no route to ${number}`) }, 'failed')
    expect(lines).toHaveLength(2)
    expect(lines.join('')).not.toContain('2025550100')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', number: '+1202*****00' })
  })
})
