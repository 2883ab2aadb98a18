-- Pictures that an operator has hidden: they have a mark among the artifacts, output/<series>/hidden/,
-- and are on no page but that of hidden ones. picture_count counts those that are not hidden.
--
-- Written by: whoever writes "picture", in the same transaction. A crash leaves the note in
-- changed_picture, which the mark makes as the other files do.
ALTER TABLE picture ADD COLUMN hidden_version bigint NOT NULL DEFAULT 0;
COMMENT ON COLUMN picture.hidden_version IS 'of the mark in artifact that hides the picture; 0 when it is shown';

CREATE INDEX picture_hidden ON picture (order_nanos, series, address) WHERE hidden_version <> 0;

CREATE OR REPLACE FUNCTION note_changed_picture(path text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO changed_picture (series, address, change, since)
  SELECT split_part(path, '/', 2),
         split_part(split_part(path, '/', 4), '.', 1),
         nextval('artifact_version'),
         now()
   WHERE path ~ '^output/[^/]+/(annotated|selector|hidden)/'
  ON CONFLICT (series, address)
  DO UPDATE SET change = excluded.change, since = excluded.since
$$;
