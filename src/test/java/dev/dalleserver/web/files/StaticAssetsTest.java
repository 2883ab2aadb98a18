package dev.dalleserver.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of the pages are served like pictures. */
class StaticAssetsTest {
  private static final Pattern SCRIPT = Pattern.compile("\"(/static/[0-9a-f]+/gallery\\.js)\"");

  @TempDir static Path dataDir;
  private static TestServer server;
  private static String script;

  @BeforeAll
  static void start() {
    server = TestServer.in(dataDir).start();
    Matcher named = SCRIPT.matcher(server.get("/preview").text());
    assertThat(named.find()).isTrue();
    script = named.group(1);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void what_a_browser_has_already_is_304() {
    TestResponse whole = server.get(script);
    assertThat(whole.header("ETag")).matches("\"[0-9a-f]+\"");

    TestResponse again = server.get(script, "If-None-Match", whole.header("ETag"));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    assertThat(again.header("Cache-Control")).contains("immutable");
    // Its time of writing is unknown.
    TestResponse later = server.get(script, "If-Modified-Since", "Sat, 01 Jan 2050 00:00:00 GMT");
    assertThat(later.status()).isEqualTo(200);
  }

  @Test
  void a_range_is_206_and_one_beyond_the_end_416() {
    byte[] whole = server.get(script).body();
    assertThat(whole.length).isGreaterThan(100);

    TestResponse part = server.get(script, "Range", "bytes=10-19");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/" + whole.length);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(whole, 10, 20));
    TestResponse beyond = server.get(script, "Range", "bytes=" + whole.length + "-");
    assertThat(beyond.status()).isEqualTo(416);
    assertThat(beyond.header("Content-Range")).isEqualTo("bytes */" + whole.length);
  }

  @Test
  void head_answers_the_same_headers_and_no_body() {
    TestResponse whole = server.get(script);
    TestResponse head = server.send("HEAD", script);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    for (String name : new String[] {"Content-Length", "Content-Type", "ETag", "Accept-Ranges"}) {
      assertThat(head.header(name)).as(name).isEqualTo(whole.header(name));
    }
  }

  /** More than is written at once, so it goes the way of large files. */
  @Test
  void a_large_one_comes_whole() {
    Matcher named =
        Pattern.compile("\"(/static/[0-9a-f]+/swagger-ui-bundle\\.js)\"")
            .matcher(server.get("/docs").text());
    assertThat(named.find()).isTrue();
    TestResponse large = server.get(named.group(1));
    assertThat(large.body().length).isGreaterThan(1_000_000);
    assertThat(large.header("Content-Length")).isEqualTo("" + large.body().length);
    assertThat(server.get(named.group(1), "Range", "bytes=900000-1099999").body())
        .isEqualTo(Arrays.copyOfRange(large.body(), 900_000, 1_100_000));
  }
}
