/** The other side of the pdf-extract bench: a process that does nothing but pdf-parse. */
import { readFile } from 'node:fs/promises';
import { PDFParse } from 'pdf-parse';

process.on('disconnect', () => process.exit(0));
process.on('message', async ({ path }: { path: string }) => {
  try {
    const start = performance.now();
    const parser = new PDFParse({ data: new Uint8Array(await readFile(path)) });
    await parser.getText();
    await parser.destroy();
    process.send?.({ ms: performance.now() - start });
  } catch (error) {
    process.send?.({ error: String(error) });
  }
});
