/** `dw key`: the key with which an approver signs, and what the toolbox has to know of it. */
import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { publicKeyOf } from '../client/index';
import type { Terminal } from './terminal';

/** Read and written by its owner alone. */
const PRIVATE = 0o600;

/** Adds the command. */
export function addKeyCommand(program: Command, terminal: Terminal): void {
  program
    .command('key')
    .description('make a key to sign approvals with, and print its public half for `approvers`')
    .argument('<file>', 'where the private key is, or is put')
    .addHelpText('after', '\nExample:\n  $ dw key ~/.dw-approver.pem')
    .action((file: string) => {
      if (!existsSync(file)) {
        const { privateKey } = generateKeyPairSync('ed25519');
        writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: PRIVATE, flag: 'wx' });
        terminal.err(`Made ${file}: keep it to yourself.`);
      }
      terminal.out(publicKeyOf(readFileSync(file, 'utf8')));
    });
}
