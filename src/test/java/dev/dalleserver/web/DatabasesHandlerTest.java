package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabasesHandlerTest {
  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() throws IOException {
    Path folder = Files.createDirectories(dataDir.resolve("databases"));
    StringBuilder csv = new StringBuilder("version,noun,class\n");
    csv.append("v7,\"Bear, brown\",mammal\n");
    for (int i = 0; i < 120; i++) {
      csv.append("v7,bird ").append(i).append(",bird\n");
    }
    Files.writeString(folder.resolve("nouns.csv"), csv);
    server = TestServer.start(dataDir);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode data(String path) {
    TestResponse response = server.get(path);
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    return response.json().path("data");
  }

  @Test
  void all_are_listed_with_where_they_come_from() {
    List<String> names = new ArrayList<>();
    for (JsonNode database : data("/databases").path("databases")) {
      names.add(database.path("name").asText());
      assertThat(database.path("count").asInt()).isPositive();
      assertThat(database.path("hash").asText()).matches("[0-9a-f]{64}");
      assertThat(database.path("version").asText()).isNotEmpty();
      boolean own = database.path("name").asText().equals("nouns");
      assertThat(database.path("source").asText()).isEqualTo(own ? "user" : "builtin");
      if (own) {
        assertThat(database.path("count").asInt()).isEqualTo(121);
        assertThat(database.path("columns").toString()).isEqualTo("[\"noun\",\"class\"]");
      }
    }
    assertThat(names).hasSize(13).contains("adverbs", "nouns", "backstyles");
  }

  @Nested
  class Records {
    @Test
    void come_as_cells_a_page_at_a_time() {
      JsonNode first = data("/databases/nouns");
      assertThat(first.path("name").asText()).isEqualTo("nouns");
      assertThat(first.path("columns").toString()).isEqualTo("[\"noun\",\"class\"]");
      assertThat(first.path("records")).hasSize(50);
      assertThat(first.path("records").get(0).toString()).isEqualTo("[\"Bear, brown\",\"mammal\"]");
      assertThat(first.path("count").asInt()).isEqualTo(121);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 60, 120, 121, 200})
    void come_each_once_over_all_pages(int limit) {
      List<String> seen = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = data("/databases/nouns?q=,BIRD&limit=" + limit + "&cursor=" + cursor);
        assertThat(page.path("records").size()).isBetween(1, limit);
        assertThat(page.path("count").asInt()).isEqualTo(120);
        page.path("records").forEach(record -> seen.add(record.get(0).asText()));
        cursor = page.path("nextCursor").asText();
      } while (!cursor.isEmpty());
      assertThat(seen).hasSize(120).doesNotHaveDuplicates().startsWith("bird 0", "bird 1");
    }

    @Test
    void are_searched_as_a_filter_would_and_in_any_case() {
      assertThat(data("/databases/nouns?q=BEAR").path("records")).hasSize(1);
      assertThat(data("/databases/nouns?q=brown,mammal").path("records")).hasSize(1);
      JsonNode none = data("/databases/nouns?q=unicorn");
      assertThat(none.path("records").isArray()).isTrue();
      assertThat(none.path("records")).isEmpty();
      assertThat(none.path("nextCursor").asText("missing")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "limit=0",
        "limit=201",
        "limit=x",
        "cursor=x",
        "cursor=bm91bnMveA",
        "cursor=Y29sb3JzLzU",
        "cursor=!"
      })
  void what_is_not_understood_is_400(String query) {
    TestResponse response = server.get("/databases/nouns?" + query);
    assertThat(response.status()).isEqualTo(400);
    assertThat(response.errorCode()).isEqualTo("INVALID_REQUEST");
  }

  @Test
  void a_search_that_is_too_long_is_400() {
    assertThat(server.get("/databases/nouns?q=" + "a".repeat(201)).status()).isEqualTo(400);
  }

  @Test
  void a_cursor_beyond_the_end_gives_the_empty_last_page() {
    String beyond = RecordCursor.format("nouns", 999_999);
    assertThat(data("/databases/nouns?cursor=" + beyond).path("records")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"no-such", "Nouns", "..%2fnouns", "nouns.csv"})
  void one_that_is_not_there_or_is_no_name_is_refused(String name) {
    TestResponse response = server.get("/databases/" + name);
    assertThat(response.status()).isIn(400, 404);
    assertThat(response.text()).contains("\"success\":false");
  }

  @Test
  void an_unknown_one_is_told_what_there_is() {
    TestResponse response = server.get("/databases/no-such");
    assertThat(response.errorCode()).isEqualTo("NOT_FOUND");
    assertThat(response.text()).contains("artstyles");
  }
}
