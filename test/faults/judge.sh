#!/bin/sh
# The judge: looks at a database with psql alone and says what stands there of a document. Shares no code with cutter.
#   judge.sh HOST PORT USER DATABASE UNITS
# Prints one line: "none" = not one row of content; "all DIGEST" = every unit once, with one version that is its anchor,
# whose hash is that of its body, and one entry of birth; "half: ..." = anything else. Behind it: "locks=N", the advisory
# locks that are held in the database, and "ledger=DIGEST", a digest over all rows of the ledger.
set -eu
exec psql -X -q -A -t -F ' ' -v ON_ERROR_STOP=1 -v "wanted=$5" -h "$1" -p "$2" -U "$3" -d "$4" <<'SQL'
SET search_path = public, pg_catalog;
SET client_min_messages = error;
WITH counted AS (
  SELECT (SELECT count(*) FROM information_unit) AS units, (SELECT count(*) FROM unit_version) AS versions,
    (SELECT count(*) FROM birth_registry) AS births, (SELECT count(*) FROM iu_lifecycle_log) AS moves
), sound AS (
  SELECT count(*) AS units,
    encode(sha256(convert_to(coalesce(string_agg(u.canonical_address || E'\n' || u.id || v.id || v.body || v.content_hash
      || u.identity_profile::text || u.created_by, E'\n' ORDER BY u.canonical_address COLLATE "C"), ''), 'UTF8')), 'hex') AS digest
  FROM information_unit u JOIN unit_version v ON v.unit_id = u.id AND v.id = u.version_anchor_ref
  WHERE u.content_anchor_ref = v.id::text AND v.content_hash = encode(sha256(convert_to(v.body, 'UTF8')), 'hex')
    AND u.lifecycle_status = 'draft' AND v.lifecycle_status = 'draft' AND v.version_seq = 1 AND u.deleted_at IS NULL
)
SELECT CASE
    WHEN c.units + c.versions + c.births + c.moves = 0 THEN 'none'
    WHEN s.units = :wanted AND c.units = :wanted AND c.versions = :wanted AND c.births = :wanted AND c.moves = 0
      THEN 'all ' || s.digest
    ELSE format('half: %s units, %s versions, %s births, %s moves, %s sound', c.units, c.versions, c.births, c.moves, s.units)
  END,
  'locks=' || (SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database
    WHERE l.locktype = 'advisory' AND d.datname = current_database()),
  'ledger=' || md5(concat(
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.manifest_envelope t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.manifest_unit_block t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.review_decision t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.cut_change_set t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.cut_change_set_affected_row t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.verify_result t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.dot_pair_signature t),
    (SELECT string_agg(t::text, E'\n' ORDER BY t::text) FROM cutter_governance.ledger_chain t)))
FROM counted c, sound s;
SQL
