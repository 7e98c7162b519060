// One line a step, on stderr: programs that run this first keep stdout for themselves.

import { spawnSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const logFile = '.scory/prepare.log';

/** The machine lacks something that cannot be brought up here; the message says what and how to get it. */
export class Unprepared extends Error {
  constructor(message, hint = '') {
    super(message);
    this.hint = hint;
  }
}

export const done = (text) => process.stderr.write(`✓ ${text}\n`);
export const doing = (text) => process.stderr.write(`… ${text}\n`);

export function fail(error) {
  process.stderr.write(`✗ ${error.message}\n`);
  if (error.hint)
    process.stderr.write(
      `${error.hint
        .split('\n')
        .map((line) => `  ${line}`)
        .join('\n')}\n`,
    );
}

/** Runs a program with its output in the log; throws `Unprepared` with the end of the log when it fails. */
export function runLogged(what, command, args, options = {}) {
  appendFileSync(logFile, `\n$ ${command} ${args.join(' ')}\n`);
  const result = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...options,
  });
  appendFileSync(logFile, `${result.stdout ?? ''}${result.stderr ?? ''}`);
  if (result.status !== 0) {
    const tail = existsSync(logFile)
      ? readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
      : '';
    throw new Unprepared(
      `${what} failed (${command}: ${result.error?.message ?? `exit ${result.status}`})`,
      `the end of ${logFile}:\n${tail}`,
    );
  }
  return result.stdout;
}

/** What a program prints, or undefined when it fails or does not exist. */
export function outputOf(command, args, options = {}) {
  const result = spawnSync(command, args, {
    stdio: ['ignore', 'pipe', 'ignore'],
    encoding: 'utf8',
    timeout: 20_000,
    ...options,
  });
  return result.status === 0 ? result.stdout.trim() : undefined;
}
