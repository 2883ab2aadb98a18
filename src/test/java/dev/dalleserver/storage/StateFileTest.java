package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.MovingTime;
import dev.dalleserver.fixtures.StandardError;
import java.io.FileNotFoundException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server continues from after a restart. */
class StateFileTest {
  private static final Logger LOG = LoggerFactory.getLogger(StateFileTest.class);
  private static final StateFile.Form<Count> FORM =
      new StateFile.Form<>(Count.class, count -> count.n() >= 0);

  @TempDir private Path folder;
  private final MovingTime time = new MovingTime();
  private DataDirectory directory;
  private FileStore store;
  private StateFile<Count> file;

  record Count(int n) {}

  @BeforeEach
  void open() throws Exception {
    directory = DataDirectory.open(folder);
    store = new FileStore(directory);
    file = new StateFile<>(store, "count.json", FORM, time.clock());
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  @Test
  void what_was_saved_last_is_loaded_until_it_is_deleted() throws Exception {
    assertThat(file.load(LOG, "count")).isEmpty();
    file.save(new Count(1));
    file.save(new Count(2));
    assertThat(file.load(LOG, "count")).contains(new Count(2));
    assertThat(folder.resolve("metrics/count.json")).hasContent("{\"n\":2}");
    file.delete();
    assertThat(folder.resolve("metrics/count.json")).doesNotExist();
    assertThat(file.load(LOG, "count")).isEmpty();
    file.delete();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "null", "{\"n\":-1}", "{\"n\":1}x", "{\"n\":\"one\"}"})
  void a_damaged_file_is_kept_aside_and_named_in_the_log(String text) throws Exception {
    Path path = Files.writeString(folder.resolve("metrics/count.json"), text);
    String aside = "count.json.corrupt-" + MovingTime.START.toEpochMilli();
    try (StandardError log = StandardError.capture()) {
      assertThat(file.load(LOG, "count")).isEmpty();
      assertThat(log.lines("count event=damaged set_aside=metrics/" + aside)).hasSize(1);
    }
    assertThat(path).doesNotExist();
    assertThat(folder.resolve("metrics").resolve(aside)).hasContent(text);
  }

  @Test
  void members_of_a_later_version_are_ignored() {
    assertThat(FORM.parse("{\"n\":3,\"later\":1}".getBytes(StandardCharsets.UTF_8)))
        .contains(new Count(3));
  }

  @Test
  void the_disk_below_has_a_size_and_one_that_is_not_there_has_none() throws Exception {
    DiskSpace space = store.space();
    assertThat(space.total()).isPositive();
    assertThat(space.usable()).isBetween(0L, space.total());
    assertThatExceptionOfType(FileNotFoundException.class)
        .isThrownBy(() -> DiskSpace.of(folder.resolve("missing")));
  }
}
