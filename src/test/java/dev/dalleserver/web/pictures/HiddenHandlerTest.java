package dev.dalleserver.web.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Pictures that are on no list. */
@Timeout(90)
class HiddenHandlerTest {
  private static final String NAME = "/simple/" + TestServer.ADDRESS;
  private static final String HIDDEN = "/images" + NAME + "/hidden";

  @TempDir private Path dataDir;

  private TestServer start(String... flags) {
    return TestServer.in(dataDir).with(flags).offline().start();
  }

  private static JsonNode list(TestServer server, String query) {
    return server.get("/images" + query).json().at("/data");
  }

  private static void awaitCount(TestServer server, String query, int count) {
    Waiting.until(() -> list(server, query).at("/count").asInt() == count);
    assertThat(list(server, query).at("/images")).hasSize(count);
  }

  @Test
  void one_is_left_out_of_all_lists_but_served_by_its_urls_until_it_is_shown_again() {
    try (TestServer server = start()) {
      server.make("simple");
      awaitCount(server, "", 1);
      assertThat(list(server, "").at("/images/0/hidden").asBoolean(true)).isFalse();

      for (int twice = 0; twice < 2; twice++) {
        TestResponse hidden = server.send("PUT", HIDDEN);
        assertThat(hidden.status()).isEqualTo(200);
        assertThat(hidden.json().at("/data/hidden").asBoolean()).isTrue();
      }
      awaitCount(server, "", 0);
      awaitCount(server, "?series=simple", 0);
      awaitCount(server, "?q=katydid", 0);
      awaitCount(server, "?hidden=true", 1);
      awaitCount(server, "?hidden=1&series=simple&q=katydid", 1);
      assertThat(server.get("/dalle" + NAME).header("Content-Type")).isEqualTo("image/png");
      assertThat(server.get("/thumbnails" + NAME).status()).isEqualTo(200);
      assertThat(server.get("/metadata" + NAME).status()).isEqualTo(200);
      assertThat(server.get("/metadata/simple").text()).doesNotContain(TestServer.ADDRESS);
      assertThat(server.get("/pictures" + NAME).text()).contains("noindex");
      assertThat(server.get("/preview").text()).doesNotContain(TestServer.ADDRESS);
      JsonNode details = server.get("/images" + NAME).json().at("/data");
      assertThat(details.at("/hidden").asBoolean()).isTrue();
      assertThat(details.at("/files").toString()).doesNotContain("hidden");

      for (int twice = 0; twice < 2; twice++) {
        assertThat(server.send("DELETE", HIDDEN).json().at("/data/hidden").asBoolean(true))
            .isFalse();
      }
      awaitCount(server, "", 1);
      awaitCount(server, "?hidden=true", 0);
    }
  }

  @Test
  void it_stays_hidden_when_it_is_made_again_and_after_a_restart() {
    try (TestServer server = start()) {
      server.make("simple");
      server.send("PUT", HIDDEN);
      server.get("/dalle" + NAME + "?generate=1&force=1");
      Waiting.until(
          () -> server.get("/dalle" + NAME + "?generate=1").json().at("/done").asBoolean());
      awaitCount(server, "", 0);
      awaitCount(server, "?hidden=true", 1);
    }
    try (TestServer server = start()) {
      awaitCount(server, "?hidden=true", 1);
      awaitCount(server, "", 0);
      server.send("DELETE", "/dalle" + NAME + "?remove=1");
      awaitCount(server, "?hidden=true", 0);
      server.make("simple");
      awaitCount(server, "?hidden=true", 1);
      awaitCount(server, "", 0);
    }
  }

  @Test
  void an_operator_may_hide_and_show_by_files_alone() throws Exception {
    try (TestServer server = start()) {
      server.make("simple");
      Path mark = dataDir.resolve("output/simple/hidden/" + TestServer.ADDRESS + ".txt");
      server.send("PUT", HIDDEN);
      assertThat(Files.readString(mark)).matches("\\d{4}-.*Z\n");
      Files.delete(mark);
      awaitCount(server, "", 1);
    }
  }

  @Test
  void what_is_not_made_cannot_be_hidden() {
    try (TestServer server = start()) {
      assertThat(server.send("PUT", HIDDEN).errorCode()).isEqualTo("NOT_FOUND");
      assertThat(server.send("DELETE", HIDDEN).errorCode()).isEqualTo("NOT_FOUND");
      assertThat(server.send("PUT", HIDDEN.replace("simple", "nope")).errorCode())
          .isEqualTo("INVALID_SERIES");
      assertThat(server.send("PUT", "/images/simple/0x12/hidden").errorCode())
          .isEqualTo("INVALID_ADDRESS");
      assertThat(server.get(HIDDEN).status()).isEqualTo(404);
      assertThat(server.get("/images?hidden=maybe").errorCode()).isEqualTo("INVALID_REQUEST");
      assertThat(Files.exists(dataDir.resolve("output/simple/hidden"))).isFalse();
    }
  }

  @Test
  void it_needs_the_token_as_any_change_and_so_does_the_list_of_hidden_ones(@TempDir Path tokens)
      throws Exception {
    String text = "a-token-for-the-tests-of-hiding-0123456789";
    Path token = Files.writeString(tokens.resolve("token"), text);
    try (TestServer server = start()) {
      server.make("simple");
    }
    try (TestServer server = start("--api-token-file", token.toString())) {
      assertThat(server.send("PUT", HIDDEN).errorCode()).isEqualTo("UNAUTHORIZED");
      assertThat(server.get("/images?hidden=true").errorCode()).isEqualTo("UNAUTHORIZED");
      String bearer = "Bearer " + text;
      assertThat(server.send("PUT", HIDDEN, "Authorization", bearer).status()).isEqualTo(200);
      assertThat(server.get("/images?hidden=true", "Authorization", bearer).status())
          .isEqualTo(200);
      assertThat(
              server
                  .send("PUT", HIDDEN, "Authorization", bearer, "Origin", "https://a.example")
                  .errorCode())
          .isEqualTo("FORBIDDEN");
    }
  }
}
