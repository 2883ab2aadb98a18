package dev.dalleserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dalleserver.fixtures.StandardError;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FolderWatchTest {
  @TempDir private Path root;
  @TempDir private Path elsewhere;

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();
  private FolderWatch<String> watch;

  private final FolderWatch.Listener<String> follower =
      new FolderWatch.Listener<>() {
        @Override
        public void onStart(FolderWatch<String> started) {
          threads.add(Thread.currentThread().getName() + " " + Thread.currentThread().isDaemon());
          told.add("start " + started.register("here", "HERE"));
        }

        @Override
        public void onChange(FolderWatch<String> changed, String folder, String name) {
          if (name.equals("broken")) {
            throw new IllegalStateException("the follower is broken");
          }
          if (Files.isDirectory(root.resolve("here").resolve(name))) {
            changed.register("here/" + name, "BELOW");
          }
          told.add(folder + " " + name);
        }

        @Override
        public void onOverflow(FolderWatch<String> lost, String folder) {
          told.add("overflow " + folder);
        }
      };

  @BeforeEach
  void make() throws Exception {
    Files.createDirectory(root.resolve("here"));
  }

  @AfterEach
  void close() {
    if (watch != null) {
      watch.close();
    }
  }

  private void start() throws Exception {
    watch = FolderWatch.start("follower", root, follower);
    assertTold("start true");
  }

  private void assertTold(String what) throws Exception {
    String next;
    do {
      // A write may be told as the creation and as the change of a file.
      next = told.poll(20, TimeUnit.SECONDS);
    } while (next != null && !next.equals(what));
    assertThat(next).isEqualTo(what);
  }

  @Test
  void what_any_program_creates_changes_or_removes_is_told_with_what_the_folder_means()
      throws Exception {
    start();
    Path file = Files.writeString(root.resolve("here/a.txt"), "one");
    assertTold("HERE a.txt");
    Files.writeString(file, "two");
    assertTold("HERE a.txt");
    Files.writeString(root.resolve("here/b.txt"), "between");
    assertTold("HERE b.txt");
    Files.delete(file);
    assertTold("HERE a.txt");
    assertThat(threads).containsExactly("follower true");
  }

  @Test
  void folders_that_come_later_can_be_watched_too() throws Exception {
    start();
    Files.createDirectory(root.resolve("here/below"));
    assertTold("HERE below");
    Files.createFile(root.resolve("here/below/c.txt"));
    assertTold("BELOW c.txt");
  }

  @Test
  void what_other_programs_leave_is_not_told() throws Exception {
    start();
    Files.createFile(root.resolve("here/.hidden"));
    Files.createFile(root.resolve("here/last.txt"));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("HERE last.txt");
  }

  @Test
  void a_follower_that_throws_is_told_of_the_next_change_all_the_same() throws Exception {
    try (StandardError log = StandardError.capture()) {
      start();
      Files.createFile(root.resolve("here/broken"));
      Files.createFile(root.resolve("here/next.txt"));
      assertTold("HERE next.txt");
      assertThat(log.text()).contains("task=follower event=failed");
    }
  }

  @Test
  void a_folder_that_was_removed_and_made_again_is_not_watched_until_it_is_registered()
      throws Exception {
    start();
    Files.delete(root.resolve("here"));
    Files.createDirectory(root.resolve("here"));
    assertThat(watch.register("here", "AGAIN")).isTrue();
    Files.createFile(root.resolve("here/d.txt"));
    assertTold("AGAIN d.txt");
  }

  @Test
  void what_is_no_folder_is_not_watched_and_a_link_is_named_once() throws Exception {
    start();
    Files.createFile(root.resolve("file"));
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    try (StandardError log = StandardError.capture()) {
      assertThat(watch.register("missing", "M")).isFalse();
      assertThat(watch.register("file", "F")).isFalse();
      for (int i = 0; i < 3; i++) {
        assertThat(watch.register("link", "L")).isFalse();
      }
      assertThat(log.lines("event=passed_over folder=link")).hasSize(1);
      assertThat(log.lines("folder=missing")).isEmpty();
    }
    Files.createFile(elsewhere.resolve("unseen.txt"));
    Files.createFile(root.resolve("here/seen.txt"));
    assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("HERE seen.txt");

    Files.delete(root.resolve("link"));
    Files.createDirectory(root.resolve("link"));
    assertThat(watch.register("link", "FOLDER")).isTrue();
    Files.createFile(root.resolve("link/e.txt"));
    assertTold("FOLDER e.txt");
  }

  @Test
  void the_names_in_a_folder_are_those_that_it_would_tell() throws Exception {
    start();
    Files.createFile(root.resolve("here/a.txt"));
    Files.createFile(root.resolve("here/.hidden"));
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    assertThat(watch.names("here")).isEqualTo(List.of("a.txt"));
    assertThat(watch.names("missing")).isEmpty();
    assertThatExceptionOfType(NotConfinedException.class).isThrownBy(() -> watch.names("link"));
  }

  @Test
  void nothing_is_told_after_it_was_closed_and_its_thread_ends() throws Exception {
    start();
    Thread thread = thread();
    assertThat(watch.isClosed()).isFalse();
    watch.close();
    assertThat(watch.isClosed()).isTrue();
    Waiting.until(() -> !thread.isAlive());
    told.clear();
    Files.createFile(root.resolve("here/late.txt"));
    assertThat(told).isEmpty();
  }

  private static Thread thread() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(it -> it.getName().equals("follower"))
        .findFirst()
        .orElseThrow();
  }
}
