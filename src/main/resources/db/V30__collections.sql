CREATE SEQUENCE collection_version;
CREATE SEQUENCE collection_fence;

-- Lists of addresses whose pictures are made in the background; see docs/collections.md.
--
-- Written by: the node that a request reaches inserts a row whole, by one statement, under an
-- advisory lock under which it counts all rows; a crash before its commit leaves nothing. Any node
-- writes state, reason, epoch and retries, as its client has decided, under the row's lock, and
-- counts "control" up; or puts more addresses behind the others, which wait, with size; or deletes
-- the row. The node that holds the row of collection_worker writes
-- images_paid, reasons, states and states_retries, and state and reason too unless "control" has
-- risen since it looked, under the lock of both rows: after its lease it changes no row. A crash
-- leaves the row as it was last written, a second ago at most: what was made since is found.
CREATE TABLE collection (
  id             text COLLATE "C" PRIMARY KEY,
  name           text NOT NULL,
  series         text NOT NULL,
  created_at     timestamptz NOT NULL,
  workers        integer NOT NULL,
  size           integer NOT NULL,
  -- 20 bytes each; only ever more.
  addresses      bytea NOT NULL,
  -- A byte each, and none for the last ones that wait: 0 waits, 1 was made, 2 was there, from 3 on failed for one of the reasons.
  states         bytea NOT NULL,
  -- How many of the retries the states know of: while that is fewer, what has failed waits.
  states_retries integer NOT NULL DEFAULT 0,
  -- As JSON; what failed, and why.
  reasons        text NOT NULL DEFAULT '[]',
  images_paid    bigint NOT NULL DEFAULT 0,
  state          text NOT NULL DEFAULT 'RUNNING',
  -- As a text of JSON.
  reason         text NOT NULL DEFAULT '""',
  epoch          integer NOT NULL DEFAULT 0,
  retries        integer NOT NULL DEFAULT 0,
  control        bigint NOT NULL DEFAULT 1,
  version        bigint NOT NULL DEFAULT nextval('collection_version')
);
COMMENT ON COLUMN collection.control IS 'counts what clients have decided';
COMMENT ON COLUMN collection.version IS 'anew with each change';

-- Addresses do not become shorter by compression; states become a hundredth.
ALTER TABLE collection ALTER COLUMN addresses SET STORAGE EXTERNAL;

-- The one node that works on collections: it begins their pictures, which any node makes.
--
-- Written by: a node takes the row when its lease has passed, or there is none, by one statement; the
-- holder renews it or gives it back by statements that name its fence. A crash leaves a lease that
-- passes.
CREATE TABLE collection_worker (
  name        text PRIMARY KEY,
  node        text,
  fence       bigint NOT NULL,
  lease_until timestamptz NOT NULL
);
