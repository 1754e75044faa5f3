#!/usr/bin/env node
/**
 * The whole job on the embedded database: every command is the real one, run as a person would type it. Stops with exit
 * code 1 at the first step that does not do what it should.
 *
 *     node bin/demo.mjs            in .cutter/demo, made anew each time
 *     node bin/demo.mjs FOLDER     in a new folder
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv[2];
const folder = given === undefined ? join(root, '.cutter/demo') : resolve(given);

const PLAN = 'plans/constitution/plan.json';
const APPROVAL = 'approvals/SG_1.you@example.org.json';
const TRIGGER = `-- What somebody might do to the database between an approval and its apply.
CREATE FUNCTION public.note_unit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER trg_note_unit BEFORE INSERT ON public.information_unit
  FOR EACH ROW EXECUTE FUNCTION public.note_unit();
`;

/**
 * A step runs one command. `exit`: the exit code it must have (0 where nothing is said). `quote`: lines that its output
 * must have; they are shown. `check`: what must be true afterwards, as [what, whether]. `means`: one line for the reader.
 */
const STEPS = [
  {
    title: 'An approver with a throw-away key',
    run: 'cutter init --signer you@example.org --new-key trial_key',
    quote: [/^Written: .*cutter\.yaml.*trial_key/],
    means: 'Targets, approval policy and signers are set; the key is for this demo alone.',
  },
  {
    title: 'A database',
    run: 'cutter sandbox up',
    quote: [/^The sandbox is up: target local/],
    means: 'A real PostgreSQL inside the process, with tables, guards, roles and grants.',
  },
  {
    title: 'Its owner registers the document',
    run: 'cutter sandbox register examples/01-constitution/cut.yaml',
    quote: [/^Registered: constitution under ICX-CONST\//],
    means: 'cutter looks documents up and never invents one.',
  },
  {
    title: 'Is the cut plan valid?',
    run: 'cutter validate examples/01-constitution/cut.yaml',
    quote: [/is valid: 60 units under ICX-CONST\/, 4 exclusions\.$/],
    means: 'Syntax, shape, grammar and document were checked, without a database.',
  },
  {
    title: 'Where the units lie',
    run: 'cutter mark examples/01-constitution/cut.yaml',
    quote: [
      /^60 units: 15 principle, 3 infrastructure, 42 article/,
      /^Excluded \(4\):$/,
      /^Every byte is accounted for/,
    ],
    means: 'Units, exclusions and the rest together are the document, byte for byte.',
  },
  {
    title: 'The plan: exact statements, with everything they depend on pinned',
    run: 'cutter plan examples/01-constitution/cut.yaml --out plans/constitution',
    quote: [/^Plan: 60 to create, 0 the same, 0 changed, 0 gone, 4 excluded\. 180 statements\.$/],
    check: () => [
      ['the plan has 180 statements, one a line', statementLines(PLAN) === 180],
      ['the SHA-256 of the file is the plan hash', lastOutput.includes(sha256(PLAN))],
    ],
    means: '60 units, 60 versions, 60 anchors. `sha256sum plan.json` is the plan hash.',
  },
  {
    title: 'What a reviewer sees',
    run: `cutter show ${PLAN}`,
    excerpt: { from: /^ {2}\+ ICX-CONST\/NT-1 /, lines: 14 },
    means: 'One block a unit; also --format sql, markdown or json.',
  },
  {
    title: 'The approval: a signature over exactly this plan',
    run: `cutter approve ${PLAN} --as you@example.org --key trial_key`,
    quote: [/^you@example\.org approves constitution \(180 statements\) for SG_1, until /, /^Plan hash: [0-9a-f]{64}$/],
    means: 'An SSH signature that `ssh-keygen -Y verify` checks, too.',
  },
  {
    title: 'Apply: every gate, one transaction',
    run: `cutter apply ${PLAN} --approval plans/constitution/${APPROVAL}`,
    quote: [/^Applied: 60 units under ICX-CONST\/ .*180 statements in one transaction\.$/, /^Receipt: /],
    means: 'Exactly what was approved is there; the receipt says what was done.',
  },
  {
    title: 'Verify: what is there, read by another role',
    run: `cutter verify ${PLAN}`,
    quote: [/^PASS \d+ facts, all as expected$/],
    means: 'Counts, hashes, anchors and every row are as planned.',
  },
  {
    title: 'First thing that matters: apply again',
    run: `cutter apply ${PLAN} --approval plans/constitution/${APPROVAL}`,
    quote: [/^Already applied: .*; nothing was written\.$/],
    means: 'A no-op, and a success: nobody has to remember whether it was done.',
  },
  {
    title: 'Second thing that matters: one byte of the plan is changed',
    prepare: () => {
      cpSync(inFolder('plans/constitution'), inFolder('plans/changed'), { recursive: true });
      const plan = readFileSync(inFolder('plans/changed/plan.json'));
      plan[plan.indexOf('tài sản cá nhân.') + Buffer.byteLength('tài sản cá nhân') - 1] = 'm'.charCodeAt(0);
      writeFileSync(inFolder('plans/changed/plan.json'), plan);
      return 'plans/changed is the same plan, but for one byte: in the text of NT-1, "cá nhân" became "cá nhâm".';
    },
    run: `cutter apply plans/changed/plan.json --approval plans/changed/${APPROVAL}`,
    exit: 2,
    quote: [/^error\[plan\.digest\]/],
    means: 'Refused before a connection was opened: exit code 2.',
  },
  {
    title: 'Third thing that matters: the database has gained a trigger',
    run: 'cutter sandbox register examples/02-house-rules/cut.yaml',
    quote: [/^Registered: house-rules under HOUSE-RULES\//],
    means: 'A second document, in the same database.',
  },
  {
    run: 'cutter plan examples/02-house-rules/cut.yaml --out plans/house-rules',
    quote: [/^Plan: 3 to create.* 9 statements\.$/],
  },
  {
    run: 'cutter approve plans/house-rules --as you@example.org --key trial_key',
    quote: [/^you@example\.org approves house-rules \(9 statements\)/],
    means: 'Planned and approved, but not yet applied.',
  },
  {
    prepare: () => {
      writeFileSync(inFolder('trigger.sql'), TRIGGER);
      return 'trigger.sql creates the trigger trg_note_unit.';
    },
    run: 'cutter sandbox run trigger.sql',
    quote: [/^Ran trigger\.sql/],
  },
  {
    run: `cutter apply plans/house-rules --approval plans/house-rules/${APPROVAL}`,
    exit: 3,
    quote: [/^error\[gate\.drift\].* gained: trigger trg_note_unit on public\.information_unit\.$/],
    means: 'Refused by gate G5 with the name of the trigger, before a row was written: exit code 3.',
  },
];

const style = (code) => (text) =>
  process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb'
    ? `\u001b[${code}m${text}\u001b[0m`
    : text;
const [bold, dim, green] = [style(1), style(2), style(32)];
const say = (line = '') => process.stdout.write(`${line}\n`);

const started = Date.now();
let lastOutput = '';
if (given === undefined) rmSync(folder, { recursive: true, force: true });
if (existsSync(folder)) {
  process.stderr.write(`demo: ${folder} is there already; name a folder that is not.\n`);
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
cpSync(join(root, 'examples'), inFolder('examples'), { recursive: true });

let number = 0;
for (const step of STEPS) perform(step);

say();
say(bold(`Done: every step did what it should, in ${Math.round((Date.now() - started) / 1000)} s. The files:`));
for (const [path, what] of [
  ['plans/constitution', 'the plan: cut.yaml, manifest.json, region.txt, snapshot.json, plan.json'],
  ['plans/constitution/approvals', 'the approval and its signature'],
  ['plans/constitution/receipts', 'what every apply did'],
  ['plans/changed, plans/house-rules', 'the two that were refused'],
  ['cutter.yaml', 'targets, policy and signers'],
  ['.cutter/database', 'the database'],
]) {
  say(`  ${path.padEnd(33)} ${what}`);
}
const here = relative(process.cwd(), folder);
say(`They are in ${here}. Look around:`);
say(`  cd ${here} && node ${relative(folder, join(root, 'bin/cutter.js'))} show plans/constitution --full`);

function perform(step) {
  if (step.title !== undefined) {
    number += 1;
    say();
    say(bold(`${number}. ${step.title}`));
  }
  if (step.prepare !== undefined) say(`  ${step.prepare()}`);
  say(`  ${bold('$')} ${step.run}`);
  const { status, lines } = cutter(step.run.split(' ').slice(1));
  const wanted = step.exit ?? 0;
  if (status !== wanted) fail(step, `exit code ${status} instead of ${wanted}`);
  for (const pattern of step.quote ?? []) {
    const line = lines.find((candidate) => pattern.test(candidate));
    if (line === undefined) fail(step, `no line of the output is like ${pattern}`);
    say(`    ${dim(line)}`);
  }
  if (step.excerpt !== undefined) quoteExcerpt(step, lines);
  for (const [what, holds] of step.check?.() ?? []) {
    if (!holds) fail(step, `it is not so that ${what}`);
  }
  if (step.means !== undefined) say(`  ${green('=>')} ${step.means}`);
}

function quoteExcerpt(step, lines) {
  const from = lines.findIndex((line) => step.excerpt.from.test(line));
  if (from === -1) fail(step, `no line of the output is like ${step.excerpt.from}`);
  for (const line of lines.slice(from, from + step.excerpt.lines)) say(`    ${dim(line)}`);
  say(`    ${dim('...')}`);
}

/** Runs the real command. Lines that were wrapped to fit a terminal are joined: an error's text is one line. */
function cutter(words) {
  // What a developer's shell says about databases and colours is none of the demo's business.
  const environment = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(PG|DOT_CUTTER_|FORCE_COLOR$|DATABASE_URL$|DIRECTUS_URL$)/.test(name),
    ),
  );
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [join(root, 'bin/cutter.js'), ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  if (error !== undefined) throw error;
  lastOutput = `${stdout}${stderr}`;
  return { status, lines: lastOutput.replace(/^(error\[.*(?:\n(?! |$).*)*)/gm, unwrap).split('\n') };
}

function unwrap(text) {
  return text.replaceAll('\n', ' ');
}

function fail(step, why) {
  process.stderr.write(`\n${lastOutput}\ndemo: step ${number}, \`${step.run}\`: ${why}.\n`);
  process.exit(1);
}

function inFolder(path) {
  return join(folder, path);
}

function statementLines(path) {
  return readFileSync(inFolder(path), 'utf8')
    .split('\n')
    .filter((line) => /^\["(insert_unit|insert_version|set_anchors)",/.test(line)).length;
}

function sha256(path) {
  return createHash('sha256')
    .update(readFileSync(inFolder(path)))
    .digest('hex');
}
