/**
 * The SQL that turns one set of grants into another. Turned around, the two sets give its exact inverse: nothing is
 * granted or taken but their difference.
 */
import { type FoundGrant, keyOf, rightOf } from './grant.ts';

/** One transaction, for psql; empty where there is nothing to do. `gateway` is its mode, where that is to change, too. */
export function changeSql(from: readonly FoundGrant[], to: readonly FoundGrant[], gateway?: string): readonly string[] {
  const before = new Map(from.map((grant) => [identity(grant), grant]));
  const after = new Map(to.map((grant) => [identity(grant), grant]));
  const revoked = from.filter((grant) => !after.has(identity(grant)));
  const weakened = from.filter((grant) => grant.grantable && after.get(identity(grant))?.grantable === false);
  const granted = to.filter((grant) => {
    const old = before.get(identity(grant));
    return old === undefined || (grant.grantable && !old.grantable) || lostWithTable(grant, revoked);
  });
  const statements = [
    ...written('REVOKE', '', [...revoked].sort(byGrantor)),
    ...written('REVOKE', 'GRANT OPTION FOR ', weakened),
    ...written('GRANT', '', [...granted].sort(byGrantor).reverse()),
    ...(gateway === undefined
      ? []
      : [
          `UPDATE public.dot_config SET value = ${literal(gateway)}, updated_at = now() WHERE key = 'iu_create.gateway.mode';`,
        ]),
  ];
  return statements.length === 0 ? [] : ['BEGIN;', ...statements, 'COMMIT;'];
}

const identity = (grant: FoundGrant): string => `${keyOf(grant)}\n${grant.grantor}`;

/** What others than the owner gave is taken first: it depends on what the owner gave. */
const byGrantor = (a: FoundGrant, b: FoundGrant): number =>
  Number(a.grantor === a.owner) - Number(b.grantor === b.owner);

/** PostgreSQL takes the same right on every column with that on the table. */
const lostWithTable = (grant: FoundGrant, revoked: readonly FoundGrant[]): boolean =>
  grant.column !== undefined &&
  revoked.some(
    ({ role, object, privilege, grantor, column }) =>
      column === undefined &&
      role === grant.role &&
      object === grant.object &&
      privilege === grant.privilege &&
      grantor === grant.grantor,
  );

/** One statement for each role, object and grantor. Who owns an object, or may do all, grants in its owner's name. */
function written(verb: 'GRANT' | 'REVOKE', option: string, grants: readonly FoundGrant[]): string[] {
  const groups = new Map<string, FoundGrant[]>();
  for (const grant of grants) {
    const name = [grant.role, grant.kind, grant.object, grant.grantor, verb === 'GRANT' && grant.grantable].join('\n');
    groups.set(name, [...(groups.get(name) ?? []), grant]);
  }
  return [...groups.values()].flatMap((group) => {
    const { role, kind, object, owner, grantor, grantable } = group[0] as FoundGrant;
    const rights = [...new Set(group.map(rightOf))].sort().join(', ');
    const whom = verb === 'GRANT' ? `TO ${name(role)}${grantable ? ' WITH GRANT OPTION' : ''}` : `FROM ${name(role)}`;
    const statement = `${verb} ${option}${rights} ON ${kind.toUpperCase()} ${object} ${whom};`;
    return grantor === owner ? [statement] : [`SET LOCAL ROLE ${name(grantor)};`, statement, 'RESET ROLE;'];
  });
}

/** An identifier, quoted where it must be. */
const name = (role: string): string =>
  role === 'PUBLIC' || /^[a-z_][a-z0-9_]*$/.test(role) ? role : `"${role.replaceAll('"', '""')}"`;

const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;
