/** The database in an Anki package, in the schema that every version reads (11, `collection.anki2`). */
import { createHash } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';

export interface AnkiNote {
  /** By it Anki knows a note again. */
  guid: string;
  kind: 'basic' | 'cloze';
  tags: readonly string[];
  /** HTML: question, answer, more; of a cloze its text and more. */
  fields: readonly string[];
  cards: number;
}

export interface AnkiDeck {
  deck: { id: number; name: string };
  /** Newer than the notes that are there: then these take their place. */
  updatedAt: Date;
  notes: readonly AnkiNote[];
}

/** Of our note types, the same in every package, so that a collection gets each of them once. */
const noteTypes = { basic: 1_764_000_000_501, cloze: 1_764_000_000_502 } as const;

const tables = `
CREATE TABLE col (id integer PRIMARY KEY, crt integer NOT NULL, mod integer NOT NULL, scm integer NOT NULL,
  ver integer NOT NULL, dty integer NOT NULL, usn integer NOT NULL, ls integer NOT NULL, conf text NOT NULL,
  models text NOT NULL, decks text NOT NULL, dconf text NOT NULL, tags text NOT NULL);
CREATE TABLE notes (id integer PRIMARY KEY, guid text NOT NULL, mid integer NOT NULL, mod integer NOT NULL,
  usn integer NOT NULL, tags text NOT NULL, flds text NOT NULL, sfld integer NOT NULL, csum integer NOT NULL,
  flags integer NOT NULL, data text NOT NULL);
CREATE TABLE cards (id integer PRIMARY KEY, nid integer NOT NULL, did integer NOT NULL, ord integer NOT NULL,
  mod integer NOT NULL, usn integer NOT NULL, type integer NOT NULL, queue integer NOT NULL, due integer NOT NULL,
  ivl integer NOT NULL, factor integer NOT NULL, reps integer NOT NULL, lapses integer NOT NULL, left integer NOT NULL,
  odue integer NOT NULL, odid integer NOT NULL, flags integer NOT NULL, data text NOT NULL);
CREATE TABLE revlog (id integer PRIMARY KEY, cid integer NOT NULL, usn integer NOT NULL, ease integer NOT NULL,
  ivl integer NOT NULL, lastIvl integer NOT NULL, factor integer NOT NULL, time integer NOT NULL, type integer NOT NULL);
CREATE TABLE graves (usn integer NOT NULL, oid integer NOT NULL, type integer NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_cid ON revlog (cid);
CREATE INDEX ix_notes_csum ON notes (csum);`;

const css =
  '.card { font-family: sans-serif; font-size: 20px; text-align: left; } .more { font-size: 14px; }';
const more = '<hr><div class="more">{{More}}</div>';

const templates = {
  basic: {
    name: 'Scory question',
    type: 0,
    fields: ['Question', 'Answer', 'More'],
    front: '{{Question}}',
    back: `{{FrontSide}}<hr id="answer">{{Answer}}{{#More}}${more}{{/More}}`,
    req: [[0, 'any', [0]]],
  },
  cloze: {
    name: 'Scory cloze',
    type: 1,
    fields: ['Text', 'More'],
    front: '{{cloze:Text}}',
    back: `{{cloze:Text}}{{#More}}${more}{{/More}}`,
    req: [[0, 'any', [0]]],
  },
} as const;

function noteType(kind: 'basic' | 'cloze', deckId: number, seconds: number): Record<string, unknown> {
  const { name, type, fields, front, back, req } = templates[kind];
  return {
    id: noteTypes[kind],
    name,
    type,
    mod: seconds,
    usn: -1,
    sortf: 0,
    did: deckId,
    tmpls: [{ name, ord: 0, qfmt: front, afmt: back, bqfmt: '', bafmt: '', did: null }],
    flds: fields.map((field, ord) => ({
      name: field,
      ord,
      font: 'Arial',
      size: 20,
      media: [],
      rtl: false,
      sticky: false,
    })),
    css,
    latexPre: '\\documentclass{article}\\begin{document}',
    latexPost: '\\end{document}',
    req,
    tags: [],
    vers: [],
  };
}

