/** The table of the edge's tests, and statements for it. */
import type { BoundStatement } from '../../src/ports.ts';

const INSERT = 'INSERT INTO public.item (id, body) VALUES ($1::int, $2::text)';
export const UPDATE = 'UPDATE public.item SET body = $2::text WHERE id = $1::int';

export const insert = (number: number, body: string | null = `body ${number}`): BoundStatement => ({
  template: 'insert',
  sql: INSERT,
  parameters: [String(number), body],
  tag: 'INSERT 0 1',
  address: `X/${number}`,
  number,
});

export const inserts = (count: number): BoundStatement[] =>
  Array.from({ length: count }, (_, index) => insert(index + 1));

/** Refuses a body by a trigger, with a message, a detail that quotes the row, and a hint. */
export const SCHEMA = `
  CREATE TABLE public.parent (id int PRIMARY KEY);
  CREATE TABLE public.item (id int PRIMARY KEY, body text NOT NULL, parent int REFERENCES public.parent DEFERRABLE INITIALLY DEFERRED);
  CREATE FUNCTION public.guard() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NEW.body = 'forbidden' THEN
      RAISE EXCEPTION 'the guard refuses' USING DETAIL = 'row holds a secret', HINT = 'use another body', ERRCODE = 'P0001';
    END IF;
    IF NEW.body = 'noted' THEN RAISE WARNING 'the guard noted it'; END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER guard BEFORE INSERT ON public.item FOR EACH ROW EXECUTE FUNCTION public.guard();
  GRANT SELECT, INSERT, UPDATE, DELETE ON public.item TO PUBLIC;`;
