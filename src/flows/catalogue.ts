import { type Catalogue, CatalogueReading, type CatalogueScope } from '../core/plan/catalogue.ts';
import type { Question } from '../core/plan/question.ts';
import type { Session } from '../ports.ts';
import { together } from './together.ts';

/** The catalogue objects that a scope reaches. Needs search_path = pg_catalog. */
export async function readCatalogue(session: Session, scope: CatalogueScope): Promise<Catalogue> {
  const reading = new CatalogueReading(scope);
  // What an answer reaches is asked for at once, behind what is asked already; the same questions, of other objects.
  const ask = async ({ sql, parameters }: Question): Promise<void> => {
    const answer = await session.rows(sql, parameters, { repeated: true });
    await together(reading.take(answer).map(ask));
  };
  await together(reading.questions.map(ask));
  return reading.result();
}
