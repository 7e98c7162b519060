import { globSync } from 'node:fs';
import path from 'node:path';
import { systemRoutes } from '@scory/chassis/system-routes.ts';
import { createTestWorld, type TestWorld } from '@scory/chassis/testing/harness.ts';
import { commands, events, routes, subscriptions } from '@scory/contracts/catalog.ts';
import {
  defineCommand,
  defineEvent,
  defineRoute,
  defineSubscription,
  open,
} from '@scory/contracts/define.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { schemas, services } from '../../services/services.ts';
import { type Catalogue, gaps, type Keeping, type Kept } from './completeness.ts';
import { publishedEvents, publishedNames } from './published-events.ts';

const root = path.resolve(import.meta.dirname, '../..');
const catalogue: Catalogue = { commands, events, subscriptions, routes };
const none: Keeping = { commands: [], events: [], subscriptions: [], routes: [] };
const nothing: Catalogue = { commands: [], events: [], subscriptions: [], routes: [] };

/** What the services do, asked of the services themselves with a runtime as they get it. */
async function keepingOf(world: TestWorld): Promise<Keeping> {
  const { runtime, bus } = await world.start(['jobs.api']);
  const commandHandlers: Keeping['commands'][number][] = [];
  const eventHandlers: Keeping['subscriptions'][number][] = [];
  const system = systemRoutes({ runtime, bus, draining: new AbortController().signal });
  const served: Kept<(typeof routes)[number]>[] = system.map(({ contract }) => ({ by: 'chassis', contract }));
  for (const { name: by, api, worker } of services) {
    const edge = api?.(runtime);
    const work = worker?.(runtime);
    for (const { contract } of edge?.routes ?? []) served.push({ by, contract });
    for (const { contract } of work?.commands ?? []) commandHandlers.push({ by, contract });
    for (const { contract } of work?.events ?? []) eventHandlers.push({ by, contract });
    await edge?.close?.();
    await work?.close?.();
  }
  return {
    commands: commandHandlers,
    events: await publishedEvents(root),
    subscriptions: eventHandlers,
    routes: served,
  };
}

describe('The catalogue of contracts', () => {
  let world: TestWorld;
  let keeping: Keeping;

  before(async () => {
    world = await createTestWorld({ services, schemas, commands, subscriptions });
    keeping = await keepingOf(world);
  });

  after(() => world.close());

  it('is kept: each command handled once, each route served once, each event published, each subscription fed', () => {
    expect(gaps(catalogue, keeping)).to.deep.equal([]);
  });

  it('names all that is defined under contracts', async () => {
    const files = globSync('contracts/**/*.ts', { cwd: root, exclude: ['**/*.test.ts', '**/catalog.ts'] });
    const defined: unknown[] = [];
    for (const file of files) {
      const exported = (await import(path.join(root, file))) as Record<string, unknown>;
      defined.push(...Object.values(exported).filter(isContract));
    }
    const known = new Set<unknown>([...commands, ...events, ...subscriptions, ...routes]);
    expect(defined.length).to.be.greaterThan(40);
    expect(defined.filter((contract) => !known.has(contract))).to.deep.equal([]);
  });

  it('would not hide a route that another service serves as well, or that none does', () => {
    const [first, ...others] = keeping.routes;
    if (!first) throw new Error('no route is served');
    expect(gaps(catalogue, { ...keeping, routes: others })).to.deep.equal([
      `route ${first.contract.name} is served by nobody`,
    ]);
    const twice = [...keeping.routes, { ...first, by: 'papers' }];
    expect(gaps(catalogue, { ...keeping, routes: twice })).to.deep.equal([
      `route ${first.contract.name} is served by chassis and papers`,
    ]);
  });
});

/** By their shapes: contracts are plain data. */
function isContract(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || !('summary' in value)) return false;
  return 'kind' in value || 'patterns' in value || 'path' in value || 'type' in value;
}

describe('Gaps between catalogue and services', () => {
  const data = z.object({});
  const command = defineCommand({ kind: 'a.do', summary: '', data, result: data, metadata: data });
  const event = defineEvent({ type: 'a.done', summary: '', data });
  const route = defineRoute({
    name: 'a.get',
    method: 'get',
    path: '/a',
    summary: '',
    access: open,
    responses: {},
  });
  const listening = (...patterns: string[]) => defineSubscription({ name: 'b.a', patterns, summary: '' });

  it('are promises that nobody keeps', () => {
    const subscription = listening('a.done');
    const promised = { commands: [command], events: [event], subscriptions: [subscription], routes: [route] };
    expect(gaps(promised, none)).to.deep.equal([
      'command a.do is handled by nobody',
      'event a.done is published by nobody',
      'subscription b.a is handled by nobody',
      'route a.get is served by nobody',
    ]);
  });

  it('are promises that two keep, or that stand there twice', () => {
    const handlers = ['a', 'b'].map((by) => ({ by, contract: command }));
    expect(gaps({ ...nothing, commands: [command] }, { ...none, commands: handlers })).to.deep.equal([
      'command a.do is handled by a and b',
    ]);
    expect(
      gaps(
        { ...nothing, routes: [route, { ...route }] },
        { ...none, routes: [{ by: 'a', contract: route }] },
      ),
    ).to.include('route a.get stands in the catalogue twice');
  });

  it('are handlers, routes and events that the catalogue does not know', () => {
    expect(gaps(nothing, { ...none, events: [{ by: 'a', contract: event }] })).to.deep.equal([
      'event a.done is published by a but is not in the catalogue',
    ]);
  });

  it('are subscriptions to what nothing sends, by the rules of a topic exchange', () => {
    const deaf = (...patterns: string[]): string[] => {
      const subscription = listening(...patterns);
      return gaps(
        { ...nothing, commands: [command], events: [event], subscriptions: [subscription] },
        {
          ...none,
          commands: [{ by: 'a', contract: command }],
          events: [{ by: 'a', contract: event }],
          subscriptions: [{ by: 'b', contract: subscription }],
        },
      );
    };
    expect(deaf('a.done', 'a.*', '#', 'a.#', 'a.do.failed', 'a.do.*', '#.expired')).to.deep.equal([]);
    expect(deaf('a', 'a.do', '*', 'a.done.*', 'b.#', 'a.do.lost')).to.have.length(6);
  });
});

describe('Events that source publishes', () => {
  const given = `import { one, two as second, three } from '@scory/contracts/a.ts';\nimport { other } from './b.ts';\n`;

  it('are those emitted or returned, under whatever name they were imported', () => {
    expect(publishedNames(`${given}await outbox.emit(tx, one, { data });`)).to.deep.equal([
      { module: '@scory/contracts/a.ts', name: 'one' },
    ]);
    expect(publishedNames(`${given}return { events: [{ contract: second, data: {} }] };`)).to.deep.equal([
      { module: '@scory/contracts/a.ts', name: 'two' },
    ]);
  });

  it('are not those that are only imported, read or listened to', () => {
    const uses = 'one.data.parse(x); listen({ contract: three, handle }); outbox.emit(tx, other, {});';
    expect(publishedNames(given + uses)).to.deep.equal([]);
  });
});
