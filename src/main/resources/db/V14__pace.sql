-- When a call was last begun whose rate the operator has limited for all nodes together.
--
-- Written by: the node that is about to call, by one statement under the lock of the row, which
-- changes nothing when the last call was less than an interval ago. A crash after it leaves one
-- interval unused.
CREATE TABLE pace (
  name     text PRIMARY KEY,
  taken_at timestamptz NOT NULL DEFAULT '-infinity'
);
