/** `npm run check`: everything about the source that needs no server. One line a step; CONTRIBUTING.md says what each is for. */
import { spawn } from 'node:child_process';

interface Step {
  name: string;
  command: string;
  args: string[];
  /** Refuses an exit code of 0 that came of reading nothing. */
  accept?: (output: string) => string | undefined;
  environment?: Record<string, string>;
}

const bin = (name: string): string => `node_modules/.bin/${name}`;

/** A step that says how many things it read must have read some. */
const atLeast =
  (least: number, what: RegExp) =>
  (output: string): string | undefined => {
    const read = Number(what.exec(output)?.[1] ?? 0);
    return read >= least ? undefined : `read ${read}, expected ${least} or more`;
  };

const steps: Step[] = [
  {
    name: 'types',
    command: process.execPath,
    args: ['node_modules/typescript7/bin/tsc', '--noEmit', '-p', '.'],
  },
  { name: 'lint and format', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  {
    name: 'dependency rules',
    command: bin('depcruise'),
    args: ['--config', '.dependency-cruiser.cjs', 'contracts', 'services'],
    accept: atLeast(50, /(\d+) modules/),
  },
  {
    name: 'generated contracts',
    command: process.execPath,
    args: ['scripts/generate-contracts.ts', '--check'],
  },
  {
    name: 'tidiness',
    command: process.execPath,
    args: ['scripts/check/tidy.ts'],
    accept: atLeast(50, /(\d+) files/),
  },
  { name: 'unused code', command: bin('knip'), args: ['--no-progress', '--treat-config-hints-as-errors'] },
  {
    name: 'API lint',
    command: bin('redocly'),
    args: ['lint', '--format', 'stylish'],
    // Both documents, and nothing about a newer version from the internet.
    accept: (output) => (output.match(/: validated in/g)?.length === 2 ? undefined : 'not both were read'),
    environment: { REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', REDOCLY_TELEMETRY: 'off' },
  },
];

function run(step: Step): Promise<boolean> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...step.environment },
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error) => {
      output += error.message;
    });
    child.on('close', (code) => {
      const objection = code === 0 ? step.accept?.(output) : `exit ${code}`;
      const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
      console.log(`${objection ? '✗' : '✓'} ${step.name} (${seconds} s)${objection ? `: ${objection}` : ''}`);
      if (objection) console.log(output);
      resolve(objection === undefined);
    });
  });
}

const results = await Promise.all(steps.map(run));
if (results.includes(false)) process.exitCode = 1;
