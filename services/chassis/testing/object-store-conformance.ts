/** What every object store promises; a store's test opens one and lets it through here. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { afterEach, beforeEach, it } from 'mocha';
import { ObjectMissing, type ObjectStore, ObjectTooLarge } from '../objects.ts';
import { until } from './harness.ts';

export interface StoreUnderTest {
  store: ObjectStore;
  /** What writers left that did not finish: files, parts. */
  leftovers(): Promise<number>;
  /** What readers hold: open files, answers under way. */
  held(): Promise<number>;
  close(): Promise<void>;
}

/** What a bucket's parts are in its test: sizes around it are where a store may go wrong. */
export const testedPartBytes = 5 * 1024 * 1024;

const sha256 = (content: Buffer): string => createHash('sha256').update(content).digest('hex');

/** Bytes that no other place of the content repeats soon, so that what is out of place shows. */
export function contentOf(bytes: number): Buffer {
  const content = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4)
    content.writeUInt32LE(Math.imul(at + 1, 2_654_435_761) >>> 0, at);
  return content;
}

function* slices(content: Buffer, bytes = 65_537): Generator<Buffer> {
  for (let at = 0; at < content.length; at += bytes) yield content.subarray(at, at + bytes);
}

/** Gives the content, then does as told instead of ending. */
export function sourceOf(content: Buffer, then: 'end' | 'fail' | 'stall' = 'end'): Readable {
  const left = slices(content);
  return new Readable({
    read() {
      const { value, done } = left.next();
      if (!done) this.push(value);
      else if (then === 'end') this.push(null);
      else if (then === 'fail') this.destroy(new Error('the client went away'));
    },
  });
}

export async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

export async function keysBelow(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const key of store.list(prefix)) keys.push(key);
  return keys.sort();
}

export function itIsAnObjectStore(open: () => Promise<StoreUnderTest>): void {
  let tested: StoreUnderTest;
  let store: ObjectStore;
  beforeEach(async () => {
    tested = await open();
    store = tested.store;
  });
  afterEach(() => tested.close());

  const holdsNothing = (): Promise<void> =>
    until('readers and writers let go', async () => (await tested.held()) + (await tested.leftovers()) === 0);

  itWrites(() => tested, holdsNothing);
  itReads(() => tested, holdsNothing);
  itKeepsKeys(() => tested);

  it('answers when it is asked whether it works', async () => {
    await store.check();
  });
}

