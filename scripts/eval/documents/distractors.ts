/**
 * Passages that speak of a topic in its own terms and answer nothing that is asked of it: reports, lessons and records, made up
 * from invented people, places and figures. They are what a search of course material has to tell from the answer.
 */
import type { Topic } from './corpus.ts';

export interface Distractor {
  heading: string;
  text: string;
  /** Asks for what only this passage says, which takes the name in it. */
  question?: string;
}

type Random = () => number;

/** What a form is filled with. */
interface Slots {
  topic: string;
  /** Of the topic, in an order of their own. */
  terms: [string, string, string, string];
  person: string;
  place: string;
  year: number;
  /** From 12 to 960. */
  count: number;
  percent: number;
}

interface Form {
  heading: string;
  text(slots: Slots): string;
  question?(slots: Slots): string;
}

const forms: readonly Form[] = [
  {
    heading: 'a disputed survey',
    text: ({ person, place, year, count, percent, terms: [a, b, c] }) =>
      `In ${year} ${person} of the ${place} institute compared ${a} in ${count} samples with ${b}. The team reported a spread of ${percent} per cent between sites, while ${c} hardly differed. Two later groups could not repeat the measurements; a letter to the editor blamed mislabelled boxes. The tables were withdrawn the following spring.`,
    question: ({ person }) => `What became of the tables of ${person}?`,
  },
  {
    heading: 'in the classroom',
    text: ({ topic, count, percent, terms: [a, b, c, d] }) =>
      `A lesson on ${topic.toLowerCase()} opens with a sorting task. Pairs of pupils receive ${count} cards that mention ${a}, ${b}, ${c} and ${d}, and lay them out as they think fit. Afterwards each pair defends its arrangement for two minutes. Teachers who tried this found that ${percent} per cent of the class changed at least one card.`,
  },
  {
    heading: 'how the word is used',
    text: ({ topic, year, place, terms: [a, b, c] }) =>
      `Textbooks do not agree on what belongs under ${topic.toLowerCase()}. Older ones, up to about ${year}, treat ${a} in the same chapter as ${b}; newer ones give ${c} a section of its own. The terminology committee of ${place} recommended a common list of headings, to which most publishers keep, though examiners still accept both.`,
  },
  {
    heading: 'portrait of a pioneer',
    text: ({ person, place, year, topic, terms: [a, b] }) =>
      `${person} was born in ${place} in ${year - 41} as the child of a railway clerk and came late to the subject. An essay on ${a}, printed privately in ${year}, made the name known among those who worked on ${topic.toLowerCase()}. A planned book about ${b} was never finished. The letters lie in the municipal archive and may be read on request.`,
    question: ({ person }) => `What did the parents of ${person} live on?`,
  },
  {
    heading: 'common mistakes in examinations',
    text: ({ count, percent, year, terms: [a, b, c] }) =>
      `Of ${count} scripts that were marked in ${year}, ${percent} per cent confused ${a} with ${b}. Many candidates described ${c} at length although it had not been asked for, and lost time on it. Examiners advise to underline the verb of the task, to plan for three minutes and to label every drawing. Spelling was not penalised.`,
  },
  {
    heading: 'a teaching collection',
    text: ({ place, count, year, terms: [a, b, c] }) =>
      `The collection in ${place} holds ${count} objects on ${a}, among them a wooden model of ${b} from ${year}. Visitors may handle replicas on the first floor. Labels on ${c} were rewritten after complaints that they were too long. Groups need to book; the lift is narrow, and bags have to be left at the entrance.`,
    question: ({ place, year }) => `Which wooden object from ${year} can be visited in ${place}?`,
  },
  {
    heading: 'funding',
    text: ({ topic, place, year, count, percent, terms: [a, b] }) =>
      `Money for work on ${topic.toLowerCase()} comes from three sources. The foundation of ${place} has granted ${count} thousand a year since ${year}, mainly for ${a}. Industry adds ${percent} per cent, with strings attached. Studies of ${b} are paid from teaching budgets and therefore stop in summer. Applicants complain about forms, reviewers about haste.`,
  },
  {
    heading: 'a field day',
    text: ({ place, count, person, terms: [a, b, c] }) =>
      `On the excursion to ${place} the group of ${person} looks at ${a} in the morning and at ${b} after lunch. Everybody brings a notebook, waterproof boots and ${count % 9} sharpened pencils. Observations on ${c} are entered in a shared sheet on the bus. Last year rain forced the party into a barn, where the discussion went on.`,
    question: ({ person }) => `Where did the party of ${person} take shelter?`,
  },
  {
    heading: 'software',
    text: ({ topic, count, percent, terms: [a, b, c] }) =>
      `Several packages simulate ${topic.toLowerCase()}. The one used here offers sliders for ${a} and ${b} and draws ${c} as a curve. With default settings a run takes ${count} steps. Results should be exported before the window is closed, for nothing is saved. In ${percent} per cent of runs the picture flickers; an update has been promised.`,
  },
  {
    heading: 'an interview',
    text: ({ person, place, year, terms: [a, b, c] }) =>
      `Asked what first drew attention to ${a}, ${person} recalls a rainy afternoon in ${place} in ${year} and a borrowed book. "I understood nothing about ${b}, and that annoyed me." What is missing today? "Patience. Everybody wants ${c} explained in a minute." The interview ends with advice to beginners: keep a diary, and quarrel politely.`,
    question: ({ person }) => `What does ${person} recommend to those who start?`,
  },
  {
    heading: 'further reading',
    text: ({ person, year, count, terms: [a, b, c] }) =>
      `${person}'s introduction, in its fourth edition of ${year}, is still the clearest account of ${a}; its ${count} exercises come with hints. For ${b} the handbook is more complete but dry. Those who prefer pictures will like the atlas, in which ${c} fills twelve plates. All three are in the library, on the shelf by the window.`,
  },
  {
    heading: 'units and notation',
    text: ({ topic, year, terms: [a, b, c, d] }) =>
      `In this reader ${a} is abbreviated by its first letter, and a bar marks a mean. Figures about ${b} are given to three digits. Before ${year} many authors on ${topic.toLowerCase()} used another symbol for ${c}, which leads to confusion in old tables. A list of all abbreviations, with ${d}, stands at the end of the volume.`,
  },
  {
    heading: 'a debate',
    text: ({ person, place, year, percent, terms: [a, b, c] }) =>
      `At the congress in ${place} in ${year} two camps met. One held that ${a} deserves most attention; the other, led by ${person}, pointed to ${b}. The vote was close: ${percent} per cent for the first. In the proceedings both sides claim to have won. Only on ${c} was there no dispute, perhaps since nobody had prepared a talk.`,
    question: ({ person }) => `What did the camp of ${person} fail to win by a narrow margin?`,
  },
  {
    heading: 'laboratory session',
    text: ({ count, percent, terms: [a, b, c] }) =>
      `The session on ${a} takes two hours. Read the sheet on ${b} beforehand and check that your place has a lamp, a timer and ${count % 20} numbered containers. Record every reading at once, with its time. Deviations above ${percent} per cent must be repeated. The report compares your values for ${c} with those of the neighbouring group.`,
  },
  {
    heading: 'jobs',
    text: ({ topic, place, percent, terms: [a, b, c] }) =>
      `Graduates who know ${topic.toLowerCase()} find work in consulting, schools and public offices. A survey in ${place} showed that ${percent} per cent deal with ${a} at least weekly. Employers ask for experience with ${b} and for good writing. Knowledge of ${c} is welcome but can be acquired on the job. Pay differs little between regions.`,
  },
  {
    heading: 'what was once believed',
    text: ({ place, year, person, terms: [a, b, c] }) =>
      `For generations people around ${place} explained ${a} by the moods of the weather. A pamphlet of ${year} by ${person} mocks this and proposes something no better, in which ${b} plays the villain. It went through five printings. Today the pamphlet is quoted for its style; what it says about ${c} was forgotten within a decade.`,
    question: ({ person }) => `Why do people still cite the pamphlet by ${person}?`,
  },
  {
    heading: 'numbers at a glance',
    text: ({ place, year, count, percent, terms: [a, b, c, d] }) =>
      `The yearbook of ${place} lists ${count} entries under ${a} for ${year}, ${percent} per cent more than in the year before. ${b[0]!.toUpperCase()}${b.slice(1)} comes second, ${c} third. The editors warn that definitions were changed, so that older volumes cannot be compared. A supplement on ${d} is in preparation and will be sent to subscribers.`,
    question: ({ place, year, terms }) => `How many records of ${terms[0]} does ${place} count for ${year}?`,
  },
  {
    heading: 'a radio series',
    text: ({ person, place, count, year, terms: [a, b, c] }) =>
      `Radio ${place} broadcast a series on ${a} in ${year}, written and spoken by ${person}. Each part lasted ${10 + (count % 20)} minutes and ended with a riddle about ${b}. Listeners sent in drawings of ${c}, of which the best were shown in the foyer. Only the third part survives, on a tape that hums; the others were recorded over.`,
    question: ({ person }) => `How many instalments spoken by ${person} can still be heard?`,
  },
  {
    heading: 'from the minutes',
    text: ({ topic, count, percent, terms: [a, b, c] }) =>
      `The working party on ${topic.toLowerCase()} met ${count % 9} times. Members could not settle whether ${a} should come before ${b} in the syllabus and put it to a ballot, with ${percent} per cent of the votes for leaving things as they are. A draft about ${c} was sent back for shortening. The next meeting takes place after the holidays.`,
  },
  {
    heading: 'a seminar plan',
    text: ({ topic, count, terms: [a, b, c, d] }) =>
      `The seminar on ${topic.toLowerCase()} meets for ${6 + (count % 7)} weeks. It starts with ${a} and passes on to ${b}; a guest will speak about ${c}. Participants hand in one page before each meeting and present one paper. The last session collects open questions, most of them on ${d}. Credit is given for presence and a written summary.`,
  },
];

