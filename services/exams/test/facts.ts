/** Course material made of facts that no two documents share, in sentences that a stand-in for a model can read. */

const syllables = ['ba', 'ke', 'lo', 'mi', 'nu', 'ra', 'se', 'ti', 'vo', 'zu'];
const devices = ['valve', 'pump', 'burner', 'mixer', 'feeder', 'injector', 'scraper', 'siphon', 'hopper'];
const verbs = ['releases', 'sends', 'drips', 'pours', 'blows', 'pushes', 'scatters'];
const substances = [
  ...[
    'zinc',
    'copper',
    'nickel',
    'silver',
    'cobalt',
    'tungsten',
    'lithium',
    'titanium',
    'indium',
    'cadmium',
    'gallium',
  ],
  ...['rhodium', 'osmium', 'thorium', 'cerium', 'barium'],
];
const places = [
  ...[
    'tank',
    'furnace',
    'cooler',
    'reactor',
    'filter',
    'turbine',
    'boiler',
    'basin',
    'chimney',
    'silo',
    'kiln',
  ],
  ...['trench', 'cellar'],
];
const parts = [
  ...['spring', 'piston', 'gasket', 'membrane', 'lever', 'magnet', 'shaft', 'nozzle', 'spindle', 'bearing'],
  ...['rotor', 'bellows', 'cam'],
];

/** A word for a number: other numbers have other words. */
function word(number: number): string {
  const digits = String(number).padStart(3, '0');
  const text = [...digits].map((digit) => syllables[Number(digit)]).join('');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}n`;
}

const pick = <T>(list: readonly T[], number: number): T => list[number % list.length] as T;

export interface Fact {
  /** `Babaken pump`. */
  name: string;
  verb: string;
  grams: number;
  substance: string;
  place: string;
  parts: [string, string, string];
}

const factOf = (number: number): Fact => ({
  name: `${word(number)} ${pick(devices, number)}`,
  verb: pick(verbs, number),
  grams: 17 + (number % 900),
  substance: pick(substances, number),
  place: `${word(number)} ${pick(places, number)}`,
  parts: [pick(parts, number), pick(parts, number + 3), pick(parts, number + 7)],
});

export const others = {
  substances: (fact: Fact): string[] => substances.filter((each) => each !== fact.substance),
  parts: (fact: Fact): string[] => parts.filter((each) => !fact.parts.includes(each)),
};

export const releaseSentence = ({ name, verb, grams, substance, place }: Fact): string =>
  `The ${name} ${verb} ${grams} grams of ${substance} into the ${place}.`;
export const partsSentence = ({ name, parts: [first, second, third] }: Fact): string =>
  `The ${name} is built from a ${first}, a ${second} and a ${third}.`;
export const orderSentence = (facts: readonly Fact[]): string => {
  const [first, second, third] = facts.map(({ name }) => name);
  return `During a cycle the ${first} starts first, then the ${second} starts, and finally the ${third} starts.`;
};

const perSection = 3;

/** Markdown with a section for three facts each; `from` keeps documents apart. */
export function factDocument(sections: number, from = 0, title = 'Valves of the plant'): string {
  const written = Array.from({ length: sections }, (_, section) => {
    const facts = Array.from({ length: perSection }, (_one, place) =>
      factOf(from + section * perSection + place),
    );
    const sentences = facts.flatMap((fact) => [releaseSentence(fact), partsSentence(fact)]);
    return `## Section ${facts.map(({ name }) => name).join(', ')}\n\n${[...sentences, orderSentence(facts)].join(' ')}`;
  });
  return `# ${title}\n\n${written.join('\n\n')}\n`;
}

/** What a text says in those sentences. */
export function factsIn(text: string): Fact[] {
  const released = [...text.matchAll(/The (\w+ \w+) (\w+) (\d+) grams of (\w+) into the (\w+ \w+)\./g)];
  return released.flatMap(([, name = '', verb = '', grams, substance = '', place = '']) => {
    const built = new RegExp(`The ${name} is built from a (\\w+), a (\\w+) and a (\\w+)\\.`).exec(text);
    if (!built) return [];
    const [, first = '', second = '', third = ''] = built;
    return [
      { name, verb, grams: Number(grams), substance, place, parts: [first, second, third] as Fact['parts'] },
    ];
  });
}
