/** One right of one role on one object, as PostgreSQL keeps them. */
export interface Grant {
  readonly role: string;
  readonly privilege: string;
  readonly kind: 'schema' | 'table' | 'sequence' | 'function';
  /** Schema-qualified and quoted as SQL needs it; a function with the types of its arguments. */
  readonly object: string;
  /** Absent = the whole object. */
  readonly column?: string;
}

/** A grant that was found. */
export interface FoundGrant extends Grant {
  readonly owner: string;
  readonly grantor: string;
  /** WITH GRANT OPTION. */
  readonly grantable: boolean;
}

export const keyOf = ({ role, privilege, kind, object, column = '' }: Grant): string =>
  [role, kind, object, privilege, column].join('\n');

/** For people: `UPDATE (status)`. */
export const rightOf = ({ privilege, column }: Pick<Grant, 'privilege' | 'column'>): string =>
  column === undefined ? privilege : `${privilege} (${column})`;