function itWrites(tested: () => StoreUnderTest, holdsNothing: () => Promise<void>): void {
  const part = testedPartBytes;

  it('keeps content of any length as it was, and says its size and hash', async () => {
    const { store } = tested();
    for (const bytes of [0, 1, part - 1, part, part + 1, 2 * part, 2 * part + 65_537]) {
      const content = contentOf(bytes);
      const told = { bytes, sha256: sha256(content) };
      expect(await store.put('a/streamed', sourceOf(content)), `${bytes}`).to.deep.equal(told);
      expect(sha256((await store.read('a/streamed'))!), `${bytes}`).to.equal(told.sha256);
    }
    const whole = contentOf(part + 7);
    expect(await store.put('a/buffer', whole)).to.deep.equal({ bytes: part + 7, sha256: sha256(whole) });
    expect(sha256((await store.read('a/buffer'))!)).to.equal(sha256(whole));
    await holdsNothing();
  });

  for (const [when, bytes] of [
    ['early', 100],
    ['after parts of it were written', 2 * part + 100],
  ] as const) {
    it(`leaves what was there when a write ends ${when}`, async () => {
      const { store } = tested();
      await store.put('a/old', Buffer.from('old'));
      const content = contentOf(bytes);
      const limit = { maxBytes: bytes - 1 };
      expect(await failureOf(store.put('a/old', sourceOf(content), limit))).to.be.instanceOf(ObjectTooLarge);
      expect(await failureOf(store.put('a/old', content, limit))).to.be.instanceOf(ObjectTooLarge);
      expect(await failureOf(store.put('a/new', sourceOf(content), limit))).to.be.instanceOf(ObjectTooLarge);
      const gone = await failureOf(store.put('a/old', sourceOf(content, 'fail')));
      expect(gone.message).to.equal('the client went away');
      expect(String(await store.read('a/old'))).to.equal('old');
      expect(await keysBelow(store, '')).to.deep.equal(['a/old']);
      await holdsNothing();
      expect((await store.put('a/old', sourceOf(content), { maxBytes: bytes })).bytes).to.equal(bytes);
    });

    it(`ends a write whose signal fires although its source is silent ${when}`, async () => {
      const { store } = tested();
      await store.put('a/old', Buffer.from('old'));
      const cancel = new AbortController();
      const source = sourceOf(contentOf(bytes), 'stall');
      const writing = failureOf(store.put('a/old', source, { signal: cancel.signal }));
      await until('the source has nothing more', () => source.readableDidRead && source.readableLength === 0);
      const reason = new Error('cancelled');
      cancel.abort(reason);
      expect(await writing).to.equal(reason);
      expect(source.destroyed).to.equal(true);
      expect(String(await store.read('a/old'))).to.equal('old');
      await holdsNothing();
    });
  }

  it('does not begin a write whose signal has fired', async () => {
    const { store } = tested();
    const signal = AbortSignal.abort(new Error('cancelled'));
    const late = await failureOf(store.put('a/b', Buffer.from('late'), { signal }));
    expect(late.message).to.equal('cancelled');
    expect(await store.exists('a/b')).to.equal(false);
    await holdsNothing();
  });

  it('keeps one of the contents whole that are written at once', async () => {
    const { store } = tested();
    const contents = [1, 2, 3].map((letter) => Buffer.alloc(part + letter, letter));
    await Promise.all(contents.map((content) => store.put('a/b', sourceOf(content))));
    const kept = (await store.read('a/b'))!;
    expect(contents.map(sha256)).to.include(sha256(kept));
    await holdsNothing();
  });
}

function itReads(tested: () => StoreUnderTest, holdsNothing: () => Promise<void>): void {
  it('streams an object with its length, and lends it as a file', async () => {
    const { store } = tested();
    const content = contentOf(testedPartBytes + 3);
    await store.put('a/b.pdf', content);
    const { stream, bytes } = (await store.stream('a/b.pdf'))!;
    expect(bytes).to.equal(content.length);
    expect(sha256(await buffer(stream))).to.equal(sha256(content));
    const lent = await store.withLocalFile('a/b.pdf', async (file) => sha256(await readFile(file)));
    expect(lent).to.equal(sha256(content));
    const thrown = new Error('the program failed');
    expect(await failureOf(store.withLocalFile('a/b.pdf', () => Promise.reject(thrown)))).to.equal(thrown);
    expect(await store.exists('a/b.pdf')).to.equal(true);
    await holdsNothing();
  });

  it('lets go of an object whose reader stops early, or never begins', async () => {
    const { store } = tested();
    await store.put('a/b', contentOf(3 * testedPartBytes));
    const unread = (await store.stream('a/b'))!.stream;
    unread.destroy();
    const { stream } = (await store.stream('a/b'))!;
    for await (const chunk of stream) {
      expect((chunk as Buffer).length).to.be.greaterThan(0);
      break;
    }
    expect(stream.destroyed).to.equal(true);
    await holdsNothing();
  });

  it('has nothing where nothing was put, be it below an object or the folder of one', async () => {
    const { store } = tested();
    await store.put('a/b/c', Buffer.from('kept'));
    for (const key of ['x', 'x/y', 'a', 'a/b', 'a/b/c/d']) {
      expect(await store.read(key), key).to.equal(undefined);
      expect(await store.stream(key), key).to.equal(undefined);
      expect(await store.exists(key), key).to.equal(false);
      expect(await failureOf(store.move(key, 'z')), key).to.be.instanceOf(ObjectMissing);
      const unlent = store.withLocalFile(key, () => Promise.resolve('lent'));
      expect(await failureOf(unlent), key).to.be.instanceOf(ObjectMissing);
      await store.delete(key);
      expect(await keysBelow(store, key), key).to.deep.equal(
        key.startsWith('a') && key < 'a/b/c' ? ['a/b/c'] : [],
      );
    }
    for (const folder of ['x/', 'a/b/c/']) await store.deletePrefix(folder);
    expect(String(await store.read('a/b/c'))).to.equal('kept');
    expect(await keysBelow(store, '')).to.deep.equal(['a/b/c']);
    await holdsNothing();
  });
}

