/**
 * News of jobs, across processes through Redis pub/sub. It is a hint, never the truth: whoever watches reads the
 * row after subscribing and checks it again from time to time, so with Redis away everything is only slower.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JobStatus, Progress } from '@scory/contracts/http.ts';
import type { Redis } from './redis.ts';

export interface LiveMessage {
  jobId: string;
  seq: number;
  status: JobStatus;
  progress: Progress | null;
  ended: boolean;
}

export type LiveListener = (message: LiveMessage) => void;

export interface Live {
  /** Tells this process's watchers at once and the others' through Redis; never throws. */
  publish(message: LiveMessage): void;
  /** Resolves when news arrives from every process (or from this one alone while Redis is away). */
  watch(jobId: string, listener: LiveListener): Promise<() => void>;
  /** How long a watcher may trust silence before it reads the row again. */
  recheckMs(): number;
}

interface Topic {
  listeners: Set<LiveListener>;
  subscribed: Promise<(() => void | Promise<void>) | undefined>;
}

/** A Redis that hangs must not hang whoever waits for a job: the recheck serves them until it answers. */
const subscribeMs = 1_000;

export function createLive(redis: Redis): Live {
  const origin = randomUUID();
  const topics = new Map<string, Topic>();
  const channel = (jobId: string): string => redis.key(`live:${jobId}`);

  function deliver(message: LiveMessage): void {
    for (const listener of topics.get(message.jobId)?.listeners ?? []) listener(message);
  }

  function open(jobId: string): Topic {
    const subscribed = redis
      .subscribe(channel(jobId), (text) => {
        const { from, message } = JSON.parse(text) as { from: string; message: LiveMessage };
        if (from !== origin) deliver(message);
      })
      .catch(() => undefined);
    const topic: Topic = { listeners: new Set(), subscribed };
    topics.set(jobId, topic);
    return topic;
  }

  return {
    publish(message) {
      deliver(message);
      void redis
        .publish(channel(message.jobId), JSON.stringify({ from: origin, message }))
        .catch(() => undefined);
    },
    async watch(jobId, listener) {
      const topic = topics.get(jobId) ?? open(jobId);
      topic.listeners.add(listener);
      const patience = new AbortController();
      const late = sleep(subscribeMs, undefined, { signal: patience.signal }).catch(() => undefined);
      await Promise.race([topic.subscribed, late]);
      patience.abort();
      return () => {
        topic.listeners.delete(listener);
        if (topic.listeners.size > 0 || topics.get(jobId) !== topic) return;
        topics.delete(jobId);
        void topic.subscribed.then((unsubscribe) => unsubscribe?.());
      };
    },
    recheckMs: () => (redis.up() ? 15_000 : 1_000),
  };
}
