-- The operator's own series, as they were put.
--
-- Written by: the node that was asked to put or remove one, by one statement under the lock of its
-- row, followed in the same transaction by a notice. A crash leaves the old
-- definition or the new one. Notices can be lost; each node compares versions every few seconds.
CREATE TABLE series_definition (
  name        text COLLATE "C" PRIMARY KEY,
  json        bytea NOT NULL,
  modified_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  version     bigint NOT NULL DEFAULT nextval('artifact_version')
);
COMMENT ON TABLE series_definition IS 'definitions of user series; by row lock, by the node that was asked';
COMMENT ON COLUMN series_definition.version IS 'anew with each change';
