/** Marks a document: from cut.yaml to a manifest and the region it is about. Writes nothing. */
import { dirname, isAbsolute, join } from 'node:path';
import type { Cut } from '../core/cut.ts';
import type { Manifest } from '../core/document/manifest.ts';
import { mark } from '../core/document/mark.ts';
import { VOCABULARY } from '../core/document/vocabulary.ts';
import { sha256 } from '../core/hash.ts';
import { LIMITS } from '../core/limits.ts';
import { orStop, type Problem, Stop } from '../core/problem.ts';
import { locatedInCut, readCut } from '../formats/cut.ts';
import { readProfile } from '../formats/profile.ts';
import { textOf } from '../formats/text.ts';
import type { Files, Profiles } from '../ports.ts';
import { listProfiles } from './profiles.ts';
import type { Progress } from './progress.ts';

export interface MarkedDocument {
  readonly cut: Cut;
  readonly cutBytes: Uint8Array;
  readonly manifest: Manifest;
  /** As UTF-8; its text is not kept, for it is as large again. */
  readonly region: Uint8Array;
}

interface Ports {
  readonly files: Files;
  readonly profiles: Profiles;
  readonly progress?: Progress | undefined;
}

/** Throws Stop with everything that is wrong with the cut, or else with everything that is wrong with the document. */
export async function markDocument(cutFile: string, ports: Ports): Promise<MarkedDocument> {
  const cutBytes = await ports.files.read(cutFile, LIMITS.cut);
  const cut = orStop(readCut(cutBytes, cutFile));
  const documentFile = documentPath(cutFile, cut.document);
  const located = (problems: readonly Problem[]): Stop => new Stop(locatedInCut(problems, cutBytes, cutFile));
  const profile = await profileOf(ports.profiles, cut.profile);
  if (profile === undefined) throw located([await unknownProfile(ports.profiles, cut.profile, cutFile)]);
  const bytes = await ports.files.read(documentFile, LIMITS.document);
  const marked = mark({
    text: orStop(textOf(bytes, documentFile)),
    bytes,
    cut,
    profile: profile.value,
    profileSha256: profile.sha256,
    documentSha256: sha256(bytes),
    documentName: cut.document,
    documentBytes: bytes.length,
    vocabulary: VOCABULARY,
    cutName: cutFile,
    ...(ports.progress === undefined ? {} : { seen: told(ports.progress) }),
  });
  if (!marked.ok) throw located(marked.problems);
  const { manifest, bytes: region } = marked.value;
  return { manifest, region, cut, cutBytes };
}

/** The step begins with the first units: what comes before them says nothing about how fast they come. */
function told(progress: Progress): (bytes: number, of: number) => void {
  let begun = false;
  return (bytes, of) => {
    if (!begun) progress.step('units, bytes');
    begun = true;
    progress.count(bytes, of);
  };
}

const documentPath = (cutFile: string, document: string): string =>
  isAbsolute(document) ? document : join(dirname(cutFile), document);

async function profileOf(profiles: Profiles, id: string) {
  const found = await profiles.find(id.split('/')[0] ?? '');
  const profile = found === undefined ? undefined : orStop(readProfile(found.bytes, found.file));
  if (found === undefined || profile?.id !== id) return undefined;
  return { value: profile, sha256: sha256(found.bytes) };
}

async function unknownProfile(profiles: Profiles, id: string, cutFile: string): Promise<Problem> {
  const known = (await listProfiles(profiles)).map((profile) => profile.id);
  return {
    code: 'mark.unknown_profile',
    message: `There is no grammar profile ${JSON.stringify(id)}.`,
    place: { file: cutFile, pointer: '/profile' },
    hint: `Write one of these, with its version: ${known.join(', ')}. An unknown grammar is never guessed.`,
  };
}
