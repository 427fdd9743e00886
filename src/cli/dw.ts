#!/usr/bin/env node
/** The `dw` command: hands the process's arguments and streams to the program and takes over its exit code. */
import { runDw } from './program';
import { processTerminal } from './terminal';

void runDw(process.argv.slice(2), processTerminal()).then((code) => {
  process.exitCode = code;
});
