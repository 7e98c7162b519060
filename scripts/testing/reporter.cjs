// The spec reporter, and beside it the counts as JSON where TEST_REPORT names a file.
const { writeFileSync } = require('node:fs');
const { reporters } = require('mocha');

module.exports = class SpecWithCounts extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.TEST_REPORT;
    if (file) runner.once('end', () => writeFileSync(file, JSON.stringify({ stats: this.stats })));
  }
};
