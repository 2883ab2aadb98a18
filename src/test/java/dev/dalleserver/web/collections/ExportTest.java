package dev.dalleserver.web.collections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.ipfs.FileHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExportTest {
  private static final String A = "0xf503017d7baf7fbc0fff7492b751025c6a78179b";
  private static final String B = "0x000000000000000000000000000000000000dead";
  private static final Path SCRIPT = Path.of("src", "test", "sdk", "cids.js");

  @TempDir private Path dir;

  private static String begin(TestServer server, String lines) {
    TestResponse created =
        server.send(
            HttpRequest.newBuilder(server.client().uri("/collections?series=simple"))
                .header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(lines)));
    return "/collections/" + created.json().at("/data/id").asText();
  }

  private static void untilDone(TestServer server, String url) {
    Waiting.untilWithLongPatience(
        () -> server.get(url).json().at("/data/state").asText().equals("done"));
  }

  private static Map<String, byte[]> unzip(byte[] zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        files.put(entry.getName(), in.readAllBytes());
      }
    }
    return files;
  }

  private static JsonNode json(byte[] file) throws IOException {
    return new ObjectMapper().readTree(file);
  }

  @Test
  void all_that_is_made_is_in_the_file_with_true_checksums_and_identifiers() throws Exception {
    try (TestServer server = TestServer.in(dir).offline().start()) {
      String url = begin(server, A + "\n" + B);
      untilDone(server, url);

      TestResponse exported = server.get(url + "/export.zip");

      assertThat(exported.status()).isEqualTo(200);
      assertThat(exported.header("Content-Type")).isEqualTo("application/zip");
      Map<String, byte[]> files = unzip(exported.body());
      assertThat(files.keySet())
          .containsExactly(
              "images/" + A + ".png",
              "avatars/" + A + ".png",
              "metadata/" + A + ".json",
              "images/" + B + ".png",
              "avatars/" + B + ".png",
              "metadata/" + B + ".json",
              "collection.json",
              "checksums.sha256");
      assertThat(files.get("images/" + A + ".png"))
          .isEqualTo(server.get("/files/simple/annotated/" + A + ".png").body());
      for (String address : new String[] {A, B}) {
        assertThat(files.get("avatars/" + address + ".png"))
            .isEqualTo(server.get("/avatars/simple/" + address + "?size=512&format=png").body());
      }
      assertThat(json(files.get("metadata/" + B + ".json")).path("image").asText())
          .isEqualTo("../images/" + B + ".png");
      JsonNode summary = json(files.get("collection.json"));
      assertThat(summary.path("included").asInt()).isEqualTo(2);
      assertThat(summary.path("leftOut")).isEmpty();
      assertThat(summary.at("/items/1/avatar").asText())
          .isEqualTo(FileHash.of(files.get("avatars/" + B + ".png")).id().text());
      checkSums(files);
      compareWithIpfs(files, summary);

      assertThat(server.get(url + "/export.zip").body()).isEqualTo(exported.body());
      Path zip = Files.write(dir.resolve("export.zip"), exported.body());
      try (ZipFile whole = new ZipFile(zip.toFile())) {
        assertThat(whole.size()).isEqualTo(8);
      }
      assertThat(server.send("HEAD", url + "/export.zip").status()).isEqualTo(200);
      String based = server.get(url + "/export.zip?base=ipfs%3A%2F%2Fx%2F").status() + "";
      assertThat(based).isEqualTo("200");
      Map<String, byte[]> other =
          unzip(server.get(url + "/export.zip?base=ipfs%3A%2F%2Fx%2F").body());
      assertThat(json(other.get("metadata/" + A + ".json")).path("image").asText())
          .isEqualTo("ipfs://x/" + A + ".png");
    }
  }

  private static void checkSums(Map<String, byte[]> files) throws Exception {
    String list = new String(files.get("checksums.sha256"), StandardCharsets.UTF_8);
    assertThat(list.lines()).hasSize(files.size() - 1);
    for (String line : list.lines().toList()) {
      byte[] sum = MessageDigest.getInstance("SHA-256").digest(files.get(line.substring(66)));
      assertThat(line.substring(0, 64)).isEqualTo(HexFormat.of().formatHex(sum));
    }
  }

  /** Unpacks the file, as people do who pin it, and lets the importer of IPFS read it. */
  private void compareWithIpfs(Map<String, byte[]> files, JsonNode summary) throws IOException {
    boolean installed =
        new Tool("node").isThere()
            && Files.isDirectory(
                SCRIPT.resolveSibling("node_modules").resolve("ipfs-unixfs-importer"));
    if (!installed) {
      System.out.println("SKIPPED: the importer of IPFS is not installed");
      return;
    }
    Path folder = dir.resolve("unpacked");
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = folder.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
    Tool.Outcome outcome = new Tool("node").run("", SCRIPT.toString(), folder.toString());
    JsonNode expected = new ObjectMapper().readTree(outcome.output());
    for (String name : new String[] {"images", "avatars", "metadata"}) {
      assertThat(summary.path("cids").path(name).asText()).isEqualTo(expected.path(name).asText());
    }
    assertThat(summary.at("/items/0/image").asText())
        .isEqualTo(expected.path("images/" + A + ".png").asText());
  }

  @Test
  void what_is_not_there_is_left_out_and_told() throws Exception {
    try (TestServer server = TestServer.in(dir).offline().start()) {
      String first = begin(server, A);
      untilDone(server, first);
      String url = begin(server, A + "\n" + B);
      server.send("POST", url + "/pause");
      untilSettled(server, url);
      server.send("DELETE", "/dalle/simple/" + B + "?remove=1");

      JsonNode summary = json(unzip(server.get(url + "/export.zip").body()).get("collection.json"));

      assertThat(summary.path("total").asInt()).isEqualTo(2);
      assertThat(summary.path("included").asInt()).isEqualTo(1);
      assertThat(summary.at("/leftOut/0/address").asText()).isEqualTo(B);
      assertThat(summary.at("/leftOut/0/reason").asText()).isNotEmpty();
    }
  }

  @Test
  void hidden_pictures_are_left_out_and_told() throws Exception {
    try (TestServer server = TestServer.in(dir).offline().start()) {
      String url = begin(server, A + "\n" + B);
      untilDone(server, url);
      server.send("PUT", "/images/simple/" + B + "/hidden");

      Map<String, byte[]> files = unzip(server.get(url + "/export.zip").body());

      assertThat(files).doesNotContainKey("images/" + B + ".png");
      assertThat(json(files.get("collection.json")).at("/leftOut/0/reason").asText())
          .isEqualTo("it is hidden");
    }
  }

  private static void untilSettled(TestServer server, String url) {
    Waiting.untilWithLongPatience(
        () -> server.get("/health").json().at("/components/queue/details/active").asInt() == 0);
    assertThat(server.get(url).status()).isEqualTo(200);
  }

  @Test
  void an_empty_export_and_a_bad_base_are_refused() {
    try (TestServer server = TestServer.start(dir)) {
      server.painter().hold();
      String url = begin(server, A);

      assertThat(server.get(url + "/export.zip").status()).isEqualTo(409);
      assertThat(server.get(url + "/export.zip?base=a%0Ab").status()).isEqualTo(400);
      assertThat(server.get("/collections/col_1_000000000/export.zip").status()).isEqualTo(404);
    }
  }
}
