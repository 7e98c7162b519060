import type { ExtractionWarning } from '@scory/contracts/documents/text.ts';

/** Text of unknown encoding: what its mark says, else UTF-8, else Windows-1252, with a warning. */
export function decodeText(data: Uint8Array): { text: string; warnings: ExtractionWarning[] } {
  const marked =
    data[0] === 0xff && data[1] === 0xfe
      ? 'utf-16le'
      : data[0] === 0xfe && data[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  try {
    return { text: new TextDecoder(marked, { fatal: true }).decode(data), warnings: [] };
  } catch {
    const message = 'The file is not UTF-8; it was read as Windows-1252';
    return {
      text: new TextDecoder('windows-1252').decode(data),
      warnings: [{ code: 'TEXT_DECODING', message }],
    };
  }
}
