/** pdf-parse alone in a warm process: the plain way to the text of a PDF. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface PdfParseProcess {
  pid: number;
  /** Milliseconds inside the process: reading the file and its text, no message included. */
  time(path: string): Promise<number>;
  close(): void;
}

export function openPdfParse(): PdfParseProcess {
  const child = fork(fileURLToPath(new URL('./pdf-parse-alone.ts', import.meta.url)), {
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return {
    pid: child.pid as number,
    async time(path) {
      const answered = once(child, 'message') as Promise<[{ ms?: number; error?: string }]>;
      child.send({ path });
      const [{ ms, error }] = await answered;
      if (ms === undefined) throw new Error(`pdf-parse alone failed on ${path}: ${error}`);
      return ms;
    },
    close: () => void child.kill(),
  };
}
