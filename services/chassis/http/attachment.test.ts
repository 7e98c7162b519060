import { expect } from 'chai';
import { describe, it } from 'mocha';
import { attachment } from './attachment.ts';

describe('the header of a file to save', () => {
  it('holds any name, and nothing that would end it', () => {
    expect(attachment('Größe.pdf')).to.equal("attachment; filename*=UTF-8''Gr%C3%B6%C3%9Fe.pdf");
    expect(attachment(`a"b';c(1)*\r\nX: y`)).to.equal(
      "attachment; filename*=UTF-8''a%22b%27%3Bc%281%29%2a%0D%0AX%3A%20y",
    );
    expect(attachment('cut \ud83d')).to.equal("attachment; filename*=UTF-8''cut%20%EF%BF%BD");
  });
});
