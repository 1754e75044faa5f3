/** queue.yaml: the only road from its bytes to a trusted Queue. Shape and defaults: schemas/queue.schema.json. */
import { QUEUE_FORMAT, type Queue } from '../core/batch/queue.ts';
import { bad, type Checked, good, type Place } from '../core/problem.ts';
import { validate, validateRecord } from './generated/queue.js';
import { readJson } from './json.ts';
import { listProblems, shapeProblems } from './schema.ts';
import type { Source } from './source.ts';
import { textOf } from './text.ts';
import { readYaml } from './yaml.ts';

export interface ReadQueue {
  readonly queue: Queue;
  /** Where the value stands that a JSON pointer names. */
  place(pointer: string): Place;
}

/** A file named `.json` is read as JSON: YAML is held to a size that a person writes. Codes: `input.*`, `syntax.*`, `shape.*`. */
export function readQueue(bytes: Uint8Array, file: string): Checked<ReadQueue> {
  const text = textOf(bytes, file);
  if (!text.ok) return text;
  const source = file.endsWith('.json') ? readJson(text.value, file) : readYaml(text.value, file);
  if (!source.ok) return source;
  const value = source.value.value as { readonly documents?: unknown } | null;
  const documents = Array.isArray(value?.documents) ? (value.documents as readonly unknown[]) : [];
  // Entries are checked one by one: a list as a whole could hold more errors than anybody reads.
  const few = documents.length > 0 ? { ...value, documents: [{ cut: 'one' }] } : value;
  const frame: Source = { ...source.value, value: few };
  const whole = shapeProblems(validate, frame, { format: QUEUE_FORMAT });
  // Of another format nothing can be judged.
  if (whole.some(({ code }) => code === 'shape.format_version')) return bad(...whole);
  const problems = [...whole, ...listProblems(validateRecord, source.value, documents, '/documents')];
  if (problems.length > 0) return bad(...problems);
  const queue = { ...(few as object), documents } as unknown as Queue;
  return good({ queue, place: (pointer) => source.value.place(pointer, 'value') });
}
