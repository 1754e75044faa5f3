-- The direct posture: the executor's lane inserts units and versions itself and sets the two anchors. It is what
-- schemas/sql leaves behind; the owner runs this, in psql, to come back from canonical.sql, whose exact inverse it is.

BEGIN;
SET LOCAL ROLE directus;

GRANT INSERT ON public.information_unit, public.unit_version TO cutter_exec;
GRANT UPDATE (version_anchor_ref, content_anchor_ref) ON public.information_unit TO cutter_exec;
UPDATE public.dot_config SET value = 'off', updated_at = now() WHERE key = 'iu_create.gateway.mode';

COMMIT;
