package dev.dalleserver.web.pictures;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.web.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What marketplaces get. */
@Timeout(60)
class MetadataHandlerTest {
  private static final String ADDRESS = TestServer.ADDRESS;
  private static final String TOKEN = "/metadata/simple/" + ADDRESS;
  private static final String MISSING = "/metadata/simple/0x" + "1".repeat(40);

  /** The schema in the text of EIP-721, "ERC721 Metadata JSON Schema", without descriptions. */
  private static final String EIP_721 =
      """
      {"title": "Asset Metadata", "type": "object", "required": ["name", "description", "image"],
       "properties": {"name": {"type": "string"}, "description": {"type": "string"},
        "image": {"type": "string", "format": "uri"}}}
      """;

  @TempDir private static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() {
    server = TestServer.in(folder).with("--cors-origin", "https://a.example").offline().start();
    server.make("simple");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static JsonSchema schema() {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(EIP_721);
  }

  @Test
  void a_finished_picture_has_the_metadata_of_a_token() throws Exception {
    TestResponse answer = server.get(TOKEN);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    JsonNode token = new ObjectMapper().readTree(answer.body());
    assertThat(
            schema()
                .validate(
                    token,
                    context -> context.getExecutionConfig().setFormatAssertionsEnabled(true)))
        .isEmpty();
    assertThat(token.at("/name").asText()).isEqualTo("Vividly Adorable Katydid");
    assertThat(token.at("/description").asText()).startsWith("A vividly adorable katydid");
    assertThat(token.at("/background_color").asText()).matches("[0-9a-f]{6}");
    assertThat(token.at("/attributes")).hasSize(16);
    assertThat(token.at("/attributes/2").toString())
        .isEqualTo("{\"trait_type\":\"Noun\",\"value\":\"katydid\"}");
    assertThat(token.at("/properties/address").asText())
        .isEqualTo("0xf503017D7baF7FBC0fff7492b751025c6A78179b");
    assertThat(token.at("/properties/provider").asText()).isEqualTo("offline");
    assertThat(token.has("request_id")).isFalse();
    String base = "http://127.0.0.1:" + server.port();
    assertThat(token.at("/image").asText())
        .isEqualTo(base + "/files/simple/annotated/" + ADDRESS + ".png");
    assertThat(token.at("/external_url").asText()).isEqualTo(base + "/pictures/simple/" + ADDRESS);
    assertThat(server.get(token.at("/image").asText().substring(base.length())).status())
        .isEqualTo(200);
  }

  @Test
  void a_series_is_a_collection_with_its_newest_picture() {
    JsonNode collection = server.get("/metadata/SIMPLE").json();
    assertThat(collection.at("/name").asText()).isEqualTo("simple");
    assertThat(collection.at("/description").asText()).isNotEmpty();
    assertThat(collection.at("/image").asText()).endsWith(ADDRESS + ".png");
    assertThat(collection.at("/external_link").asText()).endsWith("/preview");
    assertThat(server.get("/metadata/empty").json().at("/image").asText())
        .endsWith("/apple-touch-icon.png");
  }

  @Test
  void any_page_may_read_it_also_that_there_is_none() {
    for (String path : new String[] {TOKEN, "/metadata/simple", MISSING}) {
      assertThat(
              server
                  .get(path, "Origin", "https://b.example")
                  .headers()
                  .allValues("Access-Control-Allow-Origin"))
          .as(path)
          .containsExactly("*");
      assertThat(
              server
                  .get(path, "Origin", "https://a.example")
                  .headers()
                  .allValues("Access-Control-Allow-Origin"))
          .as(path)
          .hasSize(1);
    }
  }

  @Test
  void it_is_asked_again_by_its_tag() {
    TestResponse first = server.get(TOKEN);
    String tag = first.header("ETag");
    assertThat(tag).matches("\"[0-9a-f]{32}\"");
    assertThat(first.header("Cache-Control")).isEqualTo("no-cache");
    TestResponse again = server.get(TOKEN, "If-None-Match", tag);
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
    TestResponse head = server.send("HEAD", TOKEN);
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.header("Content-Length")).isEqualTo("" + first.body().length);
    assertThat(server.get("/metadata/simple", "If-None-Match", "*").status()).isEqualTo(304);
  }

  @Test
  void what_is_not_made_or_not_understood_is_an_error() {
    assertThat(server.get(MISSING).errorCode()).isEqualTo("NOT_FOUND");
    assertThat(server.get("/metadata/nope").errorCode()).isEqualTo("INVALID_SERIES");
    assertThat(server.get("/metadata/simple/0x12").errorCode()).isEqualTo("INVALID_ADDRESS");
    assertThat(server.get("/metadata").errorCode()).isEqualTo("MISSING_PARAMETER");
    assertThat(server.send("POST", TOKEN).status()).isEqualTo(405);
  }

  @Test
  void links_follow_the_public_url_and_the_prefix_and_no_foreign_host(@TempDir Path data)
      throws Exception {
    copyOutput(data);
    try (TestServer behind =
        TestServer.in(data)
            .with("--public-url", "https://art.example/dalle", "--base-path", "/dalle")
            .offline()
            .start()) {
      assertThat(behind.get(TOKEN).json().at("/image").asText())
          .isEqualTo("https://art.example/dalle/files/simple/annotated/" + ADDRESS + ".png");
    }
    try (TestServer below = TestServer.in(data).with("--base-path", "/p").offline().start()) {
      assertThat(below.get(TOKEN).json().at("/external_url").asText())
          .isEqualTo("http://127.0.0.1:" + below.port() + "/p/pictures/simple/" + ADDRESS);
      assertThat(
              RawHttp.exchange(
                      below.port(),
                      "GET "
                          + TOKEN
                          + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
                  .json()
                  .at("/external_url")
                  .asText())
          .isEqualTo("/p/pictures/simple/" + ADDRESS);
    }
  }

  private static void copyOutput(Path data) throws Exception {
    try (Stream<Path> files = Files.walk(folder.resolve("output"))) {
      for (Path file : files.toList()) {
        Files.copy(file, data.resolve(folder.relativize(file).toString()));
      }
    }
  }
}
