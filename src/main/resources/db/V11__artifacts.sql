-- What has been made: which object of the bucket is the present content of each artifact.
--
-- Written by: the node that stores, replaces, moves or removes the artifact, under the lock of its
-- row, in one transaction that first locks the lease of the worker and ends without a change when
-- that lease holds no more.
--
-- A write is four steps: (1) the object is noted in unused_object and that is committed, (2) the
-- object is put into the bucket, (3) in one transaction the note is removed and the row names the
-- object, (4) listeners are told. A crash after 1 leaves a note of an object that does not exist; a
-- crash after 2 an object that no row names, with its note; both are removed a day later. A crash
-- within 3 is a crash after 2. After 3 the artifact is stored; changed_picture makes another node
-- do what 4 would have done.
CREATE TABLE artifact (
  path           text COLLATE "C" PRIMARY KEY,
  object         text COLLATE "C" NOT NULL,
  hash           text COLLATE "C" NOT NULL,
  size           bigint NOT NULL,
  modified_nanos bigint NOT NULL,
  version        bigint NOT NULL
);
COMMENT ON TABLE artifact IS 'the present content of each artifact; a row by row lock, by the node that stores it';
COMMENT ON COLUMN artifact.path IS 'as in a data directory';
COMMENT ON COLUMN artifact.object IS 'key in the bucket, below the prefix; never changed';
COMMENT ON COLUMN artifact.hash IS 'SHA-256 of the content';
COMMENT ON COLUMN artifact.modified_nanos IS 'by the clock of the database, unless it was set; Unix nanoseconds';
COMMENT ON COLUMN artifact.version IS 'of artifact_version, anew with each change of the row';

CREATE INDEX artifact_object ON artifact (object);

CREATE SEQUENCE artifact_version;

-- The objects that no row of artifact names: those that are being written, and those that were
-- replaced or removed, which readers on other nodes may still need. Each stays for a day.
--
-- Written by: who writes an object (a note of it before it is put, which is removed when a row
-- names it), the trigger of artifact, and the job that removes objects, which any node does. That
-- job (1) sets "removing" of some rows, and "since" anew, and commits, (2) deletes the objects, (3)
-- deletes the rows. A crash after 1 or 2 leaves rows that are taken up a day later, when no delayed
-- request of the crashed node can be under way; deleting an object twice changes nothing. An object that is being removed is not written again: its content gets another key.
CREATE TABLE unused_object (
  object   text COLLATE "C" PRIMARY KEY,
  since    timestamptz NOT NULL DEFAULT now(),
  removing boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE unused_object IS 'objects that no artifact names; row locks; by writers, the trigger of artifact and the removing job';

CREATE INDEX unused_object_since ON unused_object (since);

-- The pictures whose row in "picture" may not show what is stored.
--
-- Written by: the trigger of artifact, in the transaction that changes an annotated picture or a
-- dress; removed by the node that has brought the catalog up to date, unless the picture has
-- changed again. What a crashed node leaves here, any other does after a few seconds.
CREATE TABLE changed_picture (
  series  text COLLATE "C" NOT NULL,
  address text COLLATE "C" NOT NULL,
  change  bigint NOT NULL,
  since   timestamptz NOT NULL,
  PRIMARY KEY (series, address)
);
COMMENT ON TABLE changed_picture IS 'pictures that the catalog has to look at; by the trigger of artifact and by the catalog';

CREATE FUNCTION note_changed_picture(path text) RETURNS void LANGUAGE sql AS $$
  INSERT INTO changed_picture (series, address, change, since)
  SELECT split_part(path, '/', 2),
         split_part(split_part(path, '/', 4), '.', 1),
         nextval('artifact_version'),
         now()
   WHERE path ~ '^output/[^/]+/(annotated|selector)/'
  ON CONFLICT (series, address)
  DO UPDATE SET change = excluded.change, since = excluded.since
$$;

CREATE FUNCTION artifact_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    IF TG_OP = 'DELETE' OR NEW.object <> OLD.object THEN
      INSERT INTO unused_object (object)
      SELECT OLD.object WHERE NOT EXISTS (SELECT FROM artifact WHERE object = OLD.object)
      ON CONFLICT (object) DO UPDATE SET since = excluded.since;
    END IF;
    PERFORM note_changed_picture(OLD.path);
  END IF;
  IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND NEW.path <> OLD.path) THEN
    PERFORM note_changed_picture(NEW.path);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER artifact_changed AFTER INSERT OR UPDATE OR DELETE ON artifact
  FOR EACH ROW EXECUTE FUNCTION artifact_changed();
