import { expect } from 'chai';
import { describe, it } from 'mocha';
import { chooseTitle } from './title.ts';

describe('title', () => {
  it('is the one in the metadata where somebody meant it', () => {
    expect(chooseTitle(' A real\ntitle ', 'Printed')).to.equal('A real title');
  });
  for (const placeholder of [
    'Microsoft Word - thesis_final.doc',
    'untitled',
    'paper.dvi',
    '',
    '12-3',
    'doi:10.1/x',
  ]) {
    it(`is the printed one instead of "${placeholder}"`, () =>
      expect(chooseTitle(placeholder, 'Printed')).to.equal('Printed'));
  }
});
