/** Markdown (CommonMark with GitHub's tables, and footnotes) as HTML, whose reader knows what is seen. */
import { Marked, type Tokens } from 'marked';
import { tidyText } from './tidy-text.ts';

export interface MarkdownPage {
  html: string;
  /** From the front matter. */
  title: string | undefined;
  authors: string[];
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

interface Footnote extends Tokens.Generic {
  tokens: Tokens.Generic[];
}

const marked = new Marked({
  gfm: true,
  async: false,
  // What a picture shows is said by nothing else.
  renderer: { image: ({ text }) => escaped(text) },
  extensions: [
    {
      name: 'footnote',
      level: 'block',
      start: (source) => /(?:^|\n)\[\^/.exec(source)?.index,
      tokenizer(source) {
        const found = /^\[\^[^\]\s]{1,100}\]:[ \t]*([^\n]*(?:\n(?:[ \t]+\S|(?!\[\^)\S)[^\n]*)*)(?:\n|$)/.exec(
          source,
        );
        if (!found) return undefined;
        const token: Footnote = { type: 'footnote', raw: found[0], tokens: [] };
        this.lexer.inline(found[1]!.replace(/\n[ \t]*/g, '\n'), token.tokens as never);
        return token;
      },
      renderer(token) {
        return `<aside role="doc-footnote">${this.parser.parseInline((token as Footnote).tokens as never)}</aside>\n`;
      },
    },
    {
      name: 'footnoteMark',
      level: 'inline',
      start: (source) => source.indexOf('[^'),
      tokenizer(source) {
        const found = /^\[\^[^\]\s]{1,100}\](?!\()/.exec(source);
        return found ? { type: 'footnoteMark', raw: found[0] } : undefined;
      },
      renderer: () => '',
    },
  ],
});

const unquoted = (value: string): string => tidyText(value.replace(/^(["'])(.*)\1$/, '$2'));

/** Lines `key: value` or `key = value`; front matter of more structure has no title more often than not. */
function fieldOf(matter: string, key: string): string | undefined {
  const found = new RegExp(`^${key}[ \\t]*[:=][ \\t]*(\\S.*)$`, 'im').exec(matter)?.[1];
  return found === undefined ? undefined : unquoted(found.trim()) || undefined;
}

export function markdownPage(text: string): MarkdownPage {
  const source = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const front = /^(---|\+\+\+)[ \t]*\n([\s\S]*?)\n\1[ \t]*(?:\n|$)/.exec(source);
  const matter = front?.[2] ?? '';
  const authors =
    fieldOf(matter, 'authors?')
      ?.replace(/^\[|\]$/g, '')
      .split(/\s*,\s*/) ?? [];
  return {
    html: marked.parse(source.slice(front?.[0].length ?? 0)) as string,
    title: fieldOf(matter, 'title'),
    authors: authors.map(unquoted).filter((name) => name !== ''),
  };
}
