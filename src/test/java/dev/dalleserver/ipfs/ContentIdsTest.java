package dev.dalleserver.ipfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentIdsTest {
  private static final Path SCRIPT = Path.of("src", "test", "sdk", "cids.js");

  @TempDir private Path dir;

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "''|bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku",
        "hello world|bafkreifzjut3te2nhyekklss27nh3k72ysco7y32koao5eei66wof36n5e"
      },
      delimiter = '|')
  void short_files_have_their_published_identifiers(String text, String id) {
    assertThat(FileHash.of(text.getBytes(StandardCharsets.UTF_8)).id()).hasToString(id);
  }

  @Test
  void an_empty_folder_has_its_published_identifier() {
    assertThat(Folder.of(List.of()).id())
        .hasToString("bafybeiczsscdsbs7ffqz55asqdf3smv6klcw3gofszvwlyarci47bgf354");
  }

  @Test
  void it_does_not_matter_in_which_pieces_a_file_comes() {
    byte[] content = bytes(600_000);
    FileHash hash = new FileHash();
    for (int i = 0; i < content.length; i += 7_001) {
      hash.update(ByteBuffer.wrap(content, i, Math.min(7_001, content.length - i)));
    }

    assertThat(hash.end()).isEqualTo(FileHash.of(content));
  }

  /** Files at the ends of chunks and of blocks, and folders with and without shards. */
  @Test
  void the_importer_of_ipfs_computes_the_same() throws Exception {
    new Tool("node").need();
    boolean installed =
        Files.isDirectory(SCRIPT.resolveSibling("node_modules").resolve("ipfs-unixfs-importer"));
    if (!installed) {
      System.out.println("SKIPPED: the importer of IPFS is not installed");
    }
    assumeTrue(installed, "the importer of IPFS is not installed");
    int chunk = FileHash.CHUNK;
    for (int length : new int[] {0, 1, chunk - 1, chunk, chunk + 1, 3 * chunk}) {
      Files.write(dir.resolve("file-" + length), bytes(length));
    }
    for (int chunks : new int[] {174, 175, 349}) {
      Files.write(dir.resolve("long-" + chunks), new byte[chunks * chunk]);
    }
    for (int entries : new int[] {3, 3196, 3300, 9000}) {
      Path folder = Files.createDirectory(dir.resolve("folder-" + entries));
      for (int i = 0; i < entries; i++) {
        Files.writeString(folder.resolve("0x%040x.png".formatted(i * 77L)), Integer.toString(i));
      }
    }
    Files.writeString(dir.resolve("Zeichen-\u00e4\u20ac"), "names are bytes");

    Tool.Outcome outcome = new Tool("node").run("", SCRIPT.toString(), dir.toString());

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    JsonNode expected = new ObjectMapper().readTree(outcome.output());
    assertThat(expected.size()).isGreaterThan(15_000);
    assertThat(link(dir, "", expected).id()).hasToString(expected.path("").asText());
  }

  /** Computes the identifier of a folder, and compares those of all that is in it. */
  private static Link link(Path folder, String prefix, JsonNode expected) throws IOException {
    List<Folder.Entry> entries = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      for (Path path : all.toList()) {
        String name = path.getFileName().toString();
        Link link =
            Files.isDirectory(path)
                ? link(path, prefix + name + "/", expected)
                : FileHash.of(Files.readAllBytes(path));
        assertThat(link.id()).as(prefix + name).hasToString(expected.path(prefix + name).asText());
        entries.add(new Folder.Entry(name, link));
      }
    }
    return Folder.of(entries);
  }
}
