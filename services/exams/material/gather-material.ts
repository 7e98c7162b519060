/** Gets the material of an exam from the documents service, as the author of the exam and nobody else. */
import { PermanentError, Problem } from '@scory/chassis/errors.ts';
import type { ServiceClient } from '@scory/chassis/service-client.ts';
import { type DocumentPassage, listPassages } from '@scory/contracts/documents/passages.ts';
import { type Passage as FoundPassage, postSearch } from '@scory/contracts/documents/search.ts';
import type { Actor } from '@scory/contracts/envelope.ts';
import type { ExamRequest } from '@scory/contracts/exams/exam-request.ts';
import { type Material, materialOf, type Source } from '../domain/material.ts';

interface Stretch {
  document: {
    id: string;
    title: string | null;
    sha256: string;
    language: string | null;
    pages: number | null;
  };
  total: number;
}

interface Asking {
  actor: Actor;
  signal: AbortSignal;
  /** So many of the parts of the material are there. */
  onProgress(completed: number, total: number): void;
}

/** Passages of one request. */
const stretch = 200;
/** Documents and topics that are asked for side by side. */
const parallel = 4;
/** Passages that a topic finds: more than it needs, as some will not do. */
const foundMax = 50;
const foundFloor = 8;
/** Found by meaning alone, behind all that holds a word of the topic. */
const byMeaning = 5;
/** Passages between two that were found are asked for along with them, rather than in a request more. */
const gapMax = 40;
/** Less bears no question. */
const fewestCharacters = 120;

async function inParallel<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = [...items.entries()];
  const takeTurns = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all(Array.from({ length: parallel }, takeTurns));
  return results;
}

export function createGathering(client: ServiceClient) {
  async function passagesOf(
    id: string,
    { actor, signal }: Pick<Asking, 'actor' | 'signal'>,
    range: { from: number; limit: number },
  ) {
    return client.call<DocumentPassage[], Stretch, typeof listPassages>(listPassages, {
      ...{ actor, signal },
      params: { id },
      query: range,
    });
  }

  async function wholeDocument(id: string, asking: Asking): Promise<Source> {
    const passages: DocumentPassage[] = [];
    for (;;) {
      const { data, metadata } = await passagesOf(id, asking, { from: passages.length, limit: stretch });
      passages.push(...data);
      if (data.length === 0 || passages.length >= metadata.total)
        return { document: metadata.document, passages: passages.map((passage) => ({ passage })) };
    }
  }

  /** Best first: those that hold a word of the topic and what ranks among them, or the nearest few in meaning. */
  async function foundBy(topic: string, request: ExamRequest, asking: Asking): Promise<FoundPassage[]> {
    const { counts, topics = [], document_ids, faculty_id, semester_id } = request;
    const wanted = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const limit = Math.min(foundMax, Math.max(foundFloor, 2 * Math.ceil(wanted / topics.length)));
    const { data } = await client.call<FoundPassage[], unknown, typeof postSearch>(postSearch, {
      actor: asking.actor,
      signal: asking.signal,
      body: { query: topic, limit, document_ids, faculty_id, semester_id },
    });
    const lastWithWords = data.findLastIndex(({ highlights }) => highlights.length > 0);
    return data.slice(0, Math.max(byMeaning, lastWithWords + 1));
  }

  /** A search shows passages without their lines: those are asked for, neighbours together. */
  async function withLines(
    id: string,
    topics: ReadonlyMap<number, string>,
    asking: Asking,
  ): Promise<Source | undefined> {
    const numbers = [...topics.keys()].sort((a, b) => a - b);
    let source: Source | undefined;
    while (numbers.length > 0) {
      const from = numbers[0] as number;
      let end = from;
      while (
        numbers.length > 0 &&
        (numbers[0] as number) - end <= gapMax &&
        (numbers[0] as number) < from + stretch
      )
        end = numbers.shift() as number;
      const { data, metadata } = await passagesOf(id, asking, { from, limit: end - from + 1 });
      source ??= { document: metadata.document, passages: [] };
      for (const passage of data) {
        const topic = topics.get(passage.number);
        if (topic !== undefined) source.passages.push({ passage, topic });
      }
    }
    return source;
  }

  async function onTopics(
    topics: readonly string[],
    request: ExamRequest,
    asking: Asking,
  ): Promise<Source[]> {
    const found = await inParallel(topics, async (topic) => ({
      topic,
      passages: await foundBy(topic, request, asking),
    }));
    /** By document and number of the passage: the topic that it is best for. */
    const best = new Map<string, Map<number, { topic: string; rank: number }>>();
    for (const { topic, passages } of found)
      for (const [rank, { id, document }] of passages.entries()) {
        const ofDocument = best.get(document.id) ?? new Map<number, { topic: string; rank: number }>();
        best.set(document.id, ofDocument);
        const number = Number(id.split('#')[1]);
        if (rank < (ofDocument.get(number)?.rank ?? Number.POSITIVE_INFINITY))
          ofDocument.set(number, { topic, rank });
      }
    const sources = await inParallel([...best], ([id, numbers]) => {
      const wanted = new Map([...numbers].map(([number, { topic }]) => [number, topic]));
      return withLines(id, wanted, asking);
    });
    return sources.filter((source) => source !== undefined);
  }

  return {
    /** What names the material before it is read: its documents, and that they are ready. Throws `Problem` 404 and 409. */
    async documentsOf(
      actor: Actor,
      ids: readonly string[],
      signal: AbortSignal,
    ): Promise<Stretch['document'][]> {
      return inParallel(
        ids,
        async (id) => (await passagesOf(id, { actor, signal }, { from: 0, limit: 1 })).metadata.document,
      );
    },
    /** Throws `PermanentError` where a document is gone or nothing in the material can be asked. */
    async gather(request: ExamRequest, asking: Asking): Promise<Material> {
      const { document_ids: ids = [], topics } = request;
      let sources: Source[];
      try {
        let completed = 0;
        sources = topics
          ? await onTopics(topics, request, asking)
          : await inParallel(ids, async (id) => {
              const source = await wholeDocument(id, asking);
              completed += 1;
              asking.onProgress(completed, ids.length);
              return source;
            });
      } catch (error) {
        // It was deleted, or is no longer shown to the author, since the exam was asked for.
        if (error instanceof Problem) throw new PermanentError(error.code, error.message, { cause: error });
        throw error;
      }
      const material = materialOf(sources);
      assertEnough(material, sources);
      return material;
    },
  };
}

export type Gathering = ReturnType<typeof createGathering>;

function assertEnough({ passages }: Material, sources: readonly Source[]): void {
  const characters = passages.reduce((sum, { text }) => sum + text.length, 0);
  if (characters >= fewestCharacters) return;
  if (sources.every((source) => source.passages.length === 0))
    throw new PermanentError('MATERIAL_EMPTY', 'Nothing was found that an exam could be made from');
  throw new PermanentError(
    'MATERIAL_TOO_SMALL',
    'The material holds no running text that questions could be asked about: headings, tables, references and notices aside, nothing is left',
  );
}
