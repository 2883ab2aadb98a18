-- All times are the database's: nodes' clocks may differ. "Fenced" means that the statement's own
-- WHERE names the fence of a lease that holds: a statement of a node that lost it changes no row.

-- The processes of the cluster, one row for each start.
--
-- Written by: each process, its own row only, by single statements under that row's lock. One that
-- crashes leaves its row, whose seen_at grows old; others count it as gone when a lease has passed
-- since then, and remove it after a day.
CREATE TABLE node (
  id              text PRIMARY KEY,
  name            text NOT NULL,
  version         text NOT NULL,
  words_hash      text NOT NULL,
  painter_version text NOT NULL,
  started_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at         timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE SEQUENCE job_fence;
CREATE SEQUENCE job_ending;

-- Everything that waits, is worked on or has ended lately. A row waits while node is null, is worked
-- on while lease_until has not passed, is free to be claimed when that has passed, and has ended when
-- ended_at is set.
--
-- Written by: the node that submits inserts a row, after which job_active lets no other node insert
-- one of that key; a crash before its commit leaves nothing, one after it a waiting row, which is
-- made although its client has had no answer. A node claims the lowest waiting or expired row under
-- that row's lock, passing over locked ones; a crash after it leaves a lease that passes. The holder
-- renews, writes its state and ends the row by fenced statements; a crash between its last state and
-- the end leaves a row that another node takes up, and ends as soon as it has found all artifacts.
-- Any node ends a row that has not ended, under its lock, together with what the outbox is to send.
-- Ended rows that were acknowledged are removed after an hour.
CREATE TABLE job (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  kind            text NOT NULL,
  key             text NOT NULL,
  payload         text NOT NULL,
  idempotency_key text,
  created_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- The id of the node that works on it, and the number of its claim among all claims.
  node            text,
  fence           bigint NOT NULL DEFAULT 0,
  lease_until     timestamptz,
  -- Whether its worker has not returned, where that takes a place in line.
  holds_place     boolean NOT NULL DEFAULT false,
  -- The nodes whose leases passed while they worked on it.
  lost            text[] NOT NULL DEFAULT '{}',
  -- Counts the changes of state, which is what readers are shown.
  version         bigint NOT NULL DEFAULT 1,
  state           text NOT NULL DEFAULT '',
  changed_at      timestamptz NOT NULL DEFAULT clock_timestamp(),
  outcome         text,
  ended_at        timestamptz,
  -- Rises with each ending of any job.
  ending          bigint,
  acknowledged_at timestamptz
);
CREATE UNIQUE INDEX job_active ON job (kind, key) WHERE ended_at IS NULL;
CREATE UNIQUE INDEX job_idempotency ON job (kind, idempotency_key)
  WHERE idempotency_key IS NOT NULL AND acknowledged_at IS NULL;
CREATE INDEX job_line ON job (kind, id) WHERE ended_at IS NULL;
CREATE INDEX job_by_key ON job (kind, key, id);
CREATE INDEX job_fence_active ON job (fence) WHERE ended_at IS NULL AND fence > 0;
CREATE INDEX job_place ON job (kind) WHERE holds_place;
CREATE INDEX job_kept ON job (kind, id) WHERE acknowledged_at IS NULL;

-- Who asked to be told of the end of a job of that key.
--
-- Written by: the node that such a request reaches inserts, by one statement; whoever ends a job
-- deletes, in the transaction that fills the outbox. A crash leaves rows that the next end uses.
CREATE TABLE callback (
  kind     text NOT NULL,
  key      text NOT NULL,
  receiver text NOT NULL,
  PRIMARY KEY (kind, key, receiver)
);

-- What receivers of webhooks are to be told: how a job has ended, from which the body is made.
--
-- Written by: whoever ends a job inserts in the transaction that ends it, so there is a row exactly
-- when there is an end. A node that sends claims rows for a minute under their locks, passing over
-- locked ones, and deletes a row after its receiver has answered; a crash between answer and
-- deletion sends it again.
CREATE TABLE outbox (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job        bigint NOT NULL,
  kind       text NOT NULL,
  key        text NOT NULL,
  payload    text NOT NULL,
  state      text NOT NULL,
  receiver   text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  attempts   integer NOT NULL DEFAULT 0,
  due_at     timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX outbox_due ON outbox (due_at);

-- What was taken from the budget of a day, in UTC.
--
-- Written by: whoever begins or ends an intent, under the lock of the day's row, in the transaction
-- that writes the intent. A crash leaves both or none. Images and money are never too low.
CREATE TABLE spending_day (
  day    date PRIMARY KEY,
  images bigint NOT NULL DEFAULT 0,
  money  numeric NOT NULL DEFAULT 0
);

-- Calls that are about to be paid for.
--
-- Written by: the worker that is about to call inserts, fenced by the lock of its job's row, which
-- lets no other node claim the job before the commit. It deletes the row after the call. A crash in
-- between leaves the row: who begins the same subject again replaces it, and counts it in
-- spending_total.
CREATE TABLE spending_intent (
  id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject  text,
  process  text NOT NULL,
  day      date NOT NULL,
  images   bigint NOT NULL,
  estimate numeric NOT NULL,
  begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX spending_intent_subject ON spending_intent (subject);

-- Written by: whoever replaces an intent, in that transaction.
CREATE TABLE spending_total (
  name  text PRIMARY KEY,
  count bigint NOT NULL
);

-- How long phases take: average, and the last durations as JSON arrays of end, duration, provider.
--
-- Written by: each node, what it has recorded since it last saved, in one transaction under the lock
-- of the history_total row 'epoch', so that a reset clears a phase whole or not at all. A crash
-- loses what was not saved.
CREATE TABLE history_phase (
  phase   text PRIMARY KEY,
  count   bigint NOT NULL,
  average bigint NOT NULL,
  samples text NOT NULL
);
CREATE TABLE history_total (
  name  text PRIMARY KEY,
  count bigint NOT NULL
);
INSERT INTO history_total VALUES ('epoch', 0), ('runs', 0), ('cache_hits', 0);

-- What was used and paid for on the last days, as JSON.
--
-- Written by: whoever has paid, under the lock of the day's row, in one transaction. A crash before
-- it loses that expense here, and nothing of spending_day.
CREATE TABLE usage_day (
  day   date PRIMARY KEY,
  usage text NOT NULL
);
