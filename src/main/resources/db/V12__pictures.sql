-- What there is to see, newest first.
--
-- Written by: the node that has stored or removed a file of the picture, and any node that finds
-- the picture in changed_picture. In one transaction, under an advisory lock of the picture, that
-- (1) checks that the versions it has read are still the present ones, (2) replaces or removes the
-- row, (3) adds to picture_count, (4) removes the note in changed_picture unless the picture has
-- changed again. A crash before the commit leaves the note, and another node does the same again.
CREATE TABLE picture (
  series            text COLLATE "C" NOT NULL,
  address           text COLLATE "C" NOT NULL,
  order_nanos       bigint NOT NULL,
  created_nanos     bigint NOT NULL,
  title             text NOT NULL,
  width             integer NOT NULL,
  height            integer NOT NULL,
  bytes             bigint NOT NULL,
  rgb               integer NOT NULL,
  words             text COLLATE "C" NOT NULL,
  annotated_version bigint NOT NULL,
  selector_version  bigint NOT NULL,
  PRIMARY KEY (series, address)
);
COMMENT ON TABLE picture IS 'the gallery; by any node, under an advisory lock of the picture';
COMMENT ON COLUMN picture.order_nanos IS 'the time of the annotated picture in Unix nanoseconds, negated: the newest has the least';
COMMENT ON COLUMN picture.words IS 'what a search looks through: words in lower case and the address, with a blank between two';
COMMENT ON COLUMN picture.annotated_version IS 'of the row in artifact from which this one was made';
COMMENT ON COLUMN picture.selector_version IS 'the same of the dress; 0 when there was none';

CREATE INDEX picture_newest ON picture (order_nanos, series, address);
CREATE INDEX picture_newest_of_series ON picture (series, order_nanos, address);

-- How many pictures a series has, and how often what is shown of it has changed: a sum of a few
-- rows, so that the first page costs the same whatever there is. Each series has several rows, so
-- that nodes that store pictures of one series do not wait for each other.
--
-- Written by: the transaction that changes "picture", by row lock. A crash leaves both or neither.
CREATE TABLE picture_count (
  series   text COLLATE "C" NOT NULL,
  shard    smallint NOT NULL,
  pictures bigint NOT NULL,
  changes  bigint NOT NULL,
  PRIMARY KEY (series, shard)
);
COMMENT ON TABLE picture_count IS 'sums of "picture"; in the same transaction';

-- Without the extension, or the right to create it, a search reads all rows.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE INDEX picture_words ON picture USING gin (words gin_trgm_ops);
EXCEPTION
  WHEN insufficient_privilege OR undefined_file OR undefined_object OR feature_not_supported THEN
    RAISE NOTICE 'pg_trgm is not available: searches of the gallery read all pictures';
END
$$;
