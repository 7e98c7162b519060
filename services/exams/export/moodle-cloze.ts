/**
 * Moodle's embedded answers: `{1:SHORTANSWER:=one~=other}` within the HTML of a question. What it would read as syntax is written
 * as entities, which it decodes once: into plain text where an answer is typed, into HTML where one is picked, so that options
 * are escaped twice or a tag in one would come alive.
 */
import { clozeParts, type Gap } from './cloze-parts.ts';
import type { ItemOf } from './exam-to-export.ts';
import { escapeMarkup, htmlText } from './html-text.ts';
import { oneLine } from './visible-text.ts';

/** Everything that separates answers, ends them, weighs them or escapes. `&` by its number too: `&amp;` before `~` would escape that. */
const protect = (text: string): string =>
  text.replace(/[&<>"'\\{}~#%=/]/g, (sign) => `&#${sign.charCodeAt(0)};`);

const typed = (answer: string): string => protect(oneLine(answer).replaceAll('*', '\\*'));

const picked = (option: string): string => protect(escapeMarkup(oneLine(option)));

function embedded({ options, accepted }: Gap): string {
  const answers = options
    ? options.map((option) => `${accepted.includes(option) ? '=' : ''}${picked(option)}`)
    : accepted.map((answer) => `=${typed(answer)}`);
  return `{1:${options ? 'MULTICHOICE_S' : 'SHORTANSWER'}:${answers.join('~')}}`;
}

export function moodleCloze(item: ItemOf<'cloze'>): string {
  const parts = clozeParts(item).map((part) =>
    typeof part === 'string' ? htmlText(part).replaceAll('{', '&#123;') : embedded(part),
  );
  return `${htmlText(item.stem).replaceAll('{', '&#123;')}<br>${parts.join('')}`;
}
