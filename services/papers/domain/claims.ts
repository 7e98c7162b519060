/** What a sentence claims about its words: which are negated, which say that something is more or less. */
import { isStopWord, stem } from './words.ts';

export interface ClaimToken {
  word: string;
  stem: string;
  /** Within the reach of a negator. */
  negated: boolean;
  /** `little`, `few`: nearer to no than to yes, so it contradicts neither. */
  weak: boolean;
  /** One of the first two words after the negator: what is really denied. */
  denied: boolean;
  /** Counts up at each comma, semicolon and conjunction. */
  clause: number;
  direction: Direction | null;
}

interface Direction {
  axis: string;
  sign: 1 | -1;
}

/** Words of contrary direction, axis by axis: up, then down. */
const directions: Readonly<Record<string, readonly [up: string, down: string]>> = {
  amount: [
    `increase increases increased increasing increasingly rise rises rose risen rising raise raises raising
    grow grows grew grown growing higher highest more greater greatest larger largest bigger biggest
    elevate elevates gain gains gained exceed exceeds exceeded exceeding above`,
    `decrease decreases decreased decreasing reduce reduces reduced reducing reduction reductions decline declines
    declined declining drop drops dropped dropping fall falls fell fallen falling lower lowered lowers lowering
    lowest less fewer fewest smaller smallest diminish diminishes diminished lessen lessens lessened loss
    losses lose lost below`,
  ],
  value: [
    `better best improve improves improved improving improvement improvements enhance enhances enhanced enhancing
    superior outperform outperforms outperformed outperforming benefit benefits beneficial helpful positive
    success successful successfully`,
    `worse worst worsen worsens worsened worsening impair impairs impaired deteriorate deteriorates deteriorated
    deterioration inferior underperform underperforms underperformed harm harms harmful detrimental negative
    failure unsuccessful unsuccessfully`,
  ],
  level: ['high', 'low'],
  most: ['most', 'least fewest'],
  heat: ['warmer warmest hotter hottest', 'cooler coolest colder coldest'],
  price: ['dearer costlier', 'cheaper cheapest'],
  age: ['older oldest', 'younger youngest'],
  strength: [
    'stronger strongest strengthen strengthens strengthened',
    'weaker weakest weaken weakens weakened',
  ],
  width: ['wider widest deeper thicker heavier', 'narrower narrowest shallower thinner lighter'],
  speed: [
    'faster fastest quicker accelerate accelerates accelerated accelerating speedup',
    'slower slowest decelerate decelerates decelerated decelerating slowdown',
  ],
  effect: [
    'prevent prevents prevented preventing protect protects protected protecting inhibit inhibits inhibited',
    'cause causes caused causing promote promotes promoted promoting provoke provokes provoked',
  ],
  length: [
    'longer longest long lengthen lengthens lengthened prolong prolongs prolonged later',
    'shorter shortest short shorten shortens shortened earlier',
  ],
};

const directionOf = new Map<string, Direction>();
for (const [axis, [up, down]] of Object.entries(directions)) {
  for (const word of up.trim().split(/\s+/)) directionOf.set(word, { axis, sign: 1 });
  for (const word of down.trim().split(/\s+/)) directionOf.set(word, { axis, sign: -1 });
}

const negators: ReadonlySet<string> = new Set(
  "not no n't cannot neither nor never none without lack lacks lacked lacking absence absent fail fails failed unable nothing nobody paucity scarcity dearth".split(
    ' ',
  ),
);
const weakWords: ReadonlySet<string> = new Set(
  'little few hardly rarely seldom barely scarcely limited'.split(' '),
);

/** Words that hold a negation, taken apart: `unclear` says what `not clear` says. */
const inner: Readonly<Record<string, string>> = {
  unclear: 'clear',
  uncertain: 'certain',
  uncertainty: 'certain',
  inconclusive: 'conclusive',
  insufficient: 'enough',
  inadequate: 'enough',
  inadequately: 'enough',
  unlikely: 'likely',
  ineffective: 'effective',
  unsafe: 'safe',
  nonsignificant: 'significant',
  nonsignificantly: 'significant',
  insignificant: 'significant',
  unknown: 'known',
  unaffected: 'affected',
  unchanged: 'changed',
  similar: 'differ',
  similarly: 'differ',
  same: 'differ',
  comparable: 'differ',
  identical: 'differ',
  equivalent: 'differ',
  impossible: 'possible',
  unaware: 'aware',
  unrelated: 'related',
  unable: 'able',
  sufficient: '=enough',
  adequate: '=enough',
  inaccurate: 'accurate',
  incorrect: 'correct',
  incomplete: 'complete',
  unnecessary: 'necessary',
  unsuitable: 'suitable',
  uncommon: 'common',
  alike: 'differ',
};

