/** Loaded before all tests. A process.exit in a test would end the whole run with exit code 0 and no totals. */
process.exit = (code) => {
  throw new Error(`process.exit(${String(code)}) was called in a test`);
};
