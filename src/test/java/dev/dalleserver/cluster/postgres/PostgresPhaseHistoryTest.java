package dev.dalleserver.cluster.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.progress.Phase;
import dev.dalleserver.progress.PhaseAverage;
import dev.dalleserver.progress.PhaseHistory;
import dev.dalleserver.progress.PhaseHistoryContract;
import dev.dalleserver.progress.PhaseSample;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PostgresPhaseHistoryTest extends PhaseHistoryContract {
  private static TestDatabase test;

  @BeforeAll
  static void create() {
    test = TestDatabase.create();
    execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE 'disk full'; END $$");
  }

  @AfterAll
  static void drop() {
    test.close();
  }

  @BeforeEach
  void empty() throws Exception {
    open().reset();
  }

  @AfterEach
  void storeAgain() {
    execute("DROP TRIGGER IF EXISTS refusal ON history_total");
  }

  private static void execute(String sql) {
    test.database().call("execute", session -> session.update(new Sql("execute", sql)));
  }

  @Override
  protected int rounds() {
    return 15;
  }

  @Override
  protected PhaseHistory open() {
    PostgresPhaseHistory history = new PostgresPhaseHistory(test.database());
    history.refresh();
    return history;
  }

  @Override
  protected void refuseToStore() {
    execute(
        "CREATE TRIGGER refusal BEFORE UPDATE ON history_total FOR EACH ROW EXECUTE FUNCTION"
            + " refuse()");
  }

  @Override
  protected int countSaveFailuresLogged(Runnable work) throws Exception {
    try (StandardError log = StandardError.capture()) {
      work.run();
      return log.lines("event=save_failed").size();
    }
  }

  @Test
  void what_several_processes_record_adds_up() {
    PostgresPhaseHistory first = (PostgresPhaseHistory) open();
    PostgresPhaseHistory second = (PostgresPhaseHistory) open();
    first.record(Phase.SETUP, new PhaseSample(1, 1000, "offline"));
    second.record(Phase.SETUP, new PhaseSample(2, 2000, "openai"));
    first.countRun();
    second.countRun();
    first.save();
    second.save();
    first.refresh();
    assertThat(first.generationRuns()).isEqualTo(2);
    assertThat(first.averages())
        .isEqualTo(second.averages())
        .isEqualTo(Map.of(Phase.SETUP, new PhaseAverage(2, 1200)));
    assertThat(first.summaries().get(Phase.SETUP).samples())
        .extracting(PhaseSample::provider)
        .containsExactly("offline", "openai");
  }

  @Test
  void what_could_not_be_saved_is_saved_later() {
    PhaseHistory history = open();
    refuseToStore();
    history.record(Phase.SETUP, new PhaseSample(1, 5, "offline"));
    history.save();
    storeAgain();
    history.record(Phase.SETUP, new PhaseSample(2, 5, "offline"));
    history.save();
    assertThat(open().averages()).isEqualTo(Map.of(Phase.SETUP, new PhaseAverage(2, 5)));
  }
}