/** The reach of a negation ends here. */
const boundaries: ReadonlySet<string> = new Set(
  ', ; : ( ) . but however while whereas although though because which who unless if when since except than compared versus vs'.split(
    ' ',
  ),
);

const tokenPattern = /[\p{L}][\p{L}\p{M}]*|\d[\d.,]*|[,;:().]/gu;
/** How many content words after a negator it denies. */
const reach = 5;

/** `can't` → `can not`, `non-significant` → `not significant`, so one rule fits all; `not only` denies nothing. */
function opened(sentence: string): string {
  return (
    sentence
      .toLowerCase()
      .replace(/[’]/g, "'")
      .replace(/\bcan't\b/g, 'can not')
      .replace(/\bwon't\b/g, 'will not')
      .replace(/n't\b/g, ' not')
      .replace(/\bnon-(?=significan)/g, 'non')
      .replace(/\band (?=(?:reduc|increas|improv|lower|decreas|prolong|shorten)(?:e|es|ed|ing|s)\b)/g, ', ')
      .replace(
        /\band (?=(?:does|do|did|is|are|was|were|has|have|had|can|could|may|might|will|would|should)\b)/g,
        ', ',
      )
      .replace(/\band (?=(?:\p{L}+ ){1,3}(?:was |were )?(?:by )?\d)/gu, ', ')
      // `compared with no treatment`: the name of a group, not a denial.
      .replace(
        /\b(with|to|versus|vs\.?|than|and) no (?!(?:significant|clear|statistical|differen|evidence|effect|increas|reduc|data|change|benefit|advers|serious|substantial|apparent|further|loss|other|improve|need|more)\p{L}*)/gu,
        '$1 zero ',
      )
      .replace(/\bnot (?:only|just|merely)\b/g, ' ')
      .replace(/\bno (?:more|less|fewer|later|longer) than\b/g, 'within')
      .replace(/\bno\.? (?=\d)/g, ' ')
      .replace(/(["'“‘])no (\p{L}+)(["'”’])/gu, '$1$2 zero$3')
      .replace(
        /\b(?:more|less|fewer|greater|higher|lower) than (?=[\d.]|one\b|two\b|three\b|ten\b|half\b)/g,
        ' ',
      )
      .replace(/\bat (?:least|most)\b/g, ' ')
  );
}

/** Content words of a sentence with what is claimed of each. */
export function claimsOf(sentence: string): ClaimToken[] {
  const tokens: ClaimToken[] = [];
  let left = 0;
  let denied = 0;
  let weak = 0;
  let clause = 0;
  for (const [word] of opened(sentence).matchAll(tokenPattern)) {
    if (boundaries.has(word)) {
      [left, weak] = [0, 0];
      clause += 1;
    }
    if (negators.has(word)) {
      // Two negators in one reach: `no lack of`.
      left = left > 0 && word !== 'nor' && word !== 'no' ? 0 : reach;
      denied = 2;
      continue;
    }
    if (weakWords.has(word)) [weak, denied] = [3, 0];
    if (/^[.,;:()]/.test(word)) continue;
    if (/^\d/.test(word)) {
      tokens.push({
        word,
        stem: `#${word}`,
        negated: false,
        weak: false,
        denied: false,
        clause,
        direction: null,
      });
      continue;
    }
    const held = Object.hasOwn(inner, word) ? inner[word] : undefined;
    const direction = directionOf.get(word) ?? null;
    if (!held && !direction && (isStopWord(word) || word.length < 2)) continue;
    const positive = held?.startsWith('=');
    const own = held !== undefined && !positive;
    tokens.push({
      word,
      stem: stem(held ? held.replace('=', '') : word),
      negated: own !== left > 0,
      weak: weak > 0,
      denied: own || (left > 0 && denied > 0),
      clause,
      direction,
    });
    left = Math.max(0, left - 1);
    weak = Math.max(0, weak - 1);
    denied = Math.max(0, denied - 1);
  }
  return tokens;
}

const hedges =
  /\b(?:may|might|could|possibly|perhaps|probably|suggests?|suggested|suggesting|appears?|appeared|seems?|seemed|likely|unclear|uncertain|uncertainty|potentially|limited evidence|low[- ]quality|low[- ]certainty|inconclusive|not certain|not clear|tend(?:s|ed)? to)\b/i;

/** Whether the sentence says that what it says is not certain. */
export function isHedged(sentence: string): boolean {
  return hedges.test(sentence);
}
