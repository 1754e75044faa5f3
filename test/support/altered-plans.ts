/** Ways to alter a plan of cut.direct that leave it well-formed; whoever writes it makes its digests right again. */

import { sha256, uuid5 } from '../../src/core/hash.ts';
import type { PlanHeader, Statement } from '../../src/core/plan/plan.ts';
import { ALTERED_HEADERS } from './altered-headers.ts';

export interface PlanParts {
  readonly header: PlanHeader;
  readonly statements: readonly Statement[];
}

type Values = readonly (string | null)[];
type Alter = (plan: PlanParts) => PlanParts;

/** Three statements a unit, in this order; the unit that is altered, and another. */
const OF = { unit: 0, version: 1, anchors: 2 } as const;
const HERE = 5;
const THERE = 20;
const at = (unit: number, which: keyof typeof OF): number => 3 * unit + OF[which];
const ELSEWHERE = 'ICX-OTHER/DIEU-1';

const listed =
  (change: (statements: Statement[]) => readonly Statement[]): Alter =>
  ({ header, statements }) => ({ header, statements: change([...statements]) });

/** Another value in one place of a statement of the altered unit. */
const value = (which: keyof typeof OF, index: number, make: (old: string, plan: PlanParts) => string | null): Alter => {
  return (plan) => {
    const statements = [...plan.statements];
    const [template, address, values] = statements[at(HERE, which)] as Statement;
    const changed = values.with(index, make(String(values[index]), plan));
    statements[at(HERE, which)] = [template, address, changed];
    return { ...plan, statements };
  };
};
const of = ({ statements }: PlanParts, unit: number, which: keyof typeof OF): Values =>
  (statements[at(unit, which)] as Statement)[2];
const other = (which: keyof typeof OF, index: number) => (_: string, plan: PlanParts) =>
  of(plan, THERE, which)[index] as string;
const text = (plan: PlanParts, unit: number): string => of(plan, unit, 'version')[2] as string;

/** Another body, with the hash that belongs to it. */
const body =
  (change: (old: string) => string): Alter =>
  (plan) => {
    const wanted = change(text(plan, HERE));
    const first = value('version', 2, () => wanted)(plan);
    return value('version', 3, () => sha256(wanted))(first);
  };
/** The same, and the version's id that derives from it, wherever it stands. */
const wholeBody =
  (change: (old: string) => string): Alter =>
  (plan) => {
    const hash = sha256(change(text(plan, HERE)));
    const id = uuid5('version', (plan.statements[at(HERE, 'unit')] as Statement)[1], hash);
    return value('anchors', 0, () => id)(value('version', 0, () => id)(body(change)(plan)));
  };
/** The unit under another address, in its statements' places and in its row. */
const moved =
  (address: (old: string) => string, ids: boolean): Alter =>
  (plan) => {
    const statements = [...plan.statements];
    const was = (statements[at(HERE, 'unit')] as Statement)[1];
    const to = address(was);
    for (const which of ['unit', 'version', 'anchors'] as const) {
      const [template, , values] = statements[at(HERE, which)] as Statement;
      statements[at(HERE, which)] = [template, to, values];
    }
    const named = value('unit', 1, () => to)({ ...plan, statements });
    if (!ids) return named;
    const id = uuid5('unit', to);
    return value('anchors', 1, () => id)(value('version', 1, () => id)(value('unit', 0, () => id)(named)));
  };
const unitAt = (statements: readonly Statement[], unit: number): Statement[] =>
  statements.slice(3 * unit, 3 * unit + 3);
/** A fourth-hand unit: that of another place under an address of its own, with ids that derive from it. */
const extra = (statements: readonly Statement[], address: string): Statement[] => {
  const [[, , unit], [, , version]] = unitAt(statements, THERE) as [Statement, Statement];
  const [id, versionId] = [uuid5('unit', address), uuid5('version', address, version[3] as string)];
  return [
    ['insert_unit', address, unit.with(0, id).with(1, address)],
    ['insert_version', address, version.with(0, versionId).with(1, id)],
    ['set_anchors', address, [versionId, id]],
  ];
};
const swapped = (statements: Statement[], one: number, two: number): Statement[] =>
  statements.with(one, statements[two] as Statement).with(two, statements[one] as Statement);
