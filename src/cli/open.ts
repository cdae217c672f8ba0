import { OperatingError } from '../errors.ts'
import { openBrowser } from './browser.ts'
import { findInstance } from './instance.ts'
import { readOptions } from './options.ts'
import { dataFolderOf } from './settings.ts'
import type { Terminal } from './terminal.ts'

/** `ringfirst open`: the board of the running Ringfirst, signed in by a link that works once. */
export async function open(args: readonly string[], terminal: Terminal): Promise<number> {
  const given = readOptions(args, {
    flags: {
      print: { type: 'boolean' },
      data: { type: 'string', short: 'd' },
      config: { type: 'string', short: 'c' },
    },
    operands: [],
  })
  const folder = dataFolderOf(given.text('data'), given.text('config'))
  const instance = await findInstance(folder)
  if (instance === undefined) {
    throw new OperatingError('instance-unreachable', {
      url: folder,
      why: 'none runs on this data folder',
    })
  }
  const { path } = await instance.ask<{ readonly path: string }>('POST', '/v1/sign-in-codes')
  terminal.out(`${instance.url}${path}`)
  if (!given.isSet('print')) openBrowser(`${instance.url}${path}`)
  return 0
}
