import type { Cut } from '../cut.ts';
import type { Snapshot } from '../plan/snapshot.ts';
import { cutCanonical } from './cut-canonical/index.ts';
import { cutDirect } from './cut-direct/index.ts';
import { writersOwnId } from './cut-direct/statements.ts';
import { cutReissue } from './cut-reissue/index.ts';
import type { DocumentKind } from './kind.ts';

/** The kinds that plan from a document, by name. */
export const CUTS: Readonly<Record<string, DocumentKind>> = {
  [cutDirect.name]: cutDirect,
  [cutCanonical.name]: cutCanonical,
  [cutReissue.name]: cutReissue,
};

/** Their names: what follows from a cut follows from any of these. */
export const cutNames: readonly string[] = Object.keys(CUTS);

export interface ChosenWriter {
  readonly kind: DocumentKind;
  /** Why this one, for people. */
  readonly why: string;
}

/** Which kind of plan a cut takes: what it asks for, and what the database allows. */
export function writerOf({ writer }: Pick<Cut, 'writer'>, live: Pick<Snapshot, 'gateway' | 'units'>): ChosenWriter {
  if (writer === 'direct') return { kind: cutDirect, why: 'cut.yaml asks for the direct writer' };
  const { units } = live;
  const retired = units.filter(({ lifecycle_status }) => lifecycle_status === 'retired').length;
  if (retired > 0)
    return { kind: cutReissue, why: `${retired} units under the prefix are retired, and come back as new versions` };
  if (units.some(({ versions }) => versions > 1)) return { kind: cutReissue, why: 'units there have several versions' };
  if (writer === 'canonical') return { kind: cutCanonical, why: 'cut.yaml asks for the canonical writer' };
  if (live.gateway.mode === 'enforced')
    return { kind: cutCanonical, why: 'the gateway is enforced: the database refuses any other' };
  if (live.gateway.executor === 'calls')
    return {
      kind: cutCanonical,
      why: 'the executor may call the functions of the database, and insert nothing itself',
    };
  if (units.some((unit) => !writersOwnId(unit)))
    return { kind: cutCanonical, why: 'the units that are there were made by the canonical writer' };
  return { kind: cutDirect, why: 'the gateway is off, and every unit is new' };
}
