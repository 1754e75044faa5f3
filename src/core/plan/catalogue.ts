/**
 * The catalogue objects a write depends on.
 *
 * What is followed: from tables to their triggers (conditions included), rules, column defaults, domains, constraints,
 * indexes and row policies, and to the functions and tables these name; from a function to what PostgreSQL knows that it
 * depends on, and to every function and table of a user whose name stands as a word in its body (plpgsql calls leave no
 * pg_depend row); and so on until nothing new is reached. A body that builds SQL from strings at run time can reach what
 * this does not see; such functions are named `dynamic sql ...`.
 */
import { LANE_ROLES } from '../roles.ts';
import { arrayText } from '../sql/array.ts';
import {
  FUNCTIONS_BY_NAME,
  OF_DATABASE,
  OF_FUNCTIONS,
  OF_ROLES,
  OF_TABLES,
  SCHEMAS,
  TABLES_BY_NAME,
  WORDS,
} from '../sql/catalogue.ts';
import type { Answer, Question } from './question.ts';

/** Where the reading begins; all names are schema-qualified, and a function stands for every overload. */
export interface CatalogueScope {
  readonly tables: readonly string[];
  readonly functions?: readonly string[];
}

/** Definitions of catalogue objects as text, by the name of the object; sorted by name. */
export type Catalogue = Readonly<Record<string, string>>;

/**
 * Knows what to ask: `questions`, and then what `take` gives back for an answer, until nothing is left to ask. Nobody
 * need wait for an answer before asking on, but answers are taken in the order of the questions. Needs
 * search_path = pg_catalog.
 */
export class CatalogueReading {
  readonly questions: readonly Question[];
  readonly #definitions = new Map<string, string>();
  /** What a word in a body can name. */
  readonly #words = new Map<string, Row[]>();
  readonly #schemas = new Map<string, Row>();
  /** Kind and id: an id is unique within one catalogue only. */
  readonly #reached = new Set<string>();

  constructor({ tables, functions = [] }: CatalogueScope) {
    this.questions = [
      ...[WORDS, SCHEMAS, ...OF_DATABASE].map((sql) => ({ sql, parameters: [] })),
      ...about(LANE_ROLES, OF_ROLES),
      ...about(tables, [TABLES_BY_NAME]),
      ...about(functions, [FUNCTIONS_BY_NAME]),
    ];
  }

  /** What is to be asked of that which this answer is the first to reach. */
  take(answer: Answer): readonly Question[] {
    const fresh: Row[] = [];
    for (const row of answer) {
      if (row.word != null) this.#know(row.word.toLowerCase(), row);
      else if (row.schema_id != null) this.#schemas.set(row.schema_id, row);
      else fresh.push(...this.#objects(row));
    }
    const ids = (kind: string) => fresh.filter((row) => row.kind === kind).map((row) => row.id ?? '');
    return [...about(ids('table'), OF_TABLES), ...about(ids('function'), OF_FUNCTIONS)];
  }

  result(): Catalogue {
    return Object.fromEntries([...this.#definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Keeps the objects that a row defines; gives those that it reaches and that no row before it did. */
  #objects(row: Row): readonly Row[] {
    for (const { name, definition } of [row, this.#schemas.get(row.schema ?? '') ?? {}, dynamicSql(row)]) {
      if (name != null) this.#definitions.set(name, definition ?? '');
    }
    const named = [...wordsOf(row.body ?? '')].flatMap((word) => this.#words.get(word) ?? []);
    return [row, ...named].filter(({ kind, id }) => {
      const key = `${kind} ${id}`;
      if (kind == null || id == null || this.#reached.has(key)) return false;
      this.#reached.add(key);
      return true;
    });
  }

  #know(word: string, row: Row): void {
    const others = this.#words.get(word);
    if (others === undefined) this.#words.set(word, [row]);
    else others.push(row);
  }
}

type Row = Answer[number];

const dynamicSql = ({ dynamic_in: name }: Row): Row =>
  name == null
    ? {}
    : { name: `dynamic sql in ${name}`, definition: 'EXECUTE stands in its body; what it runs is not followed' };

/** The questions about these; nothing is asked about nothing. */
const about = (these: readonly string[], questions: readonly string[]): readonly Question[] =>
  these.length === 0 ? [] : questions.map((sql) => ({ sql, parameters: [arrayText(these)] }));

/** As PostgreSQL's own scanner ends a name: letters of every script belong to it, whatever the locale of the database. */
const wordsOf = (body: string): ReadonlySet<string> => new Set(body.toLowerCase().split(/[^a-z0-9_$\u0080-\uffff]+/));
