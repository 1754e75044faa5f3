-- Plan of constitution (cut.direct)
-- plan hash: 579b0038d2f7939e768829642040b9c48013fff235affccc8ca804f0838724a5
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
-- candidate_count: 0
-- document_version: c0a80101-0000-4000-8000-000000000001
-- writer_digest: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
-- catalogue: 1 object
-- public.information_unit: 0 inserted, 0 updated
-- public.unit_version: 0 inserted, 0 updated
-- Plan: 0 to create, 60 the same, 0 changed, 0 gone, 0 excluded. 0 statements.
-- This file checks no approval, pin or drift: cutter apply does. Run it with psql on a sandbox.
\set ON_ERROR_STOP on
\encoding UTF8
BEGIN ISOLATION LEVEL READ COMMITTED;
SET LOCAL search_path = pg_catalog;
SET LOCAL enable_seqscan = off;
SET LOCAL standard_conforming_strings = on;
SET CONSTRAINTS ALL DEFERRED;

SET CONSTRAINTS ALL IMMEDIATE;
COMMIT;
