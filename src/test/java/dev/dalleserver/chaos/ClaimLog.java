package dev.dalleserver.chaos;

import dev.dalleserver.fixtures.PostgresServer;

/**
 * What the database of a cluster has seen of leases: for each claim, from when until when it held.
 * A trigger writes it in the transactions of the nodes, so that it misses nothing, and it outlives
 * the rows of the jobs.
 */
final class ClaimLog {
  private static final String CREATE =
      """
      CREATE TABLE claim_log (
        fence bigint PRIMARY KEY, key text NOT NULL, node text NOT NULL,
        begun timestamptz NOT NULL, until timestamptz NOT NULL);
      CREATE FUNCTION log_claim() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.fence <> OLD.fence THEN
          INSERT INTO claim_log VALUES (
            NEW.fence, NEW.kind || ' ' || NEW.key, NEW.node, clock_timestamp(), NEW.lease_until);
        ELSIF NEW.ended_at IS NOT NULL AND OLD.ended_at IS NULL OR NEW.node IS NULL THEN
          UPDATE claim_log SET until = least(until, clock_timestamp()) WHERE fence = OLD.fence;
        ELSIF NEW.lease_until IS DISTINCT FROM OLD.lease_until THEN
          UPDATE claim_log SET until = NEW.lease_until WHERE fence = OLD.fence;
        END IF;
        RETURN NULL;
      END $$;
      CREATE TRIGGER log_claim AFTER UPDATE ON job FOR EACH ROW EXECUTE FUNCTION log_claim();
      """;

  private static final String OVERLAPS =
      " FROM claim_log a JOIN claim_log b ON a.key = b.key AND a.fence < b.fence AND b.begun <"
          + " a.until";

  private final PostgresServer postgres;
  private final String database;

  /** Begins to write; the nodes have made their tables. */
  ClaimLog(PostgresServer postgres, String database) {
    this.postgres = postgres;
    this.database = database;
    postgres.execute(database, CREATE);
  }

  /** Returns the claims of a key that began while another of it held; empty when there are none. */
  String overlapping() {
    return postgres.ask(
        database,
        "SELECT coalesce(string_agg(concat_ws(' ', a.key, a.fence, a.node, a.until, b.fence,"
            + " b.node, b.begun), '; '), '')"
            + OVERLAPS);
  }

  /** Returns how many claims there were, and how many keys were worked on twice at once. */
  String figures() {
    return postgres.ask(
        database,
        "SELECT (SELECT count(*) FROM claim_log) || ' claims of ' || (SELECT count(DISTINCT key)"
            + " FROM claim_log) || ' keys, worked on twice at once ' || (SELECT count(DISTINCT"
            + " a.key)"
            + OVERLAPS
            + ")");
  }
}
