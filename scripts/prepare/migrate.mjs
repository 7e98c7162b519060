import { done, runLogged } from './report.mjs';

export function migrate() {
  const output = runLogged('the migration', 'node_modules/.bin/node', ['scripts/migrate.ts', 'up']);
  const last = output.trim().split('\n').at(-1) ?? '';
  done(
    `database schema (${last.startsWith('up') ? `${output.trim().split('\n').length} migrations applied` : last})`,
  );
}
