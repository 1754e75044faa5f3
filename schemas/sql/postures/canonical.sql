-- The canonical posture: only the functions of the canonical writer write units. The owner runs it, in psql, on a database
-- in the direct posture; direct.sql is its exact inverse.
--
-- The executor keeps SELECT and its right to call the functions (schemas/sql/89-grants-ledger.sql). The gateway then
-- refuses any other writer as well, the owner's slips included.

BEGIN;
SET LOCAL ROLE directus;

REVOKE INSERT ON public.information_unit, public.unit_version FROM cutter_exec;
REVOKE UPDATE (version_anchor_ref, content_anchor_ref) ON public.information_unit FROM cutter_exec;
UPDATE public.dot_config SET value = 'enforced', updated_at = now() WHERE key = 'iu_create.gateway.mode';

COMMIT;
