/** What was promised to clients, and whether it was kept: every accepted id, and every event that told of its end. */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ChannelModel, connect } from 'amqplib';
import type { Stage } from './stage.ts';

export interface Verdict {
  accepted: number;
  /** Accepted jobs that did not succeed, or whose end no event told; also what else a fault says was promised. */
  lost: number;
  /** Jobs of which two events tell, or two history rows; or which have both a result and another end. */
  duplicated: number;
  /** From the healing to the last end. */
  recovery_ms: number;
  model_calls_per_job: number;
}

export interface Promised {
  id: string;
  token: string;
}

export interface Ledger {
  /** Posts jobs until so many were tried and the signal fires; failed requests are no promises and are not counted. */
  post(atLeast: number, until: AbortSignal): Promise<void>;
  accepted(): number;
  /** Accepted jobs that have not ended. */
  underWay(): Promise<number>;
  /** Access tokens of those that post, and what each was promised. */
  tokens: readonly string[];
  acceptedOf(token: string): string[];
  /** One job more, of whoever is next; undefined where it was not accepted. */
  postOne(): Promise<Promised | undefined>;
  /** Its owner does not want it any more: it may end as cancelled, instead of with a result. */
  cancel(job: Promised): Promise<void>;
  /** Requests that were refused for now: 429 and 503. */
  refused(): number;
  /** So many jobs of one owner, as fast as they are taken. */
  flood(amount: number): Promise<void>;
  /** To be called when everything is healed: waits for all ends and compares. */
  settle(patienceMs?: number): Promise<Verdict>;
  close(): Promise<void>;
}

const users = 40;
const requestMs = 10_000;
/** Together about 250 jobs a second: more than nothing to recover, less than would hide the recovery. */
const posters = 32;
const posterPauseMs = 100;
const usualPatienceMs = 180_000;
const quietMs = 1_500;
const answerMs = 5_000;
/** Of what was lost. */
const shownMax = 5;

const bodyOf = (mark: string): string =>
  JSON.stringify({
    reading_level: 'beginner',
    paper_content: { title: 'Walks', authors: [], abstract: `Pupils recalled 17 words (${mark}).` },
  });

/** Hears every end, over a connection that is made anew for as long as it breaks. */
interface Ears {
  /** By job: the type of each event, by its id. */
  events: Map<string, Map<string, string>>;
  close(): Promise<void>;
}

function listen(stage: Stage): Ears {
  const events: Ears['events'] = new Map();
  let connection: ChannelModel | undefined;
  let closed = false;

  async function consume(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', () => undefined);
    const queue = 'scory-faults-ledger';
    await channel.assertExchange('scory.events', 'topic', { durable: true });
    // A quorum queue that was made within half a second before its broker is killed never works again (RabbitMQ 3.10).
    await channel.assertQueue(queue, { durable: true });
    await channel.bindQueue(queue, 'scory.events', 'papers.simplify.#');
    await channel.consume(queue, (message) => {
      if (!message) return;
      const event = JSON.parse(message.content.toString('utf8')) as Record<'id' | 'job_id' | 'type', string>;
      events.set(event.job_id, (events.get(event.job_id) ?? new Map()).set(event.id, event.type));
      channel.ack(message);
    });
  }

  async function attach(): Promise<void> {
    while (!closed) {
      try {
        const model = await connect(stage.rabbit.url, { timeout: answerMs });
        connection = model;
        model.on('error', () => undefined);
        const gone = new Promise((resolve) => model.once('close', resolve));
        // A broker that comes up may leave a question without an answer for ever.
        const slow = sleep(answerMs).then(() => 'slow');
        if ((await Promise.race([consume(model), slow])) === 'slow') leave(model);
        else await gone;
      } catch {
        await sleep(200);
      }
    }
  }

  /** The library waits for ever where the broker is gone. */
  const leave = (model: ChannelModel | undefined): void => void model?.close().catch(() => undefined);

  void attach();
  return {
    events,
    async close() {
      closed = true;
      leave(connection);
    },
  };
}

/** Waits until `left` answers 0, or has not fallen for as long as is given: a backlog may take longer. */
async function untilNone(left: () => Promise<number>, patienceMs: number): Promise<void> {
  let least = Number.POSITIVE_INFINITY;
  let fellAt = performance.now();
  for (;;) {
    const count = await left();
    if (count === 0 || performance.now() - fellAt > patienceMs) return;
    if (count < least) [least, fellAt] = [count, performance.now()];
    await sleep(50);
  }
}

interface End extends Record<string, unknown> {
  id: string;
  status: string;
  code: string | null;
  /** Rows of its owner's history that name it. */
  history: number;
}

