package dev.dalleserver.series;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** As many series may be made as the limit says, and not one more. */
@Timeout(60)
class SeriesLimitTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private DataDirectory directory;
  private UserSeriesWriter editor;

  @BeforeEach
  void put_all_but_one() throws Exception {
    directory = DataDirectory.open(folder);
    FileStore store = new FileStore(directory);
    Path home = store.layout().seriesDefinitions();
    for (int i = 1; i < UserSeriesWriter.MAX_SERIES; i++) {
      Files.writeString(home.resolve("user-" + i + ".json"), "{\"suffix\":\"user-" + i + "\"}");
    }
    LocalSeriesRepository repository = new LocalSeriesRepository(home);
    repository.attach(store);
    editor =
        new UserSeriesWriter(
            SeriesCatalog.load(repository),
            AttributeDatabases.load(store.layout().databases()),
            repository);
  }

  @AfterEach
  void close() throws Exception {
    directory.close();
  }

  private UserSeriesWriter.Written put(String name) throws Exception {
    return editor.put(
        SeriesName.parse(name), JSON.createObjectNode().put("suffix", name).put("purpose", "x"));
  }

  @Test
  void the_last_is_made_the_next_is_refused_and_those_that_are_there_can_be_replaced()
      throws Exception {
    assertThat(put("last").created()).isTrue();
    assertThatExceptionOfType(TooManySeriesException.class).isThrownBy(() -> put("next"));
    assertThat(put("user-1").created()).isFalse();
    editor.delete(SeriesName.parse("user-1"));
    assertThat(put("next").created()).isTrue();
  }

  @Test
  void of_many_at_once_one_gets_the_last_place() throws Exception {
    AtomicInteger names = new AtomicInteger();
    try (Together threads = new Together(4)) {
      List<Boolean> made =
          threads.call(
              () -> {
                try {
                  return put("at-once-" + names.incrementAndGet()).created();
                } catch (TooManySeriesException e) {
                  return false;
                }
              });
      assertThat(made).containsOnlyOnce(true);
    }
  }
}