const deckOf = (id: number, name: string, seconds: number): Record<string, unknown> => ({
  id,
  name,
  mod: seconds,
  usn: -1,
  desc: '',
  dyn: 0,
  conf: 1,
  collapsed: false,
  browserCollapsed: false,
  extendNew: 0,
  extendRev: 0,
  newToday: [0, 0],
  revToday: [0, 0],
  lrnToday: [0, 0],
  timeToday: [0, 0],
});

const deckOptions = {
  id: 1,
  name: 'Default',
  mod: 0,
  usn: 0,
  maxTaken: 60,
  autoplay: true,
  timer: 0,
  replayq: true,
  dyn: false,
  new: {
    bury: true,
    delays: [1, 10],
    initialFactor: 2500,
    ints: [1, 4, 7],
    order: 1,
    perDay: 20,
    separate: true,
  },
  rev: { bury: true, ease4: 1.3, fuzz: 0.05, ivlFct: 1, maxIvl: 36500, minSpace: 1, perDay: 100 },
  lapse: { delays: [10], leechAction: 0, leechFails: 8, minInt: 1, mult: 0 },
};

const settings = {
  activeDecks: [1],
  curDeck: 1,
  newSpread: 0,
  collapseTime: 1200,
  timeLim: 0,
  estTimes: true,
  dueCounts: true,
  curModel: null,
  nextPos: 1,
  sortType: 'noteFld',
  sortBackwards: false,
  addToCur: true,
};

/** Of the first field without its tags: how Anki looks for duplicates. */
const checksum = (text: string): number =>
  Number.parseInt(createHash('sha1').update(text).digest('hex').slice(0, 8), 16);

export function ankiCollection({ deck, updatedAt, notes }: AnkiDeck): Uint8Array {
  const milliseconds = updatedAt.getTime();
  const seconds = Math.floor(milliseconds / 1_000);
  const database = new DatabaseSync(':memory:');
  try {
    database.exec(tables);
    database.prepare('INSERT INTO col VALUES (1, ?, ?, ?, 11, 0, 0, 0, ?, ?, ?, ?, ?)').run(
      seconds,
      milliseconds,
      milliseconds,
      JSON.stringify(settings),
      JSON.stringify({
        [noteTypes.basic]: noteType('basic', deck.id, seconds),
        [noteTypes.cloze]: noteType('cloze', deck.id, seconds),
      }),
      JSON.stringify({ 1: deckOf(1, 'Default', seconds), [deck.id]: deckOf(deck.id, deck.name, seconds) }),
      JSON.stringify({ 1: deckOptions }),
      '{}',
    );
    const insertNote = database.prepare("INSERT INTO notes VALUES (?, ?, ?, ?, -1, ?, ?, ?, ?, 0, '')");
    const insertCard = database.prepare(
      "INSERT INTO cards VALUES (?, ?, ?, ?, ?, -1, 0, 0, ?, 0, 0, 0, 0, 0, 0, 0, 0, '')",
    );
    database.exec('BEGIN');
    let cardId = milliseconds;
    for (const [place, { guid, kind, tags, fields, cards }] of notes.entries()) {
      // Anki gives another one where a collection has it already.
      const id = milliseconds + place;
      const sorted = (fields[0] ?? '').replace(/<[^>]*>/g, '');
      insertNote.run(
        id,
        guid,
        noteTypes[kind],
        seconds,
        ` ${tags.join(' ')} `,
        fields.join('\u001f'),
        sorted,
        checksum(sorted),
      );
      for (let ord = 0; ord < cards; ord += 1) {
        insertCard.run(cardId, id, deck.id, ord, seconds, place);
        cardId += 1;
      }
    }
    database.exec('COMMIT');
    return database.serialize();
  } finally {
    database.close();
  }
}
