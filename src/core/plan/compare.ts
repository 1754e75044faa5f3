import type { UnitSpan } from '../document/manifest.ts';
import type { LiveUnit } from './snapshot.ts';

export type Change = 'create' | 'same' | 'changed' | 'gone';

export interface Difference {
  readonly address: string;
  readonly change: Change;
  /** For `changed`: what differs, as sentences. */
  readonly what: readonly string[];
  /** Line in the region; absent for `gone`. */
  readonly line?: number;
}

export interface Comparison {
  readonly create: number;
  readonly same: number;
  readonly changed: number;
  readonly gone: number;
  /** All that is neither new nor the same, in the order of the document, then the gone by address. */
  readonly differences: readonly Difference[];
}

/** Compares the wanted units with the live ones, by address. Units are seen one by one, so any number will do. */
export class Comparer {
  readonly #live: Map<string, LiveUnit>;
  readonly #differences: Difference[] = [];
  #create = 0;
  #same = 0;

  constructor(live: readonly LiveUnit[]) {
    this.#live = new Map(live.map((unit) => [unit.address, unit]));
  }

  see(unit: UnitSpan, contentHash: string): Change {
    const live = this.#live.get(unit.address);
    if (live === undefined) {
      this.#create += 1;
      return 'create';
    }
    this.#live.delete(unit.address);
    const what = differencesOf(unit, contentHash, live);
    if (what.length === 0) {
      this.#same += 1;
      return 'same';
    }
    this.#differences.push({ address: unit.address, change: 'changed', what, line: unit.lines[0] });
    return 'changed';
  }

  result(): Comparison {
    const gone = [...this.#live.keys()].sort();
    return {
      create: this.#create,
      same: this.#same,
      changed: this.#differences.length,
      gone: gone.length,
      differences: [
        ...this.#differences,
        ...gone.map((address): Difference => ({ address, change: 'gone', what: [] })),
      ],
    };
  }
}

function differencesOf(unit: UnitSpan, contentHash: string, live: LiveUnit): readonly string[] {
  const what: string[] = [];
  const differ = (name: string, found: string, wanted: string): void => {
    if (found !== wanted) what.push(`${name} is ${JSON.stringify(found)}, the document says ${JSON.stringify(wanted)}`);
  };
  if (live.deleted) what.push('the live unit is marked deleted');
  if (live.lifecycle_status !== 'draft' && live.lifecycle_status !== 'enacted') {
    what.push(`the live unit is ${live.lifecycle_status}`);
  }
  differ('unit kind', live.unit_kind, unit.unit_kind);
  differ('section type', live.section_type, unit.section_type);
  differ('title', live.title, unit.title);
  if (live.version === undefined) what.push('the live unit has no anchored version');
  else {
    const { content_hash, body_sha256 = contentHash } = live.version;
    differ('sha256 of the text', content_hash, contentHash);
    differ('sha256 of the text as it is stored', body_sha256, contentHash);
  }
  return what;
}