const givenNames =
  'Ilse Tomas Runa Aldo Mirela Kofi Saskia Ivar Leonie Bruno Nadia Osku Petra Yusuf Hedda Marek'.split(' ');
const nameStarts =
  'Bran Hol Kest Lind Mor Nor Ost Pel Quen Rost Sel Tav Ulm Vor Wex Zan Dor Fal Gri Har Jor'.split(' ');
const nameEnds = 'vold berg wick mark sen holt man ari etti ova stein ley'.split(' ');
const placeStarts =
  'Halden Marlow Quist Tarn Velm Orsen Brack Sund Pell Kirn Aldra Fenn Gesk Loss Rhem'.split(' ');
const placeEnds = 'burg haven ford mouth dale stad field au minster'.split(' ');

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** One of each form but one, none of them twice the same. Names of people are not used twice by one `random`. */
export function distractorsOf(topic: Topic, random: Random, taken: Set<string>): Distractor[] {
  const person = (): string => {
    let name: string;
    do name = `${pick(random, givenNames)} ${pick(random, nameStarts)}${pick(random, nameEnds)}`;
    while (taken.has(name));
    taken.add(name);
    return name;
  };
  return shuffled(random, forms)
    .slice(1)
    .map(({ heading, text, question }) => {
      const slots: Slots = {
        topic: topic.title,
        terms: shuffled(random, topic.terms).slice(0, 4) as Slots['terms'],
        person: person(),
        place: pick(random, placeStarts) + pick(random, placeEnds),
        year: 1830 + Math.floor(random() * 180),
        count: 12 + Math.floor(random() * 948),
        percent: 3 + Math.floor(random() * 60),
      };
      return { heading, text: text(slots), ...(question && { question: question(slots) }) };
    });
}
