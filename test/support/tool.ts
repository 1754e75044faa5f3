/** What tests run: sources that are not built, and so have no hash of a build. */
export const TOOL = { version: '0.0.0', build: '0'.repeat(64) };
