package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The files of a release work as their pages say, and are the same twice. */
@EnabledOnOs(OS.LINUX)
class DistTest {
  private static final int SKIPPED = 77;
  private static final long MOST_BYTES = 120L << 20;
  private static final long PATIENCE_SECONDS = 60;
  private static final List<Path> PAGES =
      List.of(Path.of("README.md"), Path.of("docs/installing.md"));
  private static final Pattern FILE =
      Pattern.compile("dalleserver[-_]\\d\\S*\\.(?:tar\\.gz|deb|tar)");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path folder;
  private static Path out;

  @BeforeAll
  static void make() throws IOException {
    FatJar.write(folder.resolve("dalleserver.jar"));
    out = dist("out", "archive,deb,image");
  }

  private static Path dist(String name, String parts) {
    Path to = folder.resolve(name);
    String jar = folder.resolve("dalleserver.jar").toString();
    Tool.Outcome outcome =
        new Tool("bash")
            .run("", "run.sh", "dist", "--jar", jar, "--only", parts, "--out", to.toString());
    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
    return to;
  }

  private static Path made(String end) throws IOException {
    try (Stream<Path> files = Files.list(out)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      if (found.isEmpty()) {
        System.out.println("SKIPPED: no " + end + " could be made here");
      }
      assumeTrue(!found.isEmpty(), "no " + end);
      return found.get(0);
    }
  }

  private static Tool.Outcome shell(Path directory, String script) {
    return new Tool("bash").run("set -e\ncd '" + directory + "'\n" + script, "-s");
  }

  @Test
  void pages_name_files_that_are_made() throws Exception {
    made("-oci.tar");
    made(".deb");
    assertThat(HandedBlocks.of(Path.of("README.md"), DistTest.class)).isNotEmpty();
    assertThat(HandedBlocks.of(Path.of("docs/installing.md"), DistTest.class)).isNotEmpty();
    for (Path page : PAGES) {
      for (String block : HandedBlocks.of(page, DistTest.class)) {
        Matcher file = FILE.matcher(block);
        while (file.find()) {
          String name =
              file.group()
                  .replace(
                      "-amd64-",
                      made("-oci.tar").toString().replaceFirst(".*\\d(-[a-z0-9]+-)oci.tar", "$1"));
          assertThat(out.resolve(name)).as(page + ": " + block).exists();
        }
      }
    }
  }

  @Test
  void sums_fit_and_the_archive_is_the_program() throws Exception {
    for (String block : HandedBlocks.of(Path.of("docs/installing.md"), DistTest.class)) {
      if (block.contains("sha256sum") || block.contains("tar -xzf")) {
        Tool.Outcome outcome = shell(out, block);
        assertThat(outcome.exitCode()).as(block + outcome.output()).isZero();
        assertThat(outcome.output()).containsPattern("OK|dalleserver \\d");
      }
    }
    String names = shell(out, "tar -tzf dalleserver-*.tar.gz").output();
    assertThat(names)
        .contains("/LICENSE\n", "/NOTICE\n", "/dalleserver.service\n", "/docs/operating.md\n")
        .contains("/.env.example\n", "/install.sh\n");
  }

  @Test
  void archive_and_package_are_the_same_twice() throws Exception {
    Path again = dist("again", "archive,deb");
    for (String end : List.of(".tar.gz", ".deb")) {
      Path first = made(end);
      assertThat(again.resolve(first.getFileName())).hasSameBinaryContentAs(first);
    }
  }

  /** By name: {@code ./run.sh test -Dtest=DistTest -Dexcluded.groups=}. */
  @Test
  @Tag("long")
  void the_image_is_the_same_twice() throws Exception {
    Path first = made("-oci.tar");
    assertThat(dist("image", "image").resolve(first.getFileName())).hasSameBinaryContentAs(first);
  }

  @Test
  void lintian_finds_no_error_in_the_package() throws Exception {
    Tool lintian = new Tool("lintian");
    lintian.need();

    Tool.Outcome outcome = lintian.run("", "--fail-on", "error", made(".deb").toString());

    assertThat(outcome.exitCode()).as(outcome.output()).isZero();
  }

