-- Plan of constitution (cut.direct)
-- plan hash: fa146d971025d9ec1ceb568141ab9bd5212fcfd48aed6dbfa6f4c7ef6228f4d8
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
-- writer_digest: e29fd69fddbcbcd1d0b464923c3fe61b839bf55e7cbeaf9e7de19967f30fb180
-- catalogue: 1 object
-- public.information_unit: 3 inserted, 3 updated
-- public.unit_version: 3 inserted, 0 updated
-- Plan: 3 to create, 0 the same, 0 changed, 0 gone, 2 excluded. 9 statements.
-- This file checks no approval, pin or drift: cutter apply does. Run it with psql on a sandbox.
\set ON_ERROR_STOP on
\encoding UTF8
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL search_path = pg_catalog;
SET LOCAL enable_seqscan = off;
SET LOCAL standard_conforming_strings = on;
SET CONSTRAINTS ALL DEFERRED;

-- + ICX-CONST/NT-1
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('c2629426-bff1-5cfe-af30-f99809c2a8fe'::uuid, 'ICX-CONST/NT-1'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', 'Nguyên tắc thứ nhất: một nguồn sự thật'::text, 'primary_section_type_ref', 'principle'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', '924db37e124f537304b1b1eb792d794baa225b9399b6ef01d4fdb5a6a1c862b2'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'principle'::text, 'NT-1'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('8407cfa3-bbcb-542e-a89e-5aa1a0f8d173'::uuid, 'c2629426-bff1-5cfe-af30-f99809c2a8fe'::uuid, 'Mỗi quy phạm có đúng một nguồn. Bản sao không có hiệu lực.
Ai sửa bản sao thì sửa một tờ giấy, không sửa luật.'::text, '81d84d79996f588ce197080f5bfb651ef431630b9022be105c4ff2e26b4a7b08'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'principle'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = '8407cfa3-bbcb-542e-a89e-5aa1a0f8d173'::uuid, content_anchor_ref = '8407cfa3-bbcb-542e-a89e-5aa1a0f8d173'::uuid::text WHERE id = 'c2629426-bff1-5cfe-af30-f99809c2a8fe'::uuid;

-- + ICX-CONST/KT-A
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('2ae8b516-3726-5928-a8de-20e5e1aee423'::uuid, 'ICX-CONST/KT-A'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', 'Infrastructure A'::text, 'primary_section_type_ref', 'section'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', 'c34456f00b506bd1e4c821544cbf62b0bda8e684eab3251c64f67caed5ba62eb'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'section'::text, 'KT-A'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('1fd8aea5-9b7a-5924-ba40-8f4656820ddf'::uuid, '2ae8b516-3726-5928-a8de-20e5e1aee423'::uuid, 'The registry keeps every address for ever. An address is an identity; it is never given to a second unit.'::text, '800ab255046a399fce8053129bc3df3b6d147441ebc9c46c8088bb3359cac7cd'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'section'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = '1fd8aea5-9b7a-5924-ba40-8f4656820ddf'::uuid, content_anchor_ref = '1fd8aea5-9b7a-5924-ba40-8f4656820ddf'::uuid::text WHERE id = '2ae8b516-3726-5928-a8de-20e5e1aee423'::uuid;

-- + ICX-CONST/DIEU-0-S-M-L
INSERT INTO public.information_unit (id, canonical_address, unit_kind, lifecycle_status, owner_ref, conformance_status, identity_profile, created_at, updated_at, created_by, updated_by, doc_code, section_type, section_code, parent_or_container_ref, sort_order) VALUES ('b44a10df-8eda-55c5-b4a1-b6b520844a87'::uuid, 'ICX-CONST/DIEU-0-S-M-L'::text, 'law_unit'::text, 'draft', 'incomex_council'::text, 'conformant'::text, pg_catalog.jsonb_build_object('title', 'Sizes of a unit, and how the council tells a small unit from a medium one and a medium one from a large one'::text, 'primary_section_type_ref', 'article'::text, 'provenance', '{"source_document_version_id":"c0a80101-0000-4000-8000-000000000001","manifest_digest":"c72caa8333e56397599a7f6190d78ef2c4b4fe68e8edb9fab4924b8fff22629c","snapshot_region_sha256":"d83d2f13bdbe425c0a05200ea3c29154d953e04ec52f86b05a9e822b5f75d6b4"}'::jsonb || pg_catalog.jsonb_build_object('span_sha256', 'd2811a843bc378c37e87be695854e45299d729fc6f5a13af23014f42bb3dc472'::text)) || '{"owner_lookup_ref":"incomex_council","publication_type_ref":"law","publication_authority_ref":"incomex_council"}'::jsonb, pg_catalog.now(), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, 'cutter_exec/DOT-991/constitution-cut'::text, 'ICX-CONST'::text, 'article'::text, 'DIEU-0-S-M-L'::text, NULL::uuid, NULL::integer);
INSERT INTO public.unit_version (id, unit_id, body, content_hash, version_seq, lifecycle_status, content_profile, created_at, created_by, updated_at) VALUES ('54a7487c-3df3-57da-a8d6-b1b3f38d5770'::uuid, 'b44a10df-8eda-55c5-b4a1-b6b520844a87'::uuid, 'A unit is small where one person can hold it in the head.
1. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.
2. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.
3. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.
4. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.
5. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.
6. A rule of this article that is long enough to be wrapped in a terminal of eighty columns, and in a narrower one all the more so.'::text, '7c887bccb3feda064d56f3d9ecc34f1acd42a86dd2d6c3b894f8c3a54696cdb5'::text, 1, 'draft', '{"profile":"constitution/1"}'::jsonb || pg_catalog.jsonb_build_object('level', 'article'::text), pg_catalog.now(), 'cutter_exec/DOT-991/constitution-cut'::text, pg_catalog.now());
UPDATE public.information_unit SET version_anchor_ref = '54a7487c-3df3-57da-a8d6-b1b3f38d5770'::uuid, content_anchor_ref = '54a7487c-3df3-57da-a8d6-b1b3f38d5770'::uuid::text WHERE id = 'b44a10df-8eda-55c5-b4a1-b6b520844a87'::uuid;

SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
