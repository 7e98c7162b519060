/**
 * Counts tokens as OpenAI's embedding models do (encoding cl100k_base). Other models cut text differently; as a
 * measure of length it is right within a few per cent for European languages.
 */
import { countTokens as count } from 'gpt-tokenizer/encoding/cl100k_base';
import { CL100K_TOKEN_SPLIT_REGEX as pieces } from 'gpt-tokenizer/encodingParams/constants';

/** Text may say `<|endoftext|>`; here it means nothing. */
const options = { disallowedSpecial: new Set<string>() };
/** Merging pairs takes time that grows with the square of a piece's length: longer ones are counted in parts. */
const shortPart = /.{1,128}/gsu;
const longest = 128;

/** Of pieces that were counted: most of a text are words that it has said before. */
const known = new Map<string, number>();
const mostKnown = 50_000;

function tokensOf(piece: string): number {
  if (piece.length > longest)
    return (piece.match(shortPart) ?? []).reduce((sum, part) => sum + count(part, options), 0);
  let tokens = known.get(piece);
  if (tokens === undefined) {
    tokens = count(piece, options);
    if (known.size >= mostKnown) known.clear();
    // A copy: what a search has found may hold on to all of the text that it was found in.
    known.set(Buffer.from(piece, 'utf16le').toString('utf16le'), tokens);
  }
  return tokens;
}

/** Exact for text whose words are shorter than 129 characters, else at most a token a 128 characters too many. */
export function countTokens(text: string): number {
  let total = 0;
  for (const piece of text.match(pieces) ?? []) total += tokensOf(piece);
  return total;
}
