#!/usr/bin/env -S node --max-semi-space-size=128
import { runCommandLine } from './command-line.ts'
import { processTerminal } from './terminal.ts'

process.exit(await runCommandLine(process.argv.slice(2), processTerminal()))
