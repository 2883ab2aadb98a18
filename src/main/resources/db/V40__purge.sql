-- What is left when processes die between two steps is removed by age, by any node, every few
-- minutes. Each statement is one transaction; a crash before it leaves the rows for the next node.

-- A receiver whose job was never begun, because the process died in between, would wait for ever.
-- It is removed a day after it was last asked for, unless a job of its key is under way.
ALTER TABLE callback ADD COLUMN since timestamptz NOT NULL DEFAULT clock_timestamp();

CREATE INDEX callback_since ON callback (since);

-- Without it each node would read all jobs of the last hour to find those that are older.
CREATE INDEX job_acknowledged ON job (acknowledged_at) WHERE acknowledged_at IS NOT NULL;
