import type { Config } from '@scory/chassis/config.ts';
import { ConfigError } from '@scory/chassis/config.ts';
import type { Running } from '@scory/chassis/run.ts';
import { createTestWorld, type TestWorld, until } from '@scory/chassis/testing/harness.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { configuredEmbedder, embedderNamed } from './configured-embedder.ts';
import type { Embedder } from './embedder.ts';
import { llmSchema } from './schema.ts';
import { type StandIn, startStandIn } from './stand-in/server.ts';

describe('the embedder as configured', () => {
  let world: TestWorld;
  let running: Running;
  let here: StandIn;
  let there: StandIn;
  const made: Embedder[] = [];

  before(async () => {
    [here, there] = await Promise.all([startStandIn(), startStandIn()]);
    world = await createTestWorld({ services: [], schemas: [llmSchema], commands: [], subscriptions: [] });
    running = await world.start([]);
  });
  after(async () => {
    await Promise.all(made.map((embedder) => embedder.close()));
    await world.close();
    await Promise.all([here.close(), there.close()]);
  });

  const embedderWith = (given: Partial<Config>): Embedder => {
    const embedder = configuredEmbedder({
      ...running.runtime,
      config: { ...running.runtime.config, OPENAI_API_KEY: undefined, ...given },
    });
    made.push(embedder);
    return embedder;
  };
  const openai = (): Partial<Config> => ({ OPENAI_API_KEY: 'ours', OPENAI_BASE_URL: `${here.url}/v1` });

  it('needs no provider', async () => {
    for (const given of [{}, { ...openai(), EMBEDDING_MODEL: 'offline' }])
      expect(embedderWith(given)).to.include({ provider: 'offline', offline: true, dimensions: 512 });
    expect(
      embedderWith({ COMPATIBLE_BASE_URL: `${there.url}/v1`, COMPATIBLE_MODEL: 'chat' }).offline,
    ).to.equal(true);
  });

  it('asks OpenAI where that has a key, and writes who for into the ledger', async () => {
    const embedder = embedderWith({ ...openai(), EMBEDDING_DIMENSIONS: 64 });
    expect(embedder).to.include({ provider: 'openai', model: 'text-embedding-3-small', dimensions: 64 });
    const [ownerId, jobId] = [uuidv7(), uuidv7()];
    await embedder.embed(['What is osmosis?'], { kind: 'query', ownerId, jobId });
    await embedder.embed(['Nobody asked for this.'], { kind: 'passage' });
    expect(here.requests[0]).to.deep.include({ route: '/v1/embeddings', key: 'ours' });
    expect(here.requests[0]?.body).to.include({ dimensions: 64 });
    let rows: Record<string, unknown>[] = [];
    await until('both calls are in the ledger', async () => {
      rows = await running.runtime.database.query('SELECT * FROM llm.usage ORDER BY at, id');
      return rows.length === 2;
    });
    expect(rows[0]).to.include({ owner_id: ownerId, job_id: jobId, prompt_id: 'embed.query', outcome: 'ok' });
    expect(rows[0]).to.include({ model: 'text-embedding-3-small', input_tokens: 4, output_tokens: 0 });
    expect(rows[1]).to.include({
      owner_id: '00000000-0000-0000-0000-000000000000',
      job_id: null,
      prompt_id: 'embed.passage',
    });
  });

  it('asks the compatible endpoint for a model that is named, with what the model wants to see', async () => {
    const embedder = embedderWith({
      COMPATIBLE_BASE_URL: `${there.url}/v1`,
      EMBEDDING_MODEL: 'nomic-embed-text:v1.5',
      EMBEDDING_DIMENSIONS: 64,
    });
    await embedder.embed(['why'], { kind: 'query' });
    expect(there.requests.at(-1)?.body).to.deep.include({ input: ['search_query: why'] });
    expect(embedder.provider).to.equal('compatible');
  });

  it('sends a key to no other address than the one that it was set beside', async () => {
    const elsewhere = { ...openai(), EMBEDDING_BASE_URL: `${there.url}/v1`, EMBEDDING_DIMENSIONS: 64 };
    await embedderWith(elsewhere).embed(['one'], { kind: 'query' });
    expect(there.requests.at(-1)?.key).to.equal('none');
    await embedderWith({ ...elsewhere, EMBEDDING_API_KEY: 'theirs' }).embed(['one'], { kind: 'query' });
    expect(there.requests.at(-1)?.key).to.equal('theirs');
    await embedderWith({ ...elsewhere, EMBEDDING_BASE_URL: `${here.url}/v1` }).embed(['one'], {
      kind: 'query',
    });
    expect(here.requests.at(-1)?.key).to.equal('ours');
  });

  it('asks for a model that was configured before where that still has an address, and for no other', async () => {
    const { runtime } = running;
    const named = (given: Partial<Config>, model: Parameters<typeof embedderNamed>[1]) => {
      const config = { ...runtime.config, OPENAI_API_KEY: undefined, ...given };
      const embedder = embedderNamed({ ...runtime, config }, model);
      if (embedder) made.push(embedder);
      return embedder;
    };
    const before = { provider: 'openai', model: 'text-embedding-3-large', dimensions: 64 };
    const embedder = named({ ...openai(), EMBEDDING_DIMENSIONS: 32 }, before);
    expect(embedder).to.include(before);
    expect((await embedder!.embed(['One.'], { kind: 'query' }))[0]).to.have.length(64);
    expect(here.requests.at(-1)?.body).to.include({ model: before.model, dimensions: 64 });
    expect(named({}, before)).to.equal(undefined);
    expect(named({ EMBEDDING_BASE_URL: `${there.url}/v1`, EMBEDDING_MODEL: 'other' }, before)).to.equal(
      undefined,
    );
    const offline = { provider: 'offline', model: named(openai(), embedderWith({}))!.model, dimensions: 512 };
    expect(named(openai(), offline)).to.include({ offline: true });
    expect(named({}, { ...offline, dimensions: 100 })).to.equal(undefined);
  });

  it('does not begin with a model of unknown size, or one that nobody is asked for', () => {
    expect(() => embedderWith({ ...openai(), EMBEDDING_MODEL: 'our-own' })).to.throw(
      ConfigError,
      'EMBEDDING_DIMENSIONS',
    );
    expect(() => embedderWith({ EMBEDDING_MODEL: 'text-embedding-3-large' })).to.throw(
      ConfigError,
      'EMBEDDING_MODEL needs',
    );
  });
});
