/** `npm start`: runs the product until stopped and prints the addresses that matter. */
import { fork } from 'node:child_process';
import { config as loadEnvFile } from 'dotenv';
import { brokerPage } from './start/broker-page.ts';

loadEnvFile({ quiet: true });
const child = fork('services/main.ts', ['all'], { stdio: 'inherit' });
// The terminal sends its interrupt to both; the child drains and this process ends with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
child.once('exit', (code) => process.exit(code ?? 1));

const { ports } = await new Promise<{ ports: { public: number; ai?: number; internal: number } }>(
  (resolve) => {
    child.once('message', resolve as (message: unknown) => void);
  },
);
const api = `http://localhost:${ports.public}`;
const lines: [string, string][] = [
  ['API', `${api}/api/v1`],
  ['Reference', `${api}/docs`],
  ['First version', `http://localhost:${ports.ai}/api/ai/health (X-API-Key: AI_BACKEND_API_KEY of .env)`],
  ['Metrics', `http://localhost:${ports.internal}/metrics`],
  ['Health', `${api}/health, ${api}/ready`],
  ['RabbitMQ', await brokerPage(process.env.RABBITMQ_URL)],
];
process.stdout.write(
  `\nScory is running.\n${lines.map(([name, address]) => `  ${name.padEnd(14)} ${address}`).join('\n')}\nStop it with Ctrl+C.\n\n`,
);
