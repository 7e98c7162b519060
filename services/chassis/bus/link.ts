/**
 * One connection to the broker that is there again after every loss:
 *
 *   connecting ──opened──► open ──lost──► connecting … ──close()──► closed
 *
 * `close` may come without `error`, so only `close` decides; heartbeats find half-open sockets.
 */
import type { Socket } from 'node:net';
import { type ChannelModel, connect } from 'amqplib';
import type { Logger } from '../log.ts';

export interface Link {
  model(): ChannelModel | undefined;
  /** Drops the connection; it is opened again. */
  reset(): void;
  close(): Promise<void>;
}

const firstBackoffMs = 50;
const lastBackoffMs = 5_000;
const heartbeatSeconds = 10;
const connectTimeoutMs = 5_000;
/** A broker that comes up may leave a declaration without an answer for ever, and lives on otherwise. */
const setUpTimeoutMs = 30_000;
const hangUpTimeoutMs = 2_000;

export function openLink(options: {
  url: string;
  name: string;
  log: Logger;
  /** Sets channels up; the link counts as open when it resolves. */
  onOpen(model: ChannelModel): Promise<void>;
  onLost(): void;
}): Link {
  const { log, name } = options;
  let model: ChannelModel | undefined;
  let current: ChannelModel | undefined;
  let closed = false;
  let backoffMs = firstBackoffMs;
  let timer: NodeJS.Timeout | undefined;
  let attempt: Promise<void> = Promise.resolve();

  async function open(): Promise<void> {
    try {
      const target = new URL(options.url);
      target.searchParams.set('heartbeat', String(heartbeatSeconds));
      const opened = await connect(target.href, {
        noDelay: true,
        timeout: connectTimeoutMs,
        clientProperties: { connection_name: name },
      });
      if (closed) return void (await opened.close().catch(() => undefined));
      model = opened;
      writeOncePerTick(opened);
      opened.on('error', (error: unknown) =>
        log.warn({ err: error, connection: name }, 'the broker connection failed'),
      );
      opened.once('close', () => lost(opened));
      await within(setUpTimeoutMs, options.onOpen(opened));
      if (model !== opened) return;
      current = opened;
      backoffMs = firstBackoffMs;
    } catch (error) {
      if (closed) return;
      log.warn(
        { err: error, connection: name, retry_ms: Math.round(backoffMs) },
        'the broker cannot be reached yet',
      );
      const failed = model;
      if (failed) destroy(failed);
      else again();
    }
  }

  function lost(which: ChannelModel): void {
    if (model !== which) return;
    model = undefined;
    current = undefined;
    options.onLost();
    again();
  }

  function again(): void {
    if (closed || timer) return;
    timer = setTimeout(
      () => {
        timer = undefined;
        attempt = open();
      },
      backoffMs * (0.5 + Math.random() / 2),
    );
    backoffMs = Math.min(lastBackoffMs, backoffMs * 2);
  }

  /** Closing may itself hang on a dead socket, so the loss is declared at once. */
  function destroy(which: ChannelModel): void {
    lost(which);
    void hangUp(which);
  }

  attempt = open();
  return {
    model: () => current,
    reset: () => {
      if (model) destroy(model);
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await attempt;
      const last = model;
      model = undefined;
      current = undefined;
      if (last) await hangUp(last);
    },
  };
}

/** The socket as it is under the library, which gives no other way to be rid of one that is silent. */
const streamOf = (model: ChannelModel): Socket => (model.connection as unknown as { stream: Socket }).stream;

/** Closes it politely, and by force where the other side does not answer: the library would wait for ever. */
export async function hangUp(model: ChannelModel): Promise<void> {
  const closed = new Promise<void>((resolve) => model.once('close', () => resolve()));
  const polite = Promise.race([closed, model.close()]);
  await within(hangUpTimeoutMs, polite).catch(() => streamOf(model).destroy());
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the broker did not answer within ${limitMs} ms`)), limitMs);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/**
 * The library writes each frame to the socket by itself. A system call each was a third of a busy process' time: what
 * is written within one turn of the event loop leaves together.
 */
function writeOncePerTick(model: ChannelModel): void {
  const stream = streamOf(model);
  const write = stream.write.bind(stream) as (...args: unknown[]) => boolean;
  stream.write = ((...args: unknown[]) => {
    if (stream.writableCorked === 0) {
      stream.cork();
      setImmediate(() => stream.uncork());
    }
    return write(...args);
  }) as Socket['write'];
}