  @Test
  void the_package_is_installed_removed_and_purged_and_the_data_stays() throws Exception {
    Tool.Outcome outcome =
        new Tool("bash").run("", "src/test/sh/try-package.sh", made(".deb").toString());
    if (outcome.exitCode() == SKIPPED) {
      System.out.println(outcome.output());
    }
    assumeTrue(outcome.exitCode() != SKIPPED, outcome.output());

    assertThat(outcome.output().lines())
        .contains("installed=yes", "user=/var/lib/dalleserver:/usr/sbin/nologin")
        .contains("settings=600 root", "keys=700 root", "data=750 dalleserver", "archive=1")
        .contains("version=1", "enabled=1", "unit=0")
        .contains("removed=yes", "settings_kept=1", "program_kept=0")
        .contains("purged=yes", "said=1", "settings_left=0", "picture_left=0x1.png");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void the_image_is_small_and_starts_without_rights_on_a_root_that_cannot_be_written()
      throws Exception {
    new Tool("bwrap").need();
    Path root = Files.createDirectories(folder.resolve("root"));
    JsonNode config = unpack(made("-oci.tar"), root).path("config");
    assertThat(Long.parseLong(shell(root, "du -sb . | cut -f1").output().strip()))
        .isLessThan(MOST_BYTES);
    assertThat(config.path("User").asText()).isEqualTo("65532:65532");
    assertThat(config.path("Labels").path("org.opencontainers.image.licenses").asText())
        .isEqualTo("Apache-2.0");
    assertUsesItsArchive(root, words(config.path("Entrypoint")));
    int port = FreePort.find();

    Process server = enter(root, port, words(config.path("Entrypoint")));
    try {
      TestClient client = new TestClient(URI.create("http://127.0.0.1:" + port));
      Waiting.until(() -> !server.isAlive() || isReady(client));
      assertThat(server.isAlive()).isTrue();
      List<String> check = words(config.path("Healthcheck").path("Test"));
      Process healthy = enter(root, port, check.subList(1, check.size()));
      assertThat(healthy.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(healthy.exitValue()).isZero();
      Process deaf = enter(root, FreePort.find(), check.subList(1, check.size()));
      assertThat(deaf.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(deaf.exitValue()).isEqualTo(1);
    } finally {
      server.destroyForcibly();
    }
  }

  /** Java refuses to start without an archive that fits when it is told to share. */
  private static void assertUsesItsArchive(Path root, List<String> entrypoint) throws Exception {
    List<String> command = new ArrayList<>(entrypoint);
    command.add(1, "-Xshare:on");
    command.add("--version");
    Process version = enter(root, FreePort.find(), command);
    String said = new String(version.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(version.waitFor()).as(said).isZero();
  }

  private static boolean isReady(TestClient client) {
    try {
      return client.send("GET", "/health?check=readiness").status() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static List<String> words(JsonNode array) {
    List<String> words = new ArrayList<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }

  /** Lays the layers over each other; gives the configuration. */
  private static JsonNode unpack(Path image, Path root) throws IOException {
    Path layout = Files.createDirectories(folder.resolve("layout"));
    assertThat(shell(layout, "tar -xf '" + image + "'").exitCode()).isZero();
    JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
    JsonNode manifest = blob(layout, index.at("/manifests/0/digest"));
    for (JsonNode layer : manifest.path("layers")) {
      String script = "tar -xzf '" + file(layout, layer.path("digest")) + "'";
      assertThat(shell(root, script).exitCode()).isZero();
    }
    if (new Tool("skopeo").isThere()) {
      Tool.Outcome seen = new Tool("skopeo").run("", "inspect", "oci-archive:" + image);
      assertThat(seen.exitCode()).as(seen.output()).isZero();
    }
    return blob(layout, manifest.at("/config/digest"));
  }

  private static JsonNode blob(Path layout, JsonNode digest) throws IOException {
    return JSON.readTree(file(layout, digest).toFile());
  }

  private static Path file(Path layout, JsonNode digest) {
    return layout.resolve("blobs").resolve(digest.asText().replace(':', '/'));
  }

  private static Process enter(Path root, int port, List<String> command) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    List<String> words =
        new ArrayList<>(List.of("--unshare-user", "--unshare-pid", "--unshare-ipc"));
    words.addAll(List.of("--uid", "65532", "--gid", "65532", "--cap-drop", "ALL", "--clearenv"));
    words.addAll(List.of("--die-with-parent", "--ro-bind", root.toString(), "/"));
    words.addAll(List.of("--proc", "/proc", "--dev", "/dev", "--bind", data.toString(), "/data"));
    words.addAll(List.of("--setenv", "TB_DALLE_HOST", "0.0.0.0", "--setenv", "TB_DALLE_PORT"));
    words.addAll(List.of(Integer.toString(port), "--setenv", "TB_DALLE_DATA_DIR", "/data"));
    words.addAll(command);
    return new Tool("bwrap").start(words.toArray(String[]::new));
  }
}
