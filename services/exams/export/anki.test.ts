import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import type { Item } from '@scory/contracts/exams/items.ts';
import { expect } from 'chai';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { fromBuffer, type Options, type ZipFile } from 'yauzl';
import { arbitraryItem } from '../test/arbitrary-item.ts';
import { readHtml, same } from '../test/reading-html.ts';
import { examOf, itemTypes, sampleItem, sampleItems } from '../test/sample-items.ts';
import { ankiFile } from './anki.ts';

const openZip = promisify<Buffer, Options, ZipFile>(fromBuffer);

async function unzip(file: Buffer): Promise<Map<string, Buffer>> {
  const zip = await openZip(file, { lazyEntries: true });
  const files = new Map<string, Buffer>();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  zip.on('error', reject).on('end', resolve);
  zip.on('entry', (entry) =>
    zip.openReadStream(entry, async (error, stream) => {
      if (error) return reject(error);
      files.set(entry.fileName, Buffer.concat(await stream.toArray()));
      zip.readEntry();
    }),
  );
  zip.readEntry();
  await promise;
  return files;
}

interface Note {
  id: number;
  guid: string;
  mid: number;
  mod: number;
  fields: string[];
  cards: { ord: number; did: number }[];
}

interface Collection {
  notes: Note[];
  // biome-ignore lint/suspicious/noExplicitAny: JSON of another program, asserted field by field
  col: Record<'models' | 'decks', any>;
}

async function read(file: Buffer): Promise<Collection> {
  const files = await unzip(file);
  expect([...files.keys()]).to.deep.equal(['collection.anki2', 'media']);
  expect(files.get('media')?.toString()).to.equal('{}');
  const database = new DatabaseSync(':memory:');
  database.deserialize(files.get('collection.anki2') as Buffer);
  try {
    expect(database.prepare('PRAGMA integrity_check').get()).to.deep.equal({ integrity_check: 'ok' });
    const col = database.prepare('SELECT * FROM col').get() as Record<string, string | number>;
    expect(col.ver).to.equal(11);
    const cards = database.prepare('SELECT nid, ord, did FROM cards ORDER BY id').all();
    const notes = database.prepare('SELECT * FROM notes ORDER BY id').all();
    return {
      col: { models: JSON.parse(String(col.models)), decks: JSON.parse(String(col.decks)) },
      notes: notes.map((note) => ({
        id: Number(note.id),
        guid: String(note.guid),
        mid: Number(note.mid),
        mod: Number(note.mod),
        fields: String(note.flds).split('\u001f'),
        cards: cards
          .filter(({ nid }) => nid === note.id)
          .map(({ ord, did }) => ({ ord: Number(ord), did: Number(did) })),
      })),
    };
  } finally {
    database.close();
  }
}

/** Gaps as Anki finds them. */
const gapsIn = (field: string): { number: number; answer: string; hint: string | undefined }[] =>
  [...field.matchAll(/\{\{c(\d+)::(.*?)(?:::(.*?))?\}\}/gs)].map(([, number, answer = '', hint]) => ({
    number: Number(number),
    answer,
    hint,
  }));

describe('an Anki package', () => {
  it('has a note for each question, in the deck of the exam', async () => {
    const items = sampleItems();
    const { notes, col } = await read(ankiFile(examOf(items)));
    expect(notes.map(({ guid }) => guid)).to.deep.equal(items.map(({ id }) => id));
    const decks = Object.values(col.decks) as { id: number; name: string }[];
    const deck = decks.find(({ name }) => name === 'Cell biology');
    for (const note of notes) {
      const model = col.models[note.mid];
      expect(model.flds.length).to.equal(note.fields.length);
      expect(note.cards.every(({ did }) => did === deck?.id)).to.equal(true);
    }
    expect(notes.map(({ cards }) => cards.length)).to.deep.equal([1, 1, 1, 2, 1, 1, 1, 1, 1]);
  });

  it('is known again when it is imported anew, and then takes the place of what was there', async () => {
    const item = sampleItem('mcq', 1);
    const before = await read(ankiFile(examOf([item])));
    const changed = { ...item, version: 2, stem: 'Where is most ATP made?' } as Item;
    const after = await read(ankiFile(examOf([changed], { updatedAt: new Date('2026-02-01T00:00:00Z') })));
    const [one, other] = [before.notes[0], after.notes[0]] as [Note, Note];
    expect([other.guid, other.mid, other.cards[0]?.did]).to.deep.equal([
      one.guid,
      one.mid,
      one.cards[0]?.did,
    ]);
    expect(other.mod).to.be.greaterThan(one.mod);
    expect(other.fields[0]).to.include('Where is most ATP made?');
  });

  it('shows text alone, whatever is written in it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(...itemTypes.map((type) => arbitraryItem(type))), async (items) => {
        const { notes } = await read(ankiFile(examOf(items as Item[])));
        for (const [place, { fields, cards }] of notes.entries()) {
          const item = items[place] as Item;
          for (const field of fields) {
            expect(readHtml(field).tags).to.deep.equal([]);
            expect(field).not.to.match(/\[(sound:|latex|\$)/);
          }
          expect(readHtml(fields[0] as string).text.startsWith(same(item.stem))).to.equal(true);
          if (item.type !== 'cloze') {
            expect(gapsIn(fields.join(' '))).to.deep.equal([]);
            continue;
          }
          const gaps = gapsIn(fields[0] as string);
          expect(gaps.map(({ number }) => number)).to.deep.equal(cards.map(({ ord }) => ord + 1));
          expect(gaps.map(({ answer }) => readHtml(answer).text)).to.deep.equal(
            item.body.gaps.map(({ id }) => same(item.key.gaps[id]?.[0] ?? '')),
          );
          expect(gaps.map(({ hint }) => hint !== undefined)).to.deep.equal(
            item.body.gaps.map(({ options }) => options !== undefined),
          );
        }
      }),
    );
  });

  it('is the same file for the same exam', () => {
    const exam = examOf(sampleItems());
    expect(ankiFile(exam).equals(ankiFile(exam))).to.equal(true);
  });
});
