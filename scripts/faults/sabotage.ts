/**
 * Switches one guard of the product off, from outside, by changing what it says to PostgreSQL or RabbitMQ. For controls: a
 * fault that loses and doubles nothing without the guard it is about proves nothing.
 */
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { deathsMax } from '@scory/chassis/jobs/quarantine.ts';
import type { Live } from '@scory/chassis/live.ts';
import { simplifyCommand } from '@scory/contracts/papers/simplify.ts';
import pg from 'pg';

type Change = readonly [from: string, to: string];

/** Guards that are in a statement, and what it becomes without them. */
export const statementChanges: Record<string, readonly Change[]> = {
  /** Whoever finishes a job wins, however often; whoever gets a message runs it. */
  'no-fence': [
    ["AND (j.status = 'queued' OR (j.status = 'running' AND (d.redelivered OR j.due_at <= now())))", ''],
    ['AND j.runs - j.attempt < d.deaths_below', ''],
    ["AND j.run = i.run AND j.status IN ('running', 'cancelling')", ''],
  ],
  /** What its process did not publish stays in the outbox. */
  'no-relay': [
    ['FROM jobs.outbox WHERE due_at <= now()', 'FROM jobs.outbox WHERE false AND due_at <= now()'],
  ],
  /** What a broker lost stays lost. */
  'no-resend': [['SET sent_at = NULL, due_at = now(), timeline', 'SET sent_at = j.sent_at, timeline']],
  /** A suspect runs beside all others until it is given up. */
  'no-quarantine': [['AND j.runs - j.attempt < d.deaths_below', `AND j.runs - j.attempt < ${deathsMax}`]],
  /** What has ended is cancelled all the same. */
  'no-cancel-fence': [["AND j.owner_id = $2 AND j.status IN ('queued', 'waiting')", 'AND j.owner_id = $2']],
  /** What waits for its turn waits for ever. */
  'no-release': [['FROM owners WHERE owner_id IS NOT NULL LIMIT', 'FROM owners WHERE false LIMIT']],
};

/** Rewrites statements as they leave. */
function rewriteSql(changes: readonly Change[]): void {
  const prototype = pg.Client.prototype as unknown as { query(...args: unknown[]): unknown };
  const query = prototype.query;
  prototype.query = function changed(this: unknown, ...args: unknown[]) {
    const [first, ...rest] = args;
    const config = first as { text?: string } | null;
    if (!config || typeof config !== 'object' || typeof config.text !== 'string')
      return query.apply(this, args);
    const text = changes.reduce((sql, [from, to]) => sql.replaceAll(from, to), config.text);
    return query.apply(this, [text === config.text ? first : { ...config, text }, ...rest]);
  };
}

type Channels = Record<
  'Channel' | 'ConfirmChannel',
  { prototype: Record<string, (...args: never[]) => unknown> }
>;

/** Not exported by name, so by their place beside what is. */
function amqplibChannels(): Channels {
  const file = fileURLToPath(new URL('lib/channel_model.js', import.meta.resolve('amqplib')));
  return createRequire(import.meta.url)(file) as Channels;
}

/** Whoever watches a job believes that Redis tells all. */
export function trustRedis(live: Live): void {
  live.recheckMs = () => 3_600_000;
}

export const sabotages: Record<string, () => void> = {
  ...Object.fromEntries(
    Object.entries(statementChanges).map(([name, changes]) => [name, () => rewriteSql(changes)]),
  ),
  /** A try that fails is the last one. */
  'no-retries'() {
    simplifyCommand.attempts = 1;
  },
  /** A message that nobody can read is dropped. */
  'no-parking'() {
    const { ConfirmChannel } = amqplibChannels();
    const { publish } = ConfirmChannel.prototype as unknown as { publish(...args: unknown[]): unknown };
    Object.assign(ConfirmChannel.prototype, {
      publish(this: object, ...args: unknown[]) {
        if (args[0] !== 'scory.dead') return publish.apply(this, args);
        setImmediate(args.at(-1) as () => void);
        return true;
      },
    });
  },
  /** Messages are acked when they arrive, not when their job is stored. */
  'ack-first'() {
    const { Channel } = amqplibChannels();
    const { consume, ack } = Channel.prototype as unknown as {
      consume(queue: string, heard: (message: unknown) => void, options?: unknown): unknown;
      ack(message: unknown): void;
    };
    Object.assign(Channel.prototype, {
      consume(this: object, queue: string, heard: (message: unknown) => void, options?: unknown) {
        const first = (message: unknown): void => {
          if (message) ack.call(this, message);
          heard(message);
        };
        return consume.call(this, queue, first, options);
      },
      ack: () => undefined,
      nack: () => undefined,
    });
  },
};
