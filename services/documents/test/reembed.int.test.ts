import { loadConfig } from '@scory/chassis/config.ts';
import { createLogger } from '@scory/chassis/log.ts';
import { rolesNamed } from '@scory/chassis/roles.ts';
import { type Running, run } from '@scory/chassis/run.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Passage } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { type StandIn, startStandIn } from '@scory/llm/stand-in/server.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { v7 as uuidv7 } from 'uuid';
import { bookPdf } from './book-pdf.ts';
import { documentsProgram } from './documents-program.ts';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';

describe('another embedding model', function () {
  this.timeout(120_000);
  let lab: DocumentsWorld;
  let model: StandIn;
  const others: Running[] = [];

  const configured = (name: string, dimensions: number) => ({
    EMBEDDING_BASE_URL: `${model.url}/v1`,
    EMBEDDING_MODEL: name,
    EMBEDDING_DIMENSIONS: String(dimensions),
  });

  before(async () => {
    model = await startStandIn();
    lab = await openDocumentsWorld({ ...configured('first-model', 64), JOB_LEASE_MS: '1500' }, [
      'documents.api',
      'documents.worker',
      'jobs.api',
    ]);
  });
  after(async () => {
    await Promise.all(others.map((running) => running.stop()));
    await lab?.world.close();
    await model?.close();
  });

  async function startWith(name: string, dimensions: number, roles: string[]): Promise<Running> {
    const running = await run(
      { ...documentsProgram, roles: rolesNamed(roles, documentsProgram.services), version: '0' },
      loadConfig({ ...lab.world.environment, ...configured(name, dimensions) }),
      createLogger({ level: 'silent', format: 'json' }),
    );
    others.push(running);
    await until('the broker connection opens', () => running.bus.state() === 'open');
    return running;
  }
  const models = () =>
    lab.world.query<{ id: number; model: string; state: string }>(
      'SELECT id, model, state FROM documents.embedding_models ORDER BY id',
    );
  const reembedJobs = () =>
    lab.world.query<{ status: string; runs: number }>(
      "SELECT status, runs FROM jobs.job WHERE kind = 'documents.reembed' ORDER BY id",
    );
  async function search(url: string, actor: Actor, query: string) {
    const response = await fetch(`${url}/api/v1/search`, {
      method: 'POST',
      headers: { Authorization: lab.authorization(actor), 'Content-Type': 'application/json' },
      body: JSON.stringify({ query, limit: 3 }),
    });
    const body = (await response.json()) as {
      data: Passage[];
      metadata: { embedding_model: string | null };
    };
    expect(response.status, JSON.stringify(body)).to.equal(200);
    return body;
  }
  const missing = async (): Promise<number> => {
    const [active] = (await models()).filter(({ state }) => state === 'active');
    const [{ amount = -1 } = {}] = await lab.world.query<{ amount: number }>(
      `WITH seen AS (SELECT set_config('scory.reader', 'everything', false))
       SELECT count(*)::int AS amount FROM seen, documents.chunks c WHERE NOT EXISTS (
         SELECT FROM documents.vectors_${active!.id} v WHERE v.document_id = c.document_id AND v.place = c.place)`,
    );
    return amount;
  };

  it('takes over once all passages have its vectors, and no search meanwhile is without any', async () => {
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const upload = async (actor: Actor, seed: number): Promise<string> => {
      const { body } = await lab.upload({ content: await bookPdf(45, seed) }, { actor });
      expect(body.data.status, JSON.stringify(body.data)).to.equal('succeeded');
      return body.metadata.document_id;
    };
    await upload(one, 1);
    await upload(one, 2);
    const theirs = await upload(other, 3);

    // The second process would move the index too: there is one job.
    await Promise.all([
      startWith('second-model', 96, ['documents.worker']),
      startWith('second-model', 96, ['documents.worker']),
    ]);
    const api = await startWith('second-model', 96, ['documents.api']);
    const url = `http://127.0.0.1:${api.ports.public}`;
    const seen: (string | null)[] = [];
    let done = false;
    const asking = Array.from({ length: 3 }, async (_, asker) => {
      for (let turn = 0; !done; turn += 1) {
        const { data, metadata } = await search(url, one, `marker${turn % 40}of1 ${asker} ${turn}`);
        expect(data).to.have.length(3);
        seen.push(metadata.embedding_model);
      }
    });
    const late = upload(one, 4);
    await until(
      'the other model is the only one',
      async () => {
        const all = await models();
        return all.length === 1 && all[0]!.model === 'second-model';
      },
      60_000,
    );
    await late;
    done = true;
    await Promise.all(asking);
    expect(
      seen.filter((name) => name === null),
      'searches by words alone',
    ).to.deep.equal([]);
    expect(new Set(seen)).to.deep.equal(new Set(['first-model', 'second-model']));
    expect(await reembedJobs()).to.have.length(1);
    expect(await missing()).to.equal(0);
    const [mine] = (await search(url, other, 'marker7of3')).data;
    expect(mine?.document.id).to.equal(theirs);
    expect(
      (await search(url, other, 'marker7of1')).data.map((p: { document: { id: string } }) => p.document.id),
    ).to.satisfy((ids: string[]) => ids.every((id) => id === theirs));
  });

  it('goes on where a run broke off, with what is missing', async () => {
    const asked = (): number =>
      model.requests
        .filter(({ body }) => (body as { model?: string }).model === 'third-model')
        .reduce((sum, { body }) => sum + (body as { input: string[] }).input.length, 0);
    const first = await startWith('third-model', 32, ['documents.worker']);
    await until('some passages are embedded', () => asked() >= 64, 30_000);
    await first.stop();
    await startWith('third-model', 32, ['documents.worker']);
    await until(
      'it has taken over',
      async () =>
        (await models()).some(({ model: name, state }) => name === 'third-model' && state === 'active'),
      60_000,
    );
    const [{ passages = 0 } = {}] = await lab.world.query<{ passages: number }>(
      `WITH seen AS (SELECT set_config('scory.reader', 'everything', false))
       SELECT count(*)::int AS passages FROM seen, documents.chunks`,
    );
    expect(passages).to.be.above(150);
    expect(asked(), 'texts that were embedded').to.be.within(passages, passages + 64);
    expect(await missing()).to.equal(0);
  });
});
