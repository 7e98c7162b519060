/** The product as a child process, for the demo's time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';

export interface Product {
  url: string;
  stop(): Promise<void>;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

/** The configured port where it is free, else any. */
const portOr = async (port: number): Promise<string> => ((await isFree(port)) ? String(port) : '0');

export async function startProduct(environment: Record<string, string>): Promise<Product> {
  const child = spawn(process.execPath, ['services/main.ts', 'all'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      LOG_LEVEL: 'warn',
      PORT: await portOr(Number(process.env.PORT ?? 5000)),
      AI_PORT: await portOr(Number(process.env.AI_PORT ?? 8000)),
      INTERNAL_PORT: await portOr(Number(process.env.INTERNAL_PORT ?? 5001)),
      ...environment,
    },
  });
  child.stdout?.pipe(process.stderr);
  const ports = await started(child);
  const url = `http://127.0.0.1:${ports.public}`;
  for (;;) {
    const ready = (await (await fetch(`${url}/ready`)).json()) as { status: string };
    if (ready.status === 'ready') break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { url, stop: () => stopped(child) };
}

function started(child: ChildProcess): Promise<{ public: number }> {
  return new Promise((resolve, reject) => {
    child.once('message', (message: { ports: { public: number } }) => resolve(message.ports));
    child.once('exit', (code) => reject(new Error(`the product ended before it was ready (exit ${code})`)));
  });
}

function stopped(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
  });
}