async function endsOf(stage: Stage, ids: string[]): Promise<Map<string, End>> {
  const rows = await stage.query<End>(
    `SELECT j.id, j.status, j.error->>'code' AS code, coalesce(r.history, 0) AS history FROM jobs.job j
     LEFT JOIN (SELECT job_id, count(*)::int AS history FROM papers.simplification_requests GROUP BY job_id) r ON r.job_id = j.id
     WHERE j.id = ANY($1::uuid[])`,
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row]));
}

export function openLedger(stage: Stage): Ledger {
  const accepted = new Map<string, string>();
  const tokens = stage.tokens(users);
  const [flooder] = stage.tokens(1) as [string];
  let refusals = 0;
  const ears = listen(stage);

  const cancelled = new Set<string>();
  let turn = 0;
  const nextToken = (): string => {
    turn += 1;
    return tokens[turn % users] as string;
  };

  async function post(token: string): Promise<Promised | undefined> {
    try {
      const response = await fetch(`${stage.url}/api/v1/academic/simplify`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: bodyOf(randomUUID()),
        signal: AbortSignal.timeout(requestMs),
      });
      if (response.status === 429 || response.status === 503) refusals += 1;
      if (response.status !== 202) return undefined;
      const { data } = (await response.json()) as { data: { id: string } };
      accepted.set(data.id, token);
      return { id: data.id, token };
    } catch {
      // Nothing was promised.
      return undefined;
    }
  }

  async function unfinished(): Promise<number> {
    const [row] = await stage.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM jobs.job WHERE id = ANY($1::uuid[]) AND finished_at IS NULL',
      [[...accepted.keys()]],
    );
    return row?.count ?? 0;
  }

  return {
    accepted: () => accepted.size,
    underWay: unfinished,
    tokens,
    acceptedOf: (token) => [...accepted].flatMap(([id, by]) => (by === token ? [id] : [])),
    refused: () => refusals,
    async flood(amount) {
      let left = amount;
      const poster = async (): Promise<void> => {
        for (; left > 0; left -= 1) await post(flooder);
      };
      await Promise.all(Array.from({ length: posters }, poster));
    },
    postOne: () => post(nextToken()),
    async cancel({ id, token }) {
      cancelled.add(id);
      await fetch(`${stage.url}/api/v1/jobs/${id}/cancel`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(requestMs),
      }).catch(() => undefined);
    },
    async post(atLeast, until) {
      let tried = 0;
      await Promise.all(
        Array.from({ length: posters }, async () => {
          while (tried < atLeast || !until.aborted) {
            tried += 1;
            await post(nextToken());
            await sleep(posterPauseMs);
          }
        }),
      );
    },
    async settle(patienceMs = usualPatienceMs) {
      const healedAt = performance.now();
      const untold = async (): Promise<number> =>
        [...accepted.keys()].filter((id) => !ears.events.has(id)).length;
      await untilNone(unfinished, patienceMs);
      const recoveryMs = Math.round(performance.now() - healedAt);
      await untilNone(untold, patienceMs);
      // Whatever comes twice comes late.
      await sleep(quietMs);
      const ends = await endsOf(stage, [...accepted.keys()]);
      const kept = (id: string): boolean => {
        const end = ends.get(id);
        const told = [...(ears.events.get(id)?.values() ?? [])];
        if (!told.includes(`papers.simplify.${end?.status}`)) return false;
        return end?.status === 'succeeded'
          ? end.history === 1
          : end?.status === 'cancelled' && cancelled.has(id);
      };
      const isDoubled = (id: string): boolean => {
        const { status, history = 0 } = ends.get(id) ?? {};
        return history > Number(status === 'succeeded') || (ears.events.get(id)?.size ?? 0) > 1;
      };
      const ids = [...accepted.keys()];
      const lost = ids.filter((id) => !kept(id));
      for (const id of lost.slice(0, shownMax)) {
        const told = [...(ears.events.get(id)?.values() ?? [])].join(', ') || 'of nothing';
        console.error(`lost ${id}: ${ends.get(id)?.status} ${ends.get(id)?.code ?? ''}, told ${told}`);
      }
      const calls = ids.reduce((sum, id) => sum + (stage.modelCalls.get(id) ?? 0), 0);
      return {
        accepted: accepted.size,
        lost: lost.length,
        duplicated: ids.filter(isDoubled).length,
        recovery_ms: recoveryMs,
        model_calls_per_job: Number((calls / Math.max(1, accepted.size)).toFixed(2)),
      };
    },
    close: () => ears.close(),
  };
}
