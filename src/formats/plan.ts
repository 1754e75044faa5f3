/**
 * Reads plan.json: the only road from its bytes to a trusted PlanHeader and Statements. Streamed; memory stays bounded
 * for any number of statements.
 */
import { sha256, sha256Stream } from '../core/hash.ts';
import type { Kind } from '../core/kinds/kind.ts';
import { RowsLeft } from '../core/kinds/rows-left.ts';
import { templatesOf } from '../core/kinds/templates.ts';
import { STATEMENTS, writerDigestHead } from '../core/plan/encode.ts';
import type { PlanHeader, Statement } from '../core/plan/plan.ts';
import type { RowsDigest } from '../core/plan/rows.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { readFramed } from './framed.ts';
import { kindOf } from './kinds.ts';
import { checkPlanHeader } from './plan-header.ts';
import { statementCheck } from './statement.ts';
import { tapped } from './tap.ts';

/** What is known once the last byte has been read. */
export interface PlanEnd {
  /** The plan hash: SHA-256 of the file. */
  readonly sha256: string;
  readonly bytes: number;
  readonly statements: number;
  readonly units: number;
  readonly writer_digest: string;
  /** The rows that the statements leave behind. */
  readonly rows: RowsDigest;
}

/** Parts are read in this order: header, all units, end. Every part throws Stop (`syntax.*`, `shape.*`, `plan.*`). */
export interface PlanReader {
  header(): Promise<PlanHeader>;
  kind(): Kind;
  /** The statements of one unit at a time. */
  units(): AsyncGenerator<readonly Statement[], void, undefined>;
  end(): Promise<PlanEnd>;
  /** For whoever does not read to the end. */
  close(): Promise<void>;
}

const HINT = 'A plan is never edited: plan again from cut.yaml, and have the new plan approved.';

export function readPlan(chunks: AsyncIterable<Uint8Array>, file: string): PlanReader {
  const whole = tapped(chunks);
  const frame = readFramed(whole.chunks, STATEMENTS, { file });
  const writer = sha256Stream();
  let found: { readonly header: PlanHeader; readonly kind: Kind; readonly rows: RowsLeft } | undefined;
  let statements = 0;
  let units = 0;

  const opened = () => {
    if (found === undefined) throw new Error('the header of the plan has not been read');
    return found;
  };

  async function header(): Promise<PlanHeader> {
    const value = orStop(checkPlanHeader(await frame.head(), file));
    const kind = await kindOf(value.kind);
    if (kind === undefined) {
      throw new Stop([problem('plan.template', `This release knows no plans of the kind ${value.kind}.`, 1)]);
    }
    const registered = templatesOf(kind);
    if (JSON.stringify(value.templates) !== JSON.stringify(registered)) {
      const name = Object.keys({ ...registered, ...value.templates }).find(
        (key) => JSON.stringify(registered[key]) !== JSON.stringify(value.templates[key]),
      );
      const which = name === undefined ? 'The order of the templates' : `The template ${name}`;
      throw new Stop([problem('plan.template', `${which} is not the one this release registers for ${kind.name}.`)]);
    }
    found = { header: value, kind, rows: new RowsLeft(kind, value.shared) };
    return value;
  }

  async function* readUnits(): AsyncGenerator<readonly Statement[], void, undefined> {
    const { kind, rows } = opened();
    const isStatement = statementCheck(kind.templates);
    let unit: Statement[] = [];
    let sequence: readonly string[] = [];
    for await (const record of frame.records()) {
      statements += 1;
      const statement = record.value;
      if (!isStatement(statement)) {
        const message = "A statement is a template, an address and that template's values, as text.";
        throw new Stop([problem('plan.statement', message, record.line, undefined, statements)]);
      }
      if (unit.length === 0) sequence = kind.units[statement[0]] ?? [];
      const wanted = sequence[unit.length];
      if (statement[0] !== wanted || (unit[0] !== undefined && unit[0][1] !== statement[1])) {
        throw new Stop([
          problem(
            'plan.statement',
            `Here ${wanted ?? 'another template'} of one unit must follow.`,
            record.line,
            statement[1],
            statements,
          ),
        ]);
      }
      // The reader has seen that the text is the encoding of the statement.
      writer.update(`${record.text}\n`);
      unit.push(statement);
      if (unit.length === sequence.length) {
        units += 1;
        rows.see(unit);
        yield unit;
        unit = [];
      }
    }
    if (unit.length > 0) throw new Stop([problem('plan.statement', 'The last unit lacks statements.')]);
  }

  async function end(): Promise<PlanEnd> {
    const { header: head, rows } = opened();
    await frame.tail();
    const digest = sha256(`${writerDigestHead(head.templates, head.shared)}${writer.hex()}`);
    const problems: Problem[] = [];
    if (digest !== head.pins.writer_digest) {
      problems.push(problem('plan.digest', 'The statements do not have the writer digest that the header pins.'));
    }
    if (statements !== head.expect.statements) {
      const message = `The header promises ${head.expect.statements} statements, there are ${statements}.`;
      problems.push(problem('plan.statement', message));
    }
    if (problems.length > 0) throw new Stop(problems);
    return { ...whole.result(), statements, units, writer_digest: digest, rows: rows.result() };
  }

  const problem = (
    code: Problem['code'],
    message: string,
    line?: number,
    address?: string,
    statement?: number,
  ): Problem => ({
    code,
    message,
    place: {
      file,
      ...(line === undefined ? {} : { line }),
      ...(address === undefined ? {} : { address }),
      ...(statement === undefined ? {} : { statement }),
    },
    hint: HINT,
  });

  return { header, kind: () => opened().kind, units: readUnits, end, close: frame.close };
}