function itKeepsKeys(tested: () => StoreUnderTest): void {
  it('moves an object over what is there, and onto itself without loss', async () => {
    const { store } = tested();
    await store.put('up/a', Buffer.from('new'));
    await store.put('down/b', Buffer.from('old'));
    await store.move('up/a', 'down/b');
    await store.move('down/b', 'down/b');
    expect(await keysBelow(store, '')).to.deep.equal(['down/b']);
    expect(String(await store.read('down/b'))).to.equal('new');
    expect(await failureOf(store.move('up/a', 'down/b'))).to.be.instanceOf(ObjectMissing);
    expect(String(await store.read('down/b'))).to.equal('new');
  });

  it('deletes once, twice, or all of a folder and nothing beside it', async () => {
    const { store } = tested();
    for (const key of ['a/b/1', 'a/b/2/3', 'a/bc/1', 'a/b.txt']) await store.put(key, Buffer.from(key));
    await store.delete('a/b/1');
    await store.delete('a/b/1');
    expect(await keysBelow(store, 'a/b')).to.deep.equal(['a/b/2/3']);
    await store.deletePrefix('a/b/');
    await store.deletePrefix('a/b');
    expect(await keysBelow(store, '')).to.deep.equal(['a/b.txt', 'a/bc/1']);
    expect((await failureOf(store.deletePrefix(''))).message).to.include('key');
  });

  it('lists and deletes more keys than one page holds', async () => {
    const { store } = tested();
    const keys = Array.from({ length: 1_201 }, (_, at) => `many/${at % 7}/${at}`);
    for (let from = 0; from < keys.length; from += 100)
      await Promise.all(keys.slice(from, from + 100).map((key) => store.put(key, Buffer.alloc(0))));
    await store.put('manyfold/1', Buffer.alloc(0));
    expect(await keysBelow(store, 'many/')).to.deep.equal([...keys].sort());
    await store.deletePrefix('many');
    expect(await keysBelow(store, '')).to.deep.equal(['manyfold/1']);
  });

  it('takes every legal key and no other', async () => {
    const { store } = tested();
    const legal = ['-', '_._', 'a..b/c...', `${'long-'.repeat(40)}x/y`, 'A/a-_.Z', '0/con', 'e.pdf.tar.gz'];
    for (const key of legal) await store.put(key, Buffer.from(key));
    for (const key of legal) expect(String(await store.read(key))).to.equal(key);
    expect(await keysBelow(store, '')).to.deep.equal([...legal].sort());
    const illegal = [
      '',
      '/',
      '/a',
      'a//b',
      '../a',
      'a/../b',
      'a/.',
      '.a',
      'a b',
      'ä',
      'a%2fb',
      'a\0',
      'x'.repeat(501),
    ];
    for (const key of illegal) {
      const attempts: (() => Promise<unknown>)[] = [
        () => store.put(key, Buffer.from('x')),
        () => store.read(key),
        () => store.exists(key),
        () => store.stream(key),
        () => store.move(key, 'ok'),
        () => store.move('-', key),
        () => store.delete(key),
        () => store.deletePrefix(key),
        () => store.withLocalFile(key, () => Promise.resolve()),
      ];
      for (const attempt of attempts)
        expect((await failureOf(Promise.resolve().then(() => attempt()))).message, key).to.include(
          'an object key takes',
        );
    }
    expect(await keysBelow(store, '')).to.deep.equal([...legal].sort());
  });
}
