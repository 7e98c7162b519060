/**
 * What the stand-in model says. It understands nothing: it fills the asked-for JSON schema with pieces of the prompt,
 * so that whatever runs on it runs on the caller's own text, the same way every time.
 */

type Schema = Record<string, unknown>;

interface Numbered {
  index: number;
  text: string;
}

/** Lines like `[12] A sentence.` and notes like `- A sentence. [12, 13]`. */
function numberedSentences(text: string): Numbered[] {
  const sentences: Numbered[] = [];
  for (const line of text.split('\n')) {
    const before = /^\[(\d+)\] (.+)$/.exec(line);
    const behind = /^- (.+) \[(\d+)[\d, ]*\]$/.exec(line);
    if (before) sentences.push({ index: Number(before[1]), text: before[2] as string });
    else if (behind) sentences.push({ index: Number(behind[2]), text: behind[1] as string });
  }
  return sentences.filter(({ text: sentence }) => sentence.split(' ').length > 4);
}

/** Evenly chosen ones, first and last among them. */
function spread<T>(items: T[], count: number): T[] {
  if (items.length <= count) return items;
  return Array.from(
    { length: count },
    (_, place) => items[Math.round((place * (items.length - 1)) / (count - 1))] as T,
  );
}

const shortened = (sentence: string): string =>
  sentence
    .replace(/ \([^()]*\)/g, '')
    .replace(/^(However|Moreover|Furthermore|Therefore|Subsequently),? (\w)/, (_all, _word, first: string) =>
      first.toUpperCase(),
    );

const sourced = (sentences: Numbered[]): { text: string; sources: number[] }[] =>
  sentences.map(({ index, text }) => ({ text: shortened(text), sources: [index] }));

/** `long form (ABC)` where the letters fit. */
function acronyms(text: string): { term: string; definition: string }[] {
  const found = new Map<string, string>();
  for (const [, words, short] of text.matchAll(/((?:[\w-]+ ){2,6})\(([A-Z]{2,6})\)/g)) {
    const long = (words as string)
      .trim()
      .split(' ')
      .slice(-(short as string).length);
    if (long.map((word) => word[0]?.toUpperCase()).join('') === short) found.set(short, long.join(' '));
  }
  return [...found].map(([term, definition]) => ({ term, definition }));
}

function simplification(properties: Schema, user: string): Record<string, unknown> | undefined {
  const sentences = numberedSentences(user);
  if (sentences.length === 0) return undefined;
  const title = /^Title: (.+)$/m.exec(user)?.[1] ?? sentences[0]?.text ?? '';
  const parts: Record<string, () => unknown> = {
    title: () => title,
    summary: () => sourced(spread(sentences, 8)),
    key_points: () => sourced(spread(sentences, 4)),
    notes: () => sourced(spread(sentences, 12)),
    glossary: () => acronyms(user),
  };
  if (!('summary' in properties || 'notes' in properties)) return undefined;
  return Object.fromEntries(Object.keys(properties).map((name) => [name, parts[name]?.() ?? null]));
}

/** A value of the schema, made of the words of `text`. */
function filled(schema: Schema, text: string, depth = 0): unknown {
  if (Array.isArray(schema.enum)) return schema.enum[0];
  if ('const' in schema) return schema.const;
  const options = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (options?.[0]) return filled(options[0], text, depth);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') {
    const properties = (schema.properties ?? {}) as Record<string, Schema>;
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, filled(property, text, depth + 1)]),
    );
  }
  if (type === 'array')
    return depth > 4 ? [] : [filled((schema.items ?? { type: 'string' }) as Schema, text, depth + 1)];
  if (type === 'integer' || type === 'number') return Math.max(0, Number(schema.minimum ?? 0));
  if (type === 'boolean') return false;
  return text.split(/(?<=[.!?])\s/)[0]?.slice(0, 200) ?? '';
}

/** @param user the last user message; @param schema the JSON schema of the answer, where one was asked for */
export function answerFor(schema: Schema | undefined, user: string): unknown {
  if (!schema) return user.split(/(?<=[.!?])\s/)[0] ?? '';
  return simplification((schema.properties ?? {}) as Schema, user) ?? filled(schema, user);
}
