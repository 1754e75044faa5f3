/** Grants expected and found, compared. */
import { expectedGrants, JUDGED_ROLES, mayStand, type Posture } from './expected.ts';
import { type FoundGrant, type Grant, keyOf, rightOf } from './grant.ts';

/** What a database has: the answer to GRANTS_QUERY, taken apart. */
export interface FoundGrants {
  readonly grants: readonly FoundGrant[];
  /** Governed objects there are, and who owns them. */
  readonly owners: ReadonlyMap<string, string>;
  readonly roles: ReadonlySet<string>;
}

/** One role and one object. */
export interface MatrixLine {
  /** `absent`: the object or the role is not there, so nothing can be granted. */
  readonly state: 'same' | 'different' | 'absent';
  readonly role: string;
  readonly object: string;
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** The rights as they should be: those that must be there, and of the others those that may stand. */
export function wantedGrants(found: FoundGrants, posture: Posture): readonly FoundGrant[] {
  const expected = expectedGrants(posture);
  const keys = new Set(expected.map(keyOf));
  const kept = found.grants
    .filter((grant) => keys.has(keyOf(grant)) || mayStand(grant))
    // No lane hands its rights on.
    .map((grant) => (keys.has(keyOf(grant)) ? { ...grant, grantable: false } : grant))
    .filter(({ grantor }) => !isJudged(grantor));
  const there = new Set(kept.map(keyOf));
  const missing = expected.flatMap((grant): FoundGrant[] => {
    const owner = found.owners.get(grant.object);
    if (there.has(keyOf(grant)) || owner === undefined || !found.roles.has(grant.role)) return [];
    return [{ ...grant, owner, grantor: owner, grantable: false }];
  });
  return [...kept, ...missing];
}

/** Every role and object that has an expected right or one too many; sorted by object and role. */
export function grantMatrix(found: FoundGrants, posture: Posture): readonly MatrixLine[] {
  const expected = expectedGrants(posture);
  const keys = new Set(expected.map(keyOf));
  const wrong = found.grants.filter(
    (grant) => (!keys.has(keyOf(grant)) && !mayStand(grant)) || isJudged(grant.grantor),
  );
  const judged = [
    ...found.grants.filter((grant) => keys.has(keyOf(grant))),
    ...wrong.filter((grant) => !keys.has(keyOf(grant))),
  ];
  const groups = new Map<string, { expected: Grant[]; found: FoundGrant[] }>();
  const group = ({ role, object }: Grant) => {
    const name = `${object}\n${role}`;
    const known = groups.get(name) ?? { expected: [], found: [] };
    groups.set(name, known);
    return known;
  };
  for (const grant of expected) group(grant).expected.push(grant);
  for (const grant of judged) group(grant).found.push(grant);
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, both]): MatrixLine => {
      const [object = '', role = ''] = name.split('\n');
      const [wanted, has] = [sorted(both.expected.map(rightOf)), sorted(both.found.map(shown))];
      const absent = both.expected.length > 0 && (!found.owners.has(object) || !found.roles.has(role));
      const state = absent ? 'absent' : wanted.join() === has.join() ? 'same' : 'different';
      return { state, role, object, expected: wanted, found: has };
    });
}

const isJudged = (role: string): boolean => (JUDGED_ROLES as readonly string[]).includes(role);

const shown = (grant: FoundGrant): string =>
  [
    rightOf(grant),
    ...(grant.grantable ? ['with grant option'] : []),
    ...(isJudged(grant.grantor) ? [`granted by ${grant.grantor}`] : []),
  ].join(' ');

const sorted = (rights: readonly string[]): string[] => [...new Set(rights)].sort();