const exchanged =
  (which: keyof typeof OF, indices: readonly number[]): Alter =>
  (plan) => {
    const [one, two] = [plan.statements[at(HERE, which)], plan.statements[at(THERE, which)]] as [Statement, Statement];
    const take = (from: Statement, values: Values): Statement => [
      from[0],
      from[1],
      from[2].map((old, index) => (indices.includes(index) ? (values[index] ?? null) : old)),
    ];
    const statements = plan.statements
      .with(at(HERE, which), take(one, two[2]))
      .with(at(THERE, which), take(two, one[2]));
    return { ...plan, statements };
  };

const ALTERED_STATEMENTS: readonly (readonly [string, Alter])[] = [
  ['the id of a unit', value('unit', 0, () => uuid5('unit', 'x'))],
  ["the id of a unit is another's", value('unit', 0, other('unit', 0))],
  [
    'the id of a unit, everywhere',
    (plan) => {
      const id = uuid5('unit', 'x');
      return value('anchors', 1, () => id)(value('version', 1, () => id)(value('unit', 0, () => id)(plan)));
    },
  ],
  ['the address in the row alone', value('unit', 1, (old) => `${old}-A`)],
  ['a foreign address in the row alone', value('unit', 1, () => ELSEWHERE)],
  ["another unit's address in the row", value('unit', 1, other('unit', 1))],
  ['a foreign address', moved(() => ELSEWHERE, false)],
  ['a foreign address, with its ids', moved(() => ELSEWHERE, true)],
  ['an address whose prefix only begins alike', moved((old) => old.replace('ICX-CONST/', 'ICX-CONST-2/'), true)],
  ['another address under the prefix, with its ids', moved((old) => `${old}-A`, true)],
  ['an address in small letters', moved((old) => old.toLowerCase(), true)],
  ['an address with a letter that looks alike', moved((old) => old.replace('C', 'С'), true)],
  ['an address with a blank behind it', moved((old) => `${old} `, true)],
  ['the kind of a unit', value('unit', 2, () => 'policy_unit')],
  ['no kind of a unit', value('unit', 2, () => null)],
  ['the title', value('unit', 3, (old) => `${old}!`)],
  ['the title in decomposed letters', value('unit', 3, () => 'Tên Điều'.normalize('NFD'))],
  ['an empty title', value('unit', 3, () => '')],
  ["another unit's title", exchanged('unit', [3])],
  ['the section type', value('unit', 4, (old) => (old === 'article' ? 'principle' : 'article'))],
  ['the hash of the span', value('unit', 5, () => sha256('x'))],
  ['the section code', value('unit', 6, (old) => `${old}-A`)],
  ['a parent', value('unit', 7, other('unit', 0))],
  ['itself as its parent', value('unit', 7, (_, plan) => of(plan, HERE, 'unit')[0] as string)],
  ['an order', value('unit', 8, () => '7')],
  ['the id of a version', value('version', 0, () => uuid5('version', 'x'))],
  [
    'the id of a version, and in the anchors',
    (plan) => {
      const id = uuid5('version', 'x');
      return value('anchors', 0, () => id)(value('version', 0, () => id)(plan));
    },
  ],
  ["a version of another's unit", value('version', 1, other('unit', 0))],
  ['a word of a body', wholeBody((old) => old.replace(/\S+/, 'Không'))],
  ['a word of a body, under the old id', body((old) => old.replace(/\S+/, 'Không'))],
  ['a word of a body, under the old hash', value('version', 2, (old) => old.replace(/\S+/, 'Không'))],
  ['a body without its last letter', wholeBody((old) => old.slice(0, -1))],
  ['a body with a blank behind it', wholeBody((old) => `${old} `)],
  ['a body with a line more', wholeBody((old) => `${old}\nVà trừ khi có quy định khác.`)],
  ['a body in decomposed letters', wholeBody((old) => old.normalize('NFD'))],
  ['a body with a look-alike dash', wholeBody((old) => `${old} –`)],
  ['a body with a letter nobody sees', wholeBody((old) => `${old}\u200b`)],
  ['an empty body', wholeBody(() => '')],
  ['no body', value('version', 2, () => null)],
  ['the hash of a body', value('version', 3, () => sha256('x'))],
  ['the hash of a body in capitals', value('version', 3, (old) => old.toUpperCase())],
  ['the bodies of two units, with their hashes', exchanged('version', [2, 3])],
  ['the bodies of two units, without their hashes', exchanged('version', [2])],
  ['the versions of two units', exchanged('version', [0, 2, 3, 4])],
  ['the level', value('version', 4, () => 'chapter')],
  ["another unit's anchor", value('anchors', 0, other('anchors', 0))],
  ["the anchors set at another unit's row", value('anchors', 1, other('anchors', 1))],
  ["another unit's anchors, whole", exchanged('anchors', [0, 1])],
  ['an anchor that names nothing', value('anchors', 0, () => uuid5('version', 'x'))],
  ['no anchor', value('anchors', 0, () => null)],
  [
    'unit and version of the anchors',
    (plan) => {
      const [version, unit] = of(plan, HERE, 'anchors') as [string, string];
      return value('anchors', 1, () => version)(value('anchors', 0, () => unit)(plan));
    },
  ],
  [
    'a value more',
    listed((all) => {
      const [template, address, values] = all[at(HERE, 'version')] as Statement;
      return all.with(at(HERE, 'version'), [template, address, [...values, 'x']]);
    }),
  ],
  [
    'a value less',
    listed((all) => {
      const [template, address, values] = all[at(HERE, 'version')] as Statement;
      return all.with(at(HERE, 'version'), [template, address, values.slice(0, -1)]);
    }),
  ],
  ...(['unit', 'version', 'anchors'] as const).flatMap((which): (readonly [string, Alter])[] => [
    [`the statement ${which} of a unit missing`, listed((all) => all.toSpliced(at(HERE, which), 1))],
    [
      `the statement ${which} of a unit twice`,
      listed((all) => all.toSpliced(at(HERE, which), 0, all[at(HERE, which)] as Statement)),
    ],
  ]),
  ['a unit missing', listed((all) => all.toSpliced(at(HERE, 'unit'), 3))],
  ['the last unit missing', listed((all) => all.slice(0, -3))],
  ['no statement', listed(() => [])],
  ['a unit twice', listed((all) => [...all, ...unitAt(all, HERE)])],
  ['a unit more', listed((all) => [...all, ...extra(all, 'ICX-CONST/DIEU-99')])],
  ['a unit more, under a foreign prefix', listed((all) => [...all, ...extra(all, ELSEWHERE)])],
  [
    'a unit in the place of another',
    listed((all) => all.toSpliced(at(HERE, 'unit'), 3, ...extra(all, 'ICX-CONST/DIEU-99'))),
  ],
  [
    'two units in each other’s places',
    listed((all) => {
      const [one, two] = [unitAt(all, HERE), unitAt(all, THERE)];
      return all.toSpliced(at(THERE, 'unit'), 3, ...one).toSpliced(at(HERE, 'unit'), 3, ...two);
    }),
  ],
  [
    'the units in reverse',
    listed((all) =>
      Array.from({ length: all.length / 3 }, (_, unit) => unitAt(all, unit))
        .reverse()
        .flat(),
    ),
  ],
  ['a version before its unit', listed((all) => swapped(all, at(HERE, 'unit'), at(HERE, 'version')))],
  ['the anchors before the version', listed((all) => swapped(all, at(HERE, 'version'), at(HERE, 'anchors')))],
  ['all units first', listed((all) => [0, 1, 2].flatMap((rest) => all.filter((_, index) => index % 3 === rest)))],
  [
    'a statement of another template',
    listed((all) =>
      all.with(at(HERE, 'anchors'), [
        'insert_version',
        ...(all[at(HERE, 'version')]?.slice(1) ?? []),
      ] as unknown as Statement),
    ),
  ],
  [
    'a statement of a template that is not there',
    listed((all) => all.with(at(HERE, 'anchors'), ['delete_unit', 'ICX-CONST/DIEU-0', ['x']])),
  ],
];

export const ALTERED_PLANS: readonly (readonly [string, Alter])[] = [
  ...ALTERED_STATEMENTS,
  ...ALTERED_HEADERS.map(([name, change]): readonly [string, Alter] => [
    name,
    ({ header, statements }) => ({ header: change(header), statements }),
  ]),
];
