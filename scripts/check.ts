/** `npm run check`: types, lint and format, the rules of the house, generated contracts. One line a step. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';

interface Step {
  name: string;
  command: string;
  args: string[];
  /** Refuses an exit code of 0 that came of reading nothing. */
  accept?: (output: string) => string | undefined;
}

const bin = (name: string): string => `node_modules/.bin/${name}`;

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
    accept: (output) => {
      const modules = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
      return modules > 50 ? undefined : `only ${modules} modules were read`;
    },
  },
  {
    name: 'generated contracts',
    command: process.execPath,
    args: ['scripts/generate-contracts.ts', '--check'],
  },
];

function run(step: Step): Promise<boolean> {
  const startedAt = performance.now();
  return new Promise((resolve) => {
    const child = spawn(step.command, step.args, { stdio: ['ignore', 'pipe', 'pipe'] });
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

const results = await Promise.all(
  steps
    .filter((step) => step.name !== 'generated contracts' || existsSync('scripts/generate-contracts.ts'))
    .map(run),
);
if (results.includes(false)) process.exitCode = 1;
