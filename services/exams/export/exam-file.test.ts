import { expect } from 'chai';
import { describe, it } from 'mocha';
import { fileName } from './exam-file.ts';

const nameOf = (title: string): string => fileName({ title, language: 'fr' }, 'pdf', { withKey: false });

describe('the name of an exported exam', () => {
  it('is its title, without what a file system would take for something else', () => {
    expect(nameOf('Biologie cellulaire')).to.equal('Biologie cellulaire.pdf');
    expect(nameOf('../../etc/passwd')).to.equal('-..-etc-passwd.pdf');
    expect(nameOf('a\r\nb: "c" <d>|?*\\')).to.equal('a b- -c- -d-----.pdf');
    expect(nameOf('...')).to.equal('exam.pdf');
    expect(nameOf('é'.repeat(300)).length).to.equal(104);
  });

  it('tells the key from what may be handed out', () => {
    const key = { withKey: true };
    expect(fileName({ title: 'Bio', language: 'fr' }, 'pdf', key)).to.equal('Bio (Corrigé).pdf');
    expect(fileName({ title: 'Bio', language: null }, 'csv', key)).to.equal('Bio (Answer key).csv');
    // Those have it always.
    expect(fileName({ title: 'Bio', language: 'fr' }, 'anki', key)).to.equal('Bio.apkg');
  });
});
