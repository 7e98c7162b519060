/** `npm run model-stand-in -- [--port N] [--latency MS]`: the stand-in model server, until stopped. */
import { parseArgs } from 'node:util';
import { startStandIn } from './server.ts';

const { values } = parseArgs({
  options: { port: { type: 'string', default: '8899' }, latency: { type: 'string', default: '0' } },
});
const standIn = await startStandIn({ port: Number(values.port), latencyMs: Number(values.latency) });
process.stdout.write(`stand-in model at ${standIn.url}
  OPENAI_BASE_URL=${standIn.url}/v1 OPENAI_API_KEY=stand-in
  ANTHROPIC_BASE_URL=${standIn.url} ANTHROPIC_API_KEY=stand-in
`);
