// npm packages as the lock file says, and the pinned Node among them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { doing, done, outputOf, runLogged, Unprepared } from './report.mjs';

const marker = 'node_modules/.scory-lock';
const pinnedNode = 'node_modules/.bin/node';

export function installPackages() {
  const wanted = createHash('sha256')
    .update(readFileSync('package-lock.json'))
    .update(process.arch)
    .digest('hex');
  const installed = existsSync(marker) && readFileSync(marker, 'utf8') === wanted && existsSync(pinnedNode);
  if (!installed) {
    doing('installing npm packages');
    runLogged('npm ci', 'npm', ['ci', '--no-audit', '--no-fund']);
  }
  const version = outputOf(pinnedNode, ['--version']);
  if (!version) {
    throw new Unprepared(
      'the pinned Node did not install',
      'Its install script must run: do not set ignore-scripts for this project.',
    );
  }
  if (!installed) writeFileSync(marker, wanted);
  done(`npm packages, Node ${version.slice(1)}`);
}
