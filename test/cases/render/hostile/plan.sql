-- Plan of constitution (cut.direct)
-- plan hash: b98325100f2b317eff78dd5af4809ba4652518a183b4e35e7e43fd87ebfdb31d
-- document: ICX-CONST, scope enacted_only, profile constitution/1
-- kind: cut.direct, lane DOT-991, approval SG_1
-- author: editor@example.org (declared, not proven)
-- target: database incomex, system 7312345678901234567, as cutter_exec
-- cut_sha256: 9964f238fff06bd27c803f0ae2ee8aa9450cb2601185519eac41f55af13d7e59
-- manifest_sha256: 648d1628ab11d28d0483266441d0a7f8800a52f6d98042056fa6f66497c551c9
-- manifest_bytes: 40,960
-- manifest_digest: c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c
-- region_sha256: d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4
-- snapshot_sha256: 9ace5271f799973cee26f31bd6941e76ecc4a3a9c7b19adc923a4018c56c88d0
-- candidate_count: 3
-- document_version: c0a80101-0000-4000-8000-000000000001
-- writer_digest: 579942e40cf90f9e89bc9ac1492e6048d066e822ed3ba3dc2bf014d161400e8b
-- catalogue: 1 object
-- public.information_unit: 3 inserted, 3 updated
-- public.unit_version: 3 inserted, 0 updated
-- Plan: 3 to create, 0 the same, 0 changed, 0 gone, 0 excluded. 9 statements.
-- This file checks no approval, pin or drift: cutter apply does. Run it with psql on a sandbox.
\set ON_ERROR_STOP on
\encoding UTF8
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL search_path = pg_catalog;
SET LOCAL enable_seqscan = off;
SET LOCAL standard_conforming_strings = on;
SET CONSTRAINTS ALL DEFERRED;

-- + ICX-CONST/DIEU-1
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('e342372a-2351-58c0-8119-9d4d850c3ae3'::uuid, 'ICX-CONST/DIEU-1'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', 'Robert''); DROP TABLE information_unit; -- $1 <b>bold</b> `x` | [y](http://example.org)'::text, 'primary_section_type_ref', 'article'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', 'd1c697f5cc82c03aa179ad2fececa087fe12c033ec77e17b534e5ba70cb998d1'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'article'::text, 'DIEU-1'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('8c19ba7b-e0f9-53e1-b378-335f7b36085c'::uuid, 'e342372a-2351-58c0-8119-9d4d850c3ae3'::uuid, '''; DROP TABLE public.information_unit; -- $1 $2 ${3} */ /* \'' \n \
</details><script>alert(1)</script>
```
````sql
@octocat #1 :name :''name''
\! rm -rf x
'::text, '5c0601379ace1c3c195b4516e1b44f81059e848db5d736477b6f465ee4198508'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'article'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = '8c19ba7b-e0f9-53e1-b378-335f7b36085c'::uuid, content_anchor_ref = '8c19ba7b-e0f9-53e1-b378-335f7b36085c'::uuid::text WHERE id = 'e342372a-2351-58c0-8119-9d4d850c3ae3'::uuid;

-- + ICX-CONST/DIEU-2
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('4192b03f-0015-52d0-8b9f-966b5a596596'::uuid, 'ICX-CONST/DIEU-2'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', E'Escape \u001B[2J\u001B]0;title\u0007 sequences'::text, 'primary_section_type_ref', 'article'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', 'eb1250d450c2c52e576f553338d0f02115f8db408a3c8575d7ee60712fdb0007'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'article'::text, 'DIEU-2'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('2332da9d-da4b-5faa-a818-101dd4672f2b'::uuid, '4192b03f-0015-52d0-8b9f-966b5a596596'::uuid, E'C0 \u0008\u007F, C1 \u009B31m, bidi \u202Egnol\u202C, isolate \u2066x\u2069, zero\u200Bwidth, no\u00A0break, family 👩‍👧, mark ✅, carriage\u000Dreturn, tab	stop'::text, 'db4878bf3b3b8ae691496adea37aef820c43bf4ce75446dfd69d681a7f8c087f'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'article'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = '2332da9d-da4b-5faa-a818-101dd4672f2b'::uuid, content_anchor_ref = '2332da9d-da4b-5faa-a818-101dd4672f2b'::uuid::text WHERE id = '4192b03f-0015-52d0-8b9f-966b5a596596'::uuid;

-- + ICX-CONST/X<U+000A>-- ; DROP TABLE public.unit_version;<U+000A>COMMIT
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('9c590eec-4d79-5a7c-bda2-fe1c5c4537a9'::uuid, 'ICX-CONST/X
-- ; DROP TABLE public.unit_version;
COMMIT'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', ''::text, 'primary_section_type_ref', 'article'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', 'cbb2a22d1e3a7a7565c3ca76b7f2defea82dce63844c11c4fe6c0a0f5ff3efe8'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'article'::text, 'X
-- ; DROP TABLE public.unit_version;
COMMIT'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('c94e1fd8-7bd0-5cac-88d9-e1d09089abe5'::uuid, '9c590eec-4d79-5a7c-bda2-fe1c5c4537a9'::uuid, '$$dollar$$ $body$x$body$ E''\x'' "quoted" 😀'::text, '5ab8c2f568fac038fda07f9673ce9142326d0953a7b880b754aa0c9fc555cdec'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'article'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = 'c94e1fd8-7bd0-5cac-88d9-e1d09089abe5'::uuid, content_anchor_ref = 'c94e1fd8-7bd0-5cac-88d9-e1d09089abe5'::uuid::text WHERE id = '9c590eec-4d79-5a7c-bda2-fe1c5c4537a9'::uuid;

SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
