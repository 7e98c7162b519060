import { TransientError } from '@scory/chassis/errors.ts';
import { until } from '@scory/chassis/testing/harness.ts';
import type { Passage } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import pg from 'pg';
import { createClient } from 'redis';
import { v7 as uuidv7 } from 'uuid';
import { copyIndex } from '../store/index-store.ts';
import { actorOf, type DocumentsWorld, openDocumentsWorld } from './documents-world.ts';
import { makePdf } from './material.ts';

const walks =
  'Pupils who walked for ten minutes before they learned thirty words remembered more of them. ' +
  'The effect was gone after one week. Walking raised the heart rate in all groups.';
const rain =
  'Warm air holds more water vapour than cold air. When it cools, the vapour condenses into drops. ' +
  'Rain falls when the drops have grown too heavy to float.';
const coins = 'The oldest coins of Lydia were struck from electrum, an alloy of gold and silver.';

const proseOf = (...paragraphs: string[]): Promise<Buffer> =>
  makePdf(
    paragraphs.map((text) => (pdf) => void pdf.font('Times-Roman').fontSize(11).text(text, { width: 400 })),
  );

describe('searching documents', function () {
  this.timeout(120_000);
  let lab: DocumentsWorld;
  const reader = actorOf(uuidv7());
  let id: string;

  async function add(
    content: string | Buffer,
    actor: Actor = reader,
    fields: Record<string, string> = {},
  ): Promise<string> {
    const isText = typeof content === 'string';
    const { body } = await lab.upload(
      {
        content,
        fields,
        type: isText ? 'text/plain' : 'application/pdf',
        fileName: isText ? 'a.txt' : 'a.pdf',
      },
      { actor },
    );
    expect(body.data.status, JSON.stringify(body)).to.equal('succeeded');
    return body.data.result.document_id;
  }

  const search = (body: unknown, actor: Actor | null = reader) =>
    lab.call('POST', '/api/v1/search', {
      actor,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    });
  async function found(query: string, actor: Actor = reader, more: object = {}): Promise<Passage[]> {
    const { status, body } = await search({ query, ...more }, actor);
    expect(status, JSON.stringify(body)).to.equal(200);
    return body.data;
  }
  const documentsOf = (passages: Passage[]): string[] => [...new Set(passages.map((one) => one.document.id))];

  before(async () => {
    lab = await openDocumentsWorld();
    id = await add(await proseOf(walks, rain, coins));
  });
  after(() => lab?.world.close());

  it('gives the passage with its page, its boxes, the words that match, and a picture of the place', async () => {
    const [best] = await found('Why does rain fall from clouds?');
    expect(best?.text).to.include('Rain falls when');
    expect([best?.page, best?.document.id]).to.deep.equal([2, id]);
    const place = best?.places.find(({ page }) => page === 2);
    const [x0, y0, x1] = place?.boxes[0] ?? [0, 0, 0];
    expect([x0, y0]).to.satisfy(([x, y]: number[]) => Math.abs(x! - 60) < 2 && y! > 50 && y! < 75);
    expect(x1).to.be.within(300, 462);
    const words = best?.highlights.map(([start, end]) => best.text.slice(start, end));
    expect(words).to.include.members(['Rain', 'falls']);
    const picture = await fetch(`${lab.running.url}${best?.links.image}`);
    expect([picture.status, picture.headers.get('content-type')]).to.deep.equal([200, 'image/png']);
  });

  it('finds by meaning what shares no word with the question', async () => {
    const [best] = await found('Does exercise help children keep vocabulary in memory?');
    expect(best?.text).to.include('remembered more');
  });

  it('answers the same question from the cache until the corpus changes, and keeps no text there', async () => {
    const asker = actorOf(uuidv7());
    const first = await add(`${walks} Zanzibar marker.`, asker);
    const ask = async () => (await search({ query: 'Zanzibar marker' }, asker)).body;
    expect((await ask()).metadata.from_cache).to.equal(false);
    const again = await ask();
    expect([again.metadata.from_cache, again.data[0].document.id]).to.deep.equal([true, first]);
    const second = await add('Another text with the Zanzibar marker in it.', asker);
    const fresh = await ask();
    expect(fresh.metadata.from_cache).to.equal(false);
    expect(documentsOf(fresh.data)).to.have.members([first, second]);
    const client = await createClient({ url: lab.world.config.REDIS_URL }).connect();
    for await (const keys of client.scanIterator({ MATCH: `${lab.world.config.REDIS_PREFIX}search:*` }))
      for (const key of keys) expect(await client.get(key)).to.not.match(/zanzibar|marker/i);
    await client.close();
  });

  it('shows nobody another owner’s passages, whatever is asked for', async () => {
    const stranger = actorOf(uuidv7());
    expect(await found('rain', stranger)).to.deep.equal([]);
    expect(await found('rain', stranger, { document_ids: [id] })).to.deep.equal([]);
    expect((await search({ query: 'rain' }, null)).status).to.equal(401);
  });

  it('shows a faculty and the public what they were given, and narrows by faculty and semester', async () => {
    const [faculty, semester] = [uuidv7(), uuidv7()];
    const teacher = actorOf(uuidv7(), 'academic', faculty);
    const shared = await add(`Faculty ${rain}`, teacher, {
      visibility: 'faculty',
      faculty_id: faculty,
      semester_id: semester,
    });
    const open = await add(`Public ${coins}`, teacher, { visibility: 'public' });
    const colleague = actorOf(uuidv7(), 'student', faculty);
    expect(documentsOf(await found('vapour and electrum', colleague))).to.have.members([shared, open]);
    expect(documentsOf(await found('vapour and electrum', actorOf(uuidv7())))).to.deep.equal([open]);
    const narrowed = (more: object) => found('vapour', colleague, more).then(documentsOf);
    expect(await narrowed({ faculty_id: faculty })).to.deep.equal([shared]);
    expect(await narrowed({ semester_id: semester })).to.deep.equal([shared]);
    expect(await narrowed({ semester_id: uuidv7() })).to.deep.equal([]);
    // Everybody would find it from here on.
    await lab.call('DELETE', `/api/v1/documents/${open}`, { actor: teacher });
    expect(await found('vapour and electrum', actorOf(uuidv7()))).to.deep.equal([]);
  });

  it('has a second wall: the table itself shows a reader nothing of others, and nobody who does not say who reads', async function () {
    const client = new pg.Client({ connectionString: lab.world.config.DATABASE_URL });
    await client.connect();
    try {
      const { rows: roles } = await client.query('SELECT usesuper FROM pg_user WHERE usename = current_user');
      // A superuser passes by every policy.
      if (roles[0].usesuper) this.skip();
      const owners = async (...settings: [string, string][]): Promise<string[]> => {
        await client.query('BEGIN');
        for (const setting of settings) await client.query('SELECT set_config($1, $2, true)', setting);
        const { rows } = await client.query(
          'SELECT DISTINCT owner_id FROM documents.chunks WHERE visibility = $1',
          ['private'],
        );
        await client.query('COMMIT');
        return rows.map((row) => row.owner_id);
      };
      expect(await owners()).to.deep.equal([]);
      expect(await owners(['scory.reader', 'owner'])).to.deep.equal([]);
      const own = await owners(['scory.reader', 'owner'], ['scory.owner_id', reader.owner_id]);
      expect(own).to.deep.equal([reader.owner_id]);
      expect(await owners(), 'what was said for one transaction is forgotten').to.deep.equal([]);
    } finally {
      await client.end();
    }
  });

  it('reads content once: a second owner gets the same passages, and keeps them when the first deletes theirs', async () => {
    const [one, other] = [actorOf(uuidv7()), actorOf(uuidv7())];
    const content = await proseOf(`${walks} ${uuidv7()}`);
    const [first, second] = await Promise.all([add(content, one), add(content, other)]);
    expect(first).to.not.equal(second);
    const [mine] = await found('walking and words', one);
    const [theirs] = await found('walking and words', other);
    expect(theirs).to.deep.include({ text: mine?.text, places: mine?.places });
    expect(theirs?.document.id).to.equal(second);
    await lab.call('DELETE', `/api/v1/documents/${first}`, { actor: one });
    expect(await found('walking and words', one)).to.deep.equal([]);
    expect(documentsOf(await found('walking and words', other))).to.deep.equal([second]);
  });

  it('copies from no document that is being deleted: the job is tried again and reads the content itself', async () => {
    const { database } = lab.running.runtime;
    const [row] = await lab.world.query<{ id: string } & Record<string, unknown>>(
      'SELECT * FROM documents.documents WHERE id = $1',
      [id],
    );
    const failure = await database
      .transaction((tx) => copyIndex(tx, { id: uuidv7(), version: 1 }, row as never))
      .then(() => undefined)
      .catch((error: unknown) => error);
    expect(failure).to.be.instanceOf(TransientError).with.property('code', 'CONTENT_GONE');
    expect(documentsOf(await found('rain')), 'nothing was taken away either').to.deep.equal([id]);
  });

  it('forgets a deleted document in every table, key and file', async () => {
    const canary = `canary${uuidv7().replaceAll('-', '')}`;
    const owner = actorOf(uuidv7());
    const document = await add(await proseOf(`${rain} The ${canary} sings.`), owner);
    expect(documentsOf(await found(`where does the ${canary} sing`, owner))).to.deep.equal([document]);
    expect(await placesOf(canary)).to.not.be.empty;
    await lab.call('DELETE', `/api/v1/documents/${document}`, { actor: owner });
    expect(await found(`where does the ${canary} sing`, owner)).to.deep.equal([]);
    expect(await lab.keysOf(owner, document)).to.deep.equal([]);
    await until('nothing holds it', async () => (await placesOf(canary)).length === 0);
    const left = await lab.world.query(
      'SELECT place FROM documents.lexemes WHERE document_id = $1 UNION ALL SELECT place FROM documents.vectors_1 WHERE document_id = $1',
      [document],
    );
    expect(left).to.deep.equal([]);
  });

  /** Tables, keys and files that hold the word. */
  async function placesOf(word: string): Promise<string[]> {
    const places: string[] = [];
    const tables = await lab.world.query<{ name: string }>(
      "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')",
    );
    for (const { name } of tables) {
      const rows = await lab.world.query(
        `WITH seen AS (SELECT set_config('scory.reader', 'everything', false))
         SELECT 1 FROM seen, LATERAL (SELECT t::text AS row FROM ${name} t) AS rows WHERE rows.row LIKE '%' || $1 || '%' LIMIT 1`,
        [word],
      );
      if (rows.length > 0) places.push(name);
    }
    const client = await createClient({ url: lab.world.config.REDIS_URL }).connect();
    for await (const keys of client.scanIterator({ MATCH: `${lab.world.config.REDIS_PREFIX}*` }))
      for (const key of keys)
        if ((await client.type(key)) === 'string' && (await client.get(key))?.includes(word))
          places.push(key);
    await client.close();
    for await (const key of lab.running.runtime.objects.list('documents/'))
      if ((await lab.running.runtime.objects.read(key))?.includes(word)) places.push(key);
    return places;
  }

  it('takes any text as a question, and obeys none of it', async () => {
    const queries = [
      "'; DROP TABLE documents.chunks; --",
      "rain' | !vapour & (drops:*",
      '<-> & | ! ( ) :* \\ \\\\ %_',
      '"rain" OR -rain site:x',
      '\u0007 \u202e rain',
      'the of and',
      '?',
      '雨 дождь مطر',
      'a'.repeat(2_000),
    ];
    for (const query of queries) expect((await search({ query })).status, query).to.equal(200);
    expect(documentsOf(await found('rain'))).to.deep.equal([id]);
  });

  it('refuses with 422 what is no question, and with 400 what cannot be stored', async () => {
    const codes = async (body: unknown): Promise<[number, string]> => {
      const answer = await search(body);
      return [answer.status, answer.body.code];
    };
    for (const body of [
      {},
      { query: '' },
      { query: '   ' },
      { query: 'x'.repeat(50_000) },
      { query: 'rain', limit: 51 },
      { query: 'rain', document_ids: ['1'] },
      { query: 'rain', owner_id: uuidv7() },
      { query: ['rain'] },
    ])
      expect(await codes(body), JSON.stringify(body).slice(0, 60)).to.deep.equal([422, 'VALIDATION_FAILED']);
    expect((await codes({ query: 'ra\u0000in' }))[0]).to.be.within(400, 422);
  });
});
