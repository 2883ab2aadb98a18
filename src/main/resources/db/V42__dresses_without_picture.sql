-- A dress is noted only where there is a picture whose row it changes: a run writes its dress several
-- times before the picture. With the picture the note is made in any case.
--
-- A dress and the first picture of the same address are not written by two transactions at once: both
-- are written by the worker that holds the lease of the address's job.
CREATE OR REPLACE FUNCTION note_changed_picture(path text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO changed_picture (series, address, change, since)
  SELECT series, address, nextval('artifact_version'), now()
    FROM (SELECT split_part(note_changed_picture.path, '/', 2) AS series,
                 split_part(split_part(note_changed_picture.path, '/', 4), '.', 1) AS address) AS picture
   WHERE note_changed_picture.path ~ '^output/[^/]+/(annotated|hidden)/'
      OR note_changed_picture.path ~ '^output/[^/]+/selector/'
         AND EXISTS (SELECT FROM artifact a
                      WHERE a.path = 'output/' || series || '/annotated/' || address || '.png')
  ON CONFLICT (series, address)
  DO UPDATE SET change = excluded.change, since = excluded.since
$$;
