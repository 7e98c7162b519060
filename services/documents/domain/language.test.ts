import { expect } from 'chai';
import { describe, it } from 'mocha';
import { languageOf } from './language.ts';

describe('language', () => {
  const cases: [string, string | null][] = [
    [
      'en',
      'The effect of the treatment was not clear in any of the groups that we have followed for a year with care.',
    ],
    [
      'de',
      'Die Wirkung der Behandlung war in keiner der Gruppen, die wir für ein Jahr mit Sorgfalt verfolgt haben, klar zu sehen.',
    ],
    [
      'tr',
      'Bu çalışmada bir grup için tedavinin etkisi ve sonuç olarak daha çok hasta ile ne kadar değişti, ancak her grup için değil.',
    ],
    ['ru', 'Влияние лечения не было ясно ни в одной из групп, за которыми мы наблюдали в течение года.'],
    [null as unknown as string, 'x = y + z'],
    [
      null as unknown as string,
      'Lorem ipsum dolor sit amet consectetuer adipiscing elit ut purus elit vestibulum ut placerat ac adipiscing vitae felis',
    ],
  ];
  for (const [code, text] of cases)
    it(`${code}: ${text?.slice(0, 30)}`, () => expect(languageOf([text!])).to.equal(code));
});
