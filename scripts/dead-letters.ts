/** `npm run dead-letters -- list | show | replay | drop`: messages that nobody could read. */
import { parseArgs } from 'node:util';
import { type DeadLetter, readLetters } from './operate/dead-letters.ts';
import { noteLetter, replay } from './operate/replay.ts';
import { print, runCommand, withTools } from './operate/tools.ts';

const usage = `npm run dead-letters -- list   [--queue Q] [--since TIME] [--json]
npm run dead-letters -- show   ID
npm run dead-letters -- replay ID… | --all [--queue Q] [--since TIME]
npm run dead-letters -- drop   ID… | --all [--queue Q] [--since TIME]
ID is the message id that list shows; TIME is RFC 3339.`;

const rowOf = (letter: DeadLetter): Record<string, unknown> => ({
  id: letter.id,
  queue: letter.queue,
  parked_at: letter.parkedAt,
  job_id: letter.jobId ?? '',
  bytes: letter.body.length,
  body: letter.body.toString('utf8').slice(0, 60).replaceAll(/\s+/g, ' '),
});

runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      queue: { type: 'string' },
      since: { type: 'string' },
      all: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const [verb = '', ...ids] = positionals;
  const since = values.since === undefined ? undefined : Date.parse(values.since);
  const changes = verb === 'replay' || verb === 'drop';
  if (
    !['list', 'show', 'replay', 'drop'].includes(verb) ||
    Number.isNaN(since) ||
    (verb === 'show' && ids.length !== 1) ||
    (changes && (ids.length === 0) !== values.all)
  )
    throw new Error(usage);
  const wanted = (letter: DeadLetter): boolean =>
    (ids.length === 0 || ids.includes(letter.id)) &&
    (values.queue === undefined || letter.queue === values.queue) &&
    (since === undefined || Date.parse(letter.parkedAt) >= since);

  await withTools((tools) =>
    readLetters(tools, async (letters, broker) => {
      const chosen = letters.filter(wanted);
      if (verb === 'list') return print(chosen.map(rowOf), values.json);
      if (ids.length > 0 && chosen.length === 0) throw new Error('there is no such dead letter');
      if (verb === 'show') {
        const [letter] = chosen as [DeadLetter];
        await noteLetter(tools.database, 'dead-letter.read', letter);
        print([{ ...rowOf(letter), body: '' }], values.json);
        return console.log(letter.body.toString('utf8'));
      }
      for (const letter of chosen) {
        if (verb === 'drop') await noteLetter(tools.database, 'dead-letter.dropped', letter);
        const what = verb === 'drop' ? 'dropped' : await replay(tools, broker, letter);
        await broker.forget(letter);
        console.log(`${letter.id || '(no id)'} of ${letter.queue}: ${what}`);
      }
    }),
  );
});
