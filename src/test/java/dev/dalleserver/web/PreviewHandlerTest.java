package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreviewHandlerTest {
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final Instant NOON = Instant.parse("2026-01-02T12:00:00Z");
  private static final Pattern ITEM = Pattern.compile("<li><a href=\"/dalle/[a-z]");

  @TempDir private Path dataDir;
  private TestServer server;
  private ForeignPictures others;

  @BeforeEach
  void start() {
    server = TestServer.start(dataDir);
    others = new ForeignPictures(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String page() {
    return server.get("/preview").text();
  }

  private static long items(String page) {
    return ITEM.matcher(page).results().count();
  }

  @Test
  void names_assets_that_are_there_for_ever() {
    Matcher script = Pattern.compile("src=\"(/static/[0-9a-f]+/gallery.js)\"").matcher(page());

    assertThat(script.find()).isTrue();
    TestResponse response = server.get(script.group(1));
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.header("Cache-Control")).contains("immutable");
    assertThat(page()).doesNotContain("{{");
  }

  @Test
  void lets_browsers_load_and_send_only_what_is_its_own() {
    TestResponse response = server.get("/preview");

    assertThat(response.header("Content-Security-Policy").split("; "))
        .containsExactlyInAnyOrder(
            "default-src 'none'",
            "img-src 'self'",
            "media-src 'self'",
            "style-src 'self'",
            "script-src 'self'",
            "connect-src 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'");
    assertThat(response.header("Content-Type")).isEqualTo("text/html;charset=utf-8");
    assertThat(response.text()).doesNotContain("style=").doesNotContainPattern("<[^>]+ on\\w+=");
    assertThat(server.send("HEAD", "/preview").status()).isEqualTo(200);
  }

  @Test
  void says_when_there_is_nothing() {
    assertThat(page()).contains("<p>Nothing has been made yet.</p>");
  }

  @Test
  void shows_the_newest_pictures_as_plain_links() {
    others.describe("simple", ADDRESS, Map.of("titlePrompt", "A Bold Bear"));
    others.put("simple", ADDRESS, NOON);
    Waiting.untilAsserted(() -> assertThat(items(page())).isEqualTo(1));

    assertThat(page())
        .contains("<a href=\"/dalle/simple/" + ADDRESS + "\"><img src=\"/thumbnails/simple/")
        .contains("width=\"384\" height=\"480\" loading=\"lazy\" alt=\"\"> <b>A Bold Bear</b></a>")
        .contains("<code>0xf503017D7baF7FBC0fff7492b751025c6A78179b</code>")
        .contains("<time datetime=\"2026-01-02T12:00:00Z\">2 Jan 2026, 12:00 UTC</time>");
  }

  @Test
  void shows_sixty_of_many_and_follows_what_changes() {
    for (int i = 0; i < 70; i++) {
      others.put("simple", ForeignPictures.address(i), NOON.plusSeconds(i));
    }
    // The server notices them in any order.
    Waiting.untilAsserted(
        () ->
            assertThat(page())
                .contains(ForeignPictures.address(69))
                .doesNotContain(ForeignPictures.address(9)));
    Waiting.untilAsserted(() -> assertThat(items(page())).isEqualTo(60));

    assertThat(page()).doesNotContain(ForeignPictures.address(9));
    server.get("/dalle/simple/" + ForeignPictures.address(69) + "?remove=1");
    assertThat(page()).contains(ForeignPictures.address(9));
  }

  @Test
  void shows_markup_in_a_title_as_text() {
    String hostile = "\"><svg onload=alert(1)>'</noscript><script>{{content}}{{assets}}&amp;";
    others.describe("simple", ADDRESS, Map.of("titlePrompt", hostile, "color", "\"><script>"));
    others.put("simple", ADDRESS, NOON);
    Waiting.untilAsserted(() -> assertThat(items(page())).isEqualTo(1));

    assertThat(page())
        .contains(
            "<b>&quot;&gt;&lt;svg onload=alert(1)&gt;&#39;&lt;/noscript&gt;&lt;script&gt;"
                + "{{content}}{{assets}}&amp;amp;</b>")
        .doesNotContain("<svg")
        .doesNotContain("<script>");
  }
}
