package dev.dalleserver.web.words;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page that series are put together on, and a series of the same name. */
class SeriesPageTest {
  private static final String BEARS = "{\"nouns\": [\"bear,mammal\"]}";

  @TempDir Path dataDir;

  @Test
  void browsers_get_the_page_and_programs_the_series_of_that_name() {
    try (TestServer server = TestServer.start(dataDir)) {
      TestResponse page = server.get("/series/edit", "Accept", "text/html,*/*;q=0.8");
      assertThat(page.status()).isEqualTo(200);
      assertThat(page.header("Content-Type")).startsWith("text/html");
      assertThat(page.header("Content-Security-Policy")).contains("script-src 'self'");
      assertThat(page.text()).contains("<main").doesNotContain("{{");
      assertThat(server.get("/series/edit", "Accept", "application/json").errorCode())
          .isEqualTo("INVALID_SERIES");
      assertThat(server.get("/series/edit").text()).isEqualTo(page.text());

      assertThat(server.sendJson("PUT", "/series/edit", BEARS).status()).isEqualTo(201);
      assertThat(server.get("/series/edit").json().at("/data/suffix").asText()).isEqualTo("edit");
      assertThat(server.send("DELETE", "/series/edit").status()).isEqualTo(200);
    }
  }

  @Test
  void trying_a_definition_needs_the_token_where_one_is_set_and_the_page_does_not()
      throws Exception {
    Path token = Files.writeString(dataDir.resolve("token"), "a-token-of-the-tests-0123456789");
    try (TestServer server =
        TestServer.in(dataDir).with("--api-token-file", token.toString()).start()) {
      String preview = "/series/draft/preview?address=" + TestServer.ADDRESS;
      assertThat(server.get("/series/edit", "Accept", "text/html").status()).isEqualTo(200);
      assertThat(server.sendJson("POST", preview, BEARS).status()).isEqualTo(401);
      assertThat(server.sendJson("POST", "/series/draft/check", BEARS).status()).isEqualTo(401);
      assertThat(
              server
                  .sendJson(
                      "POST", preview, BEARS, "Authorization", "Bearer " + Files.readString(token))
                  .status())
          .isEqualTo(200);
    }
  }

  @Test
  void another_sites_page_may_not_make_a_browser_paint() {
    try (TestServer server = TestServer.start(dataDir)) {
      String preview = "/series/draft/preview?address=" + TestServer.ADDRESS;
      assertThat(server.sendJson("POST", preview, BEARS, "Sec-Fetch-Site", "cross-site").status())
          .isEqualTo(403);
    }
  }
}
