-- The last picture of the work under way of a run, for the nodes that do not work on it.
-- Written by: the node that works on the run, by one statement without any lock, and before the state
-- of the run says that there is one. A node that has lost its lease may write one too many: it is the
-- same picture, less far. Rows of runs that have ended are not read, and removed by any node every 15
-- minutes. Unlogged, since a preview is worth no log: a crash of the database empties the table, and
-- the next preview comes within seconds.
CREATE UNLOGGED TABLE run_preview (
  -- Of the job.
  key  text PRIMARY KEY,
  jpeg bytea NOT NULL
);
