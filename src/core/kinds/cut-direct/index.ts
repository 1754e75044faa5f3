import type { Kind } from '../kind.ts';
import { cutRowText } from './row.ts';
import { templates } from './templates.ts';

/** Leg A by the direct writer: every unit new, one transaction, three statements a unit. */
export const cutDirect: Kind = {
  name: 'cut.direct',
  lane: 'DOT-991',
  approval: 'SG_1',
  principal: 'cutter_exec',
  templates,
  sequence: ['insert_unit', 'insert_version', 'set_anchors'],
  tables: ['public.information_unit', 'public.unit_version'],
  rowText: cutRowText,
};
