package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are handed out piece by piece, from memory or from the disk. */
@Timeout(120)
class LargeFilesTest {
  private static final int SIZE = 1_500_000;

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private byte[] put(int number, int size) {
    byte[] content = new byte[size];
    new Random(number).nextBytes(content);
    new ForeignPictures(dataDir).put("simple", "annotated", name(number), content, Instant.now());
    return content;
  }

  private static String name(int number) {
    return ForeignPictures.address(number) + ".png";
  }

  private TestResponse get(int number, String... headers) {
    return server.get("/files/simple/annotated/" + name(number), headers);
  }

  @Test
  void one_is_whole_the_first_time_and_the_next() {
    byte[] content = put(1, SIZE);
    assertThat(get(1).body()).isEqualTo(content);
    assertThat(get(1).body()).isEqualTo(content);
    assertThat(server.get("/dalle/simple/" + ForeignPictures.address(1)).body()).isEqualTo(content);
  }

  @Test
  void a_range_may_lie_anywhere_and_be_of_any_length() {
    byte[] content = put(1, SIZE);
    for (boolean inMemory : new boolean[] {false, true}) {
      for (int[] part :
          new int[][] {{262_100, 262_200}, {0, 0}, {1_499_999, 1_499_999}, {5, 900_000}}) {
        TestResponse response = get(1, "Range", "bytes=" + part[0] + "-" + part[1]);
        assertThat(response.status()).isEqualTo(206);
        assertThat(response.body())
            .as("%s, in memory %s", Arrays.toString(part), inMemory)
            .isEqualTo(Arrays.copyOfRange(content, part[0], part[1] + 1));
      }
      assertThat(get(1).body()).isEqualTo(content);
    }
  }

  @Test
  void more_than_is_kept_in_memory_is_handed_out_all_the_same() {
    byte[][] contents =
        IntStream.range(0, 20).mapToObj(i -> put(i, SIZE + i)).toArray(byte[][]::new);
    for (int round = 0; round < 2; round++) {
      IntStream.range(0, contents.length)
          .parallel()
          .forEach(i -> assertThat(get(i).body()).isEqualTo(contents[i]));
    }
  }

  @Test
  void one_that_is_larger_than_all_of_the_memory_comes_from_the_disk() {
    byte[] content = put(1, 20_000_000);
    assertThat(get(1).body()).isEqualTo(content);
  }

  @Test
  void a_new_one_is_answered_as_soon_as_it_has_replaced_the_old() throws Exception {
    put(1, SIZE);
    TestResponse old = get(1);
    byte[] content = put(2, SIZE);
    Path annotated = dataDir.resolve("output/simple/annotated");
    Files.move(
        annotated.resolve(name(2)), annotated.resolve(name(1)), StandardCopyOption.ATOMIC_MOVE);
    TestResponse now = get(1, "If-None-Match", old.header("ETag"));
    assertThat(now.status()).isEqualTo(200);
    assertThat(now.body()).isEqualTo(content);
    assertThat(now.header("ETag")).isNotEqualTo(old.header("ETag"));
  }

  @Test
  void one_that_has_come_or_gone_has_so_at_once() throws Exception {
    assertThat(get(1).status()).isEqualTo(404);
    put(1, SIZE);
    assertThat(get(1).status()).isEqualTo(200);
    Files.delete(dataDir.resolve("output/simple/annotated").resolve(name(1)));
    assertThat(get(1).status()).isEqualTo(404);
  }

  @Test
  void conditions_that_do_not_hold_are_412() {
    put(1, SIZE);
    String tag = get(1).header("ETag");
    assertThat(get(1, "If-Match", tag).status()).isEqualTo(200);
    assertThat(get(1, "If-Match", "*").status()).isEqualTo(200);
    TestResponse other = get(1, "If-Match", "\"other\"");
    assertThat(other.status()).isEqualTo(412);
    assertThat(other.errorCode()).isEqualTo("INVALID_REQUEST");
    assertThat(get(1, "If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT").status())
        .isEqualTo(412);
  }
}
