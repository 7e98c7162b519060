/** A model server as a process of its own, which says what it was asked. */
import { type ChildProcess, fork } from 'node:child_process';

export interface ModelProcess {
  url: string;
  /** What it was asked since the last time, how many calls it had at once, and how many were more than it takes. */
  tell(): Promise<{ bodies: unknown[]; most: number; refused: number }>;
  stop(): void;
}

/** `file` lies in `servers`; `slots` calls at once, each of which takes so long. */
export async function startModel(
  file: string,
  { slots, latencyMs }: { slots: number; latencyMs: number },
): Promise<ModelProcess> {
  const env = { PATH: process.env.PATH, BENCH_SLOTS: String(slots), BENCH_LATENCY_MS: String(latencyMs) };
  const child: ChildProcess = fork(new URL(`servers/${file}`, import.meta.url), { env });
  const next = <T>(): Promise<T> =>
    new Promise((resolve) => child.once('message', (message) => resolve(message as T)));
  const { port } = await next<{ port: number }>();
  return {
    url: `http://127.0.0.1:${port}`,
    tell() {
      const told = next<Awaited<ReturnType<ModelProcess['tell']>>>();
      child.send('tell');
      return told;
    },
    stop: () => void child.kill('SIGTERM'),
  };
}
