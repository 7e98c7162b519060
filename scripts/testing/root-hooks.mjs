// A rejection that nobody handles is a failure of the file it happened in.
const unhandled = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

export const mochaHooks = {
  afterAll() {
    if (unhandled.length > 0) throw new Error(`unhandled rejection: ${unhandled[0]?.stack ?? unhandled[0]}`);
  },
};
