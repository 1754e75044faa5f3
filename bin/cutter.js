#!/usr/bin/env node
// CommonJS, because Node's loader of ES modules takes longer to start than this does to run.
'use strict';

const { existsSync } = require('node:fs');
const { dirname, sep } = require('node:path');
const { loader } = require('./load.js');

const root = `${dirname(__dirname)}${sep}`;
if (existsSync(`${root}dist/main.cjs`)) {
  void loader(`${root}dist`).load('main.cjs').main(process.argv.slice(2), root);
} else {
  process.stderr.write('cutter is not built yet.\n  next: run `npm run build` in the folder of cutter\n');
  process.exitCode = 2;
}
