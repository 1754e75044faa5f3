/** What follows from a cut and has an approval of its own, in a workplace: enactment, compensation. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { enact } from '../../src/core/kinds/enact/index.ts';
import type { RequestKind } from '../../src/core/kinds/kind.ts';
import { revert } from '../../src/core/kinds/revert/index.ts';
import { changeSetId, decisionId } from '../../src/core/ledger/ids.ts';
import type { ApplyPorts, ApplyRequest, ApplyResult } from '../../src/flows/apply/request.ts';
import { openLane } from '../../src/flows/lanes.ts';
import { type OwnPlan, planOwn } from '../../src/flows/plan/own.ts';
import { EXAMPLE_CUT, type PlannedCut, registerCut, TOOL, type Workplace } from './cutter.ts';
import type { TestDatabase } from './database.ts';
import { temporaryFolder } from './folder.ts';

/** Plans as the command does; nothing is applied. */
export async function planned(
  work: Workplace,
  cut: Pick<PlannedCut, 'file'>,
  kind: RequestKind,
  given: Readonly<Record<string, string>>,
): Promise<OwnPlan> {
  const { wire, databases } = work;
  const ports = { files: wire.files, signers: await wire.signers() };
  const lane = await openLane(kind.lane, await wire.laneKeyFiles(), await wire.signerFiles(), TOOL, ports);
  return planOwn(
    {
      kind,
      parent: cut.file,
      folder: kind.name,
      given,
      signer: lane.signer,
      approvalFiles: [],
      trust: await wire.trust(),
      run: wire.run(kind.name),
    },
    { files: wire.files, output: wire.output, databases },
  );
}

/** The plan that was made, where one had to be made. */
export function planOf(own: OwnPlan): PlannedCut {
  if (own.state !== 'planned') throw new Error(`no plan was made: ${own.state}`);
  const { file, sha256, header } = own.plan;
  return { file, folder: dirname(file), sha256, header };
}

/** Approves and applies it, as `cutter approve` and `cutter apply` do. */
export async function approvedAndApplied(
  work: Workplace,
  plan: PlannedCut,
  request: Partial<ApplyRequest> = {},
): Promise<ApplyResult> {
  await work.approve(plan);
  return applied(work, plan, request);
}

export async function applied(
  work: Workplace,
  plan: PlannedCut,
  request: Partial<ApplyRequest> = {},
  ports: Partial<ApplyPorts> = {},
): Promise<ApplyResult> {
  const lanes = await work.wire.laneKeys();
  return work.apply(plan, { ...(lanes === undefined ? {} : { lanes }), ...request }, ports);
}

export const REASON = { reason: 'The grammar was the wrong one.' };

export const planRevert = (work: Workplace, cut: PlannedCut): Promise<OwnPlan> => planned(work, cut, revert, REASON);

/** On the decision that its record names, unless another is given. */
export const planEnact = (
  work: Workplace,
  cut: PlannedCut,
  decision = decisionId(cut.header.shared.ledger ?? cut.sha256, 'cut'),
): Promise<OwnPlan> => planned(work, cut, enact, { decision });

/** The example, cut by another writer. */
export function exampleBy(writer: 'auto' | 'direct' | 'canonical'): string {
  const folder = join(temporaryFolder(), 'example');
  mkdirSync(folder);
  for (const name of ['cut.yaml', 'constitution.md']) {
    const text = readFileSync(join(dirname(EXAMPLE_CUT), name), 'utf8');
    writeFileSync(
      join(folder, name),
      text.replace('writer: direct', `writer: ${writer}`).replace('  statements: 180\n', ''),
    );
  }
  return join(folder, 'cut.yaml');
}

export interface Article {
  readonly number: number;
  readonly title: string;
  readonly text: string;
}

/** A document of these articles, in a folder of its own; registered, as its owner would. */
export async function articlesCut(work: Workplace, prefix: string, articles: readonly Article[]): Promise<string> {
  const folder = join(temporaryFolder(), prefix.toLowerCase());
  mkdirSync(folder, { recursive: true });
  const text = articles.map(({ number, title, text }) => `### Điều ${number}. ${title}\n${text}\n`).join('\n');
  writeFileSync(join(folder, 'document.md'), `# Văn bản\n\n## ✅ Phần I. Các điều\n${text}`);
  const cut = {
    format: 'cutter.cut/1',
    name: prefix.toLowerCase(),
    author: 'author@example.org',
    document: 'document.md',
    profile: 'constitution/1',
    prefix,
    scope: 'enacted_only',
    owner: 'incomex_council',
    publication: { type: 'law', authority: 'incomex_council' },
  };
  const cutFile = join(folder, 'cut.yaml');
  writeFileSync(cutFile, `${JSON.stringify(cut, null, 2)}\n`);
  await registerCut(work.databases, cutFile);
  return cutFile;
}

/** Plans, approves and applies a cut; it must be applied. */
export async function cutOf(work: Workplace, cutFile: string): Promise<PlannedCut> {
  const cut = await work.plan(cutFile);
  await work.approve(cut);
  const result = await work.apply(cut);
  if (result.outcome !== 'applied') throw new Error(`${result.outcome}: ${JSON.stringify(result.problems)}`);
  return cut;
}

/** Everything that is live, without ids and provenance: what a reader of the database sees. */
export async function liveDigest(database: TestDatabase): Promise<string | null | undefined> {
  const [row] =
    await database.query(`SELECT count(*) || ' ' || md5(coalesce(string_agg(concat_ws('|', u.canonical_address,
      u.lifecycle_status, u.unit_kind, u.section_type, u.identity_profile ->> 'title', v.content_hash, v.lifecycle_status,
      md5(v.body)), ';' ORDER BY u.canonical_address), '')) AS live
    FROM public.information_unit u LEFT JOIN public.unit_version v ON v.id = u.version_anchor_ref
    WHERE u.lifecycle_status <> 'retired'`);
  return row?.live;
}

export { changeSetId, decisionId };
