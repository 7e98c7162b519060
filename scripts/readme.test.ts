import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { createTestWorld } from '@scory/chassis/testing/harness.ts';
import { commands, subscriptions } from '@scory/contracts/catalog.ts';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import manifest from '../package.json' with { type: 'json' };
import { schemas, services } from '../services/services.ts';
import { configurationTable } from './readme-configuration.ts';

const readme = await readFile(new URL('../README.md', import.meta.url), 'utf8');

describe('README', () => {
  it('shows every configuration variable with its default', () => {
    expect(readme).to.include(configurationTable());
  });

  it('names only npm scripts that exist', () => {
    const named = [...readme.matchAll(/npm run ([a-z:-]+)/g)].map((match) => match[1] as string);
    expect(named).to.not.be.empty;
    for (const name of named) expect(manifest.scripts).to.have.property(name);
  });

  it('has a walk-through that works word for word', async () => {
    const world = await createTestWorld({ services, schemas, commands, subscriptions });
    try {
      const { url } = await world.start();
      const script = /```sh walk-through\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
      const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], {
        env: { ...process.env, BASE: url },
      });
      expect(stdout).to.include('"status":"succeeded"');
      expect(stdout).to.include('"from_cache":true');
      expect(stdout).to.include('"kind":"papers.simplify"');
    } finally {
      await world.close();
    }
  });
});
