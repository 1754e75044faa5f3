/**
 * The survey: what must be true of the cut and of the database before the units are compared. Every reason is
 * reported, not the first alone.
 */
import { type Checked, good, type Problem } from '../../problem.ts';
import type { CutSources } from '../document.ts';

export interface Surveyed {
  /** document_version_id of the registered version whose checksum is the region's. */
  readonly documentVersion: string;
}

/** Codes: `plan.document_unknown`, `plan.version_unknown`, `plan.gateway_enforced`, `plan.vocabulary`, `plan.record`, `plan.folder`. */
export function survey(sources: CutSources, direct: boolean): Checked<Surveyed> {
  const { cut, manifest, snapshot } = sources;
  const problems: Problem[] = [...agreement(sources)];
  const version = snapshot.registry?.versions[manifest.region.sha256];
  if (snapshot.registry === undefined) {
    problems.push({
      code: 'plan.document_unknown',
      message: `No document is registered under the prefix ${cut.prefix}.`,
      hint: "Registering a document is the owner's act; in a sandbox, run `cutter sandbox register` with this cut.yaml.",
    });
  } else if (version === undefined) {
    problems.push({
      code: 'plan.version_unknown',
      message: `The document ${snapshot.registry.source_document_ref} has no registered version whose region has sha256 ${manifest.region.sha256}.`,
      hint: 'Have the owner register this version; in a sandbox, run `cutter sandbox register` with this cut.yaml.',
      detail: Object.entries(snapshot.registry.versions).map(([sha, id]) => `registered: ${id} (sha256 ${sha})`),
    });
  }
  if (direct && snapshot.gateway.mode === 'enforced') {
    problems.push({
      code: 'plan.gateway_enforced',
      message: 'The gateway is enforced: the database refuses the direct writer, which this cut asks for.',
      hint: 'Say `writer: auto` or `writer: canonical` in cut.yaml, or have the owner set iu_create.gateway.mode to off.',
    });
  }
  if (direct && snapshot.gateway.mode === 'off' && snapshot.gateway.executor === 'calls') {
    problems.push({
      code: 'plan.gateway_enforced',
      message:
        'The executor may not insert units: only the canonical writer can, and this cut asks for the direct one.',
      hint: 'Say `writer: auto` or `writer: canonical` in cut.yaml, or have the owner run schemas/sql/postures/direct.sql.',
    });
  }
  if (!direct && cut.record === 'atomic') {
    problems.push({
      code: 'plan.record',
      message:
        'This cut asks for its record in the same transaction, and the canonical writer cannot do that: it decides the ids of the units, which the record names and the executor signs.',
      hint: 'Leave `record: atomic` out of cut.yaml and run `cutter record` behind the cut, or cut where the direct writer is allowed.',
    });
  }
  problems.push(...vocabulary(sources));
  if (problems.length > 0) return { ok: false, problems };
  return good({ documentVersion: version as string });
}

/** The parts that are put together must be about the same cut. */
function agreement({ cut, manifest, snapshot }: CutSources): Problem[] {
  const pairs: [string, string, string][] = [
    ['manifest.json: cut', manifest.cut, cut.name],
    ['manifest.json: prefix', manifest.prefix, cut.prefix],
    ['manifest.json: scope', manifest.scope, cut.scope],
    ['manifest.json: profile', manifest.profile, cut.profile],
    ['snapshot.json: prefix', snapshot.prefix, cut.prefix],
  ];
  return pairs
    .filter(([, found, wanted]) => found !== wanted)
    .map(([name, found, wanted]) => ({
      code: 'plan.folder' as const,
      message: `${name} is ${JSON.stringify(found)}, cut.yaml says ${JSON.stringify(wanted)}.`,
      hint: 'The files of one plan belong together: plan again from cut.yaml.',
    }));
}

/** Every key this cut uses must be in the live vocabulary; the database's birth gate would refuse it otherwise. */
function vocabulary({ cut, snapshot }: CutSources): Problem[] {
  const wanted = [
    `vocab.publication_type.${cut.publication.type}`,
    `vocab.publication_authority.${cut.publication.authority}`,
  ];
  return wanted.filter((key) => !(key in snapshot.vocabulary)).map(notInVocabulary);
}

export const notInVocabulary = (key: string): Problem => ({
  code: 'plan.vocabulary',
  message: `The database's vocabulary has no ${key}.`,
  hint: 'Correct the word in cut.yaml or the profile, or have the owner add it to dot_config.',
});
