-- The nodes of the cluster.
--
-- Written by: each node, its own row only, by single statements (no lock but the row's). A node that
-- crashes leaves its row, whose seen_at grows old; other nodes count it as gone after a minute.
CREATE TABLE node (
  name            text PRIMARY KEY,
  version         text NOT NULL,
  words_hash      text NOT NULL,
  painter_version text NOT NULL,
  started_at      timestamptz NOT NULL DEFAULT now(),
  seen_at         timestamptz NOT NULL DEFAULT now()
);
