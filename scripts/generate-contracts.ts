/** `npm run contracts [-- --check]`: writes contracts/generated from the catalogue, or fails where it has drifted. */
import { readFile, writeFile } from 'node:fs/promises';
import manifest from '../package.json' with { type: 'json' };
import { asyncApi } from './contracts/asyncapi.ts';
import { openApi } from './contracts/openapi.ts';

const documents = { 'openapi.json': openApi(manifest.version), 'asyncapi.json': asyncApi(manifest.version) };
const check = process.argv.includes('--check');

for (const [name, document] of Object.entries(documents)) {
  const file = new URL(`../contracts/generated/${name}`, import.meta.url);
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (!check) {
    await writeFile(file, text);
    console.log(`contracts/generated/${name}: ${text.length} bytes`);
  } else if ((await readFile(file, 'utf8').catch(() => '')) !== text) {
    console.error(`contracts/generated/${name} has drifted: run \`npm run contracts\``);
    process.exitCode = 1;
  }
}
