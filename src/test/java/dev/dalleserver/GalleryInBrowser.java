package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ForeignPictures;
import dev.dalleserver.fixtures.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a person sees and does in the gallery: tests of {@code src/test/browser}, in Chromium,
 * against servers that are processes of their own. Skipped where their tools are missing; {@code
 * ./run.sh test} installs them where it may.
 *
 * <p>Each subclass runs a part of the files, so that two JVMs can share them, and starts the
 * servers that these name.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class GalleryInBrowser {
  private static final Path TESTS = Path.of("src", "test", "browser");
  private static final String TOKEN = "a-token-for-the-browser-tests-0123456789";
  private static final int MANY = 10_000;
  private static final long PATIENCE_MINUTES = 4;
  private static final List<String> WORDS = List.of("Bear", "Owl", "Crab", "Heron", "Moth");

  /** A server that a file names. */
  private static final Pattern NAMED = Pattern.compile("servers\\.([a-z]+)");

  /** Servers that few files name, and that cost more than the others. */
  private static final Set<String> SPECIAL = Set.of("slow", "many", "stream", "line");

  private final boolean special;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Path folder;

  /**
   * @param special whether to run the files that name one of the {@link #SPECIAL} servers, or all
   *     others
   */
  GalleryInBrowser(boolean special) {
    this.special = special;
  }

  /** Starts a server. */
  private interface Start {
    void run(String variable) throws IOException;
  }

  @BeforeAll
  void start_the_servers(@TempDir Path temporary) throws Exception {
    String missing = missingTools();
    if (!missing.isEmpty()) {
      System.err.println("Browser tests skipped: " + missing);
    }
    assumeTrue(missing.isEmpty(), missing);
    folder = temporary;
    Path token = Files.writeString(folder.resolve("token"), TOKEN);
    environment.put("TOKEN", TOKEN);
    Set<String> named = new TreeSet<>();
    for (String file : files().toList()) {
      named.addAll(serversOf(file));
    }
    Map<String, Start> starts = starts(token);
    assertThat(starts).containsKeys(named.toArray(new String[0]));
    for (String name : named) {
      starts.get(name).run(name.toUpperCase(Locale.ROOT) + "_URL");
    }
  }

  private Map<String, Start> starts(Path token) {
    Map<String, String> streams = Map.of("stream", "1500ms", "only", "image");
    Map<String, String> never = Map.of("latency", "600s", "only", "image");
    return Map.of(
        // Other tests let GETs change something; this one shows that the gallery needs none of
        // them.
        "base", it -> serve(it, "base", provided(Map.of()), "--strict-methods"),
        "slow", it -> serve(it, "slow", provided(Map.of("latency", "1300ms"))),
        "failing", it -> serve(it, "failing", provided(Map.of("status", "400"))),
        "token", it -> serve(it, "keyed", provided(Map.of()), "--api-token-file", token.toString()),
        "stream", it -> serve(it, "stream", provided(streams), "--no-enhance"),
        "line", it -> serve(it, "line", provided(never), "--no-enhance", "--workers", "2"),
        "empty", it -> serve(it, "empty", Map.of()),
        "many",
            it -> {
              fill(folder.resolve("many"));
              serve(it, "many", Map.of());
            });
  }

  private static Set<String> serversOf(String file) throws IOException {
    return NAMED
        .matcher(Files.readString(TESTS.resolve(file)))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  @AfterAll
  void stop_the_servers() throws Exception {
    for (AutoCloseable part : open) {
      part.close();
    }
  }

  Stream<String> files() throws IOException {
    List<String> all;
    try (Stream<Path> files = Files.list(TESTS)) {
      all = files.map(file -> file.getFileName().toString()).sorted().toList();
    }
    List<String> mine = new ArrayList<>();
    for (String file : all) {
      if (file.endsWith(".test.js") && special != Collections.disjoint(serversOf(file), SPECIAL)) {
        mine.add(file);
      }
    }
    return mine.stream();
  }

  @ParameterizedTest
  @MethodSource("files")
  void people_get_on_with_the_gallery(String file) throws Exception {
    // A browser on a busy machine is late now and then; a fault of the project fails both times.
    // The end of ./run.sh test repeats the line that tells of it.
    Said said = play(file, folder, environment);
    if (said.exitCode() != 0) {
      System.out.println(said.text());
      System.out.println("second chance taken: " + file);
      said = play(file, folder, environment);
    }
    assertThat(said.exitCode()).as(said.text()).isZero();
    // What was not run because a server was not named would go unnoticed.
    assertThat(said.text()).contains("skipped 0");
  }

  /** The result of a file of browser tests. */
  record Said(int exitCode, String text) {}

  static Said play(String file, Path folder, Map<String, String> environment) throws Exception {
    Path output = Files.createTempFile(folder, file, ".log");
    ProcessBuilder builder =
        new ProcessBuilder("node", "--test", "--test-reporter=spec", file)
            .directory(TESTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process node = builder.start();
    try {
      assertThat(node.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).isTrue();
    } finally {
      node.descendants().forEach(ProcessHandle::destroyForcibly);
      node.destroyForcibly();
    }
    return new Said(node.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  static String missingTools() {
    if (!Files.isDirectory(TESTS.resolve("node_modules/playwright-core"))
        || !Files.isDirectory(TESTS.resolve("node_modules/axe-core"))) {
      return "the modules of src/test/browser are not installed";
    }
    if (!Files.isExecutable(Path.of("/usr/bin/chromium"))) {
      return "there is no chromium";
    }
    try {
      Process node = new ProcessBuilder("node", "--version").start();
      return node.waitFor() == 0 ? "" : "node does not run";
    } catch (IOException e) {
      return "there is no node";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  /** An environment with a provider that the test controls. */
  private Map<String, String> provided(Map<String, String> behaviour) throws IOException {
    FakeProvider provider = new FakeProvider(0, behaviour);
    open.add(provider);
    return Map.of(
        "OPENAI_API_KEY", "sk-test-0123456789-last", "OPENAI_BASE_URL", provider.baseUrl());
  }

  private void serve(String variable, String data, Map<String, String> settings, String... flags)
      throws IOException {
    Path dataDir = Files.createDirectories(folder.resolve(data));
    ServerProcess server = ServerProcess.start(dataDir, settings, flags);
    open.add(server);
    String url = server.client().uri("").toString();
    environment.put(variable, url);
  }

  private static void fill(Path dataDir) {
    ForeignPictures pictures = new ForeignPictures(dataDir);
    Instant first = Instant.parse("2026-01-01T00:00:00Z");
    List<String> series = List.of("simple", "aviary", "tide-pool");
    for (int i = 0; i < MANY; i++) {
      String name = series.get(i % series.size());
      String address = ForeignPictures.address(i * 7919);
      String title = "Picture " + i + " of a " + WORDS.get(i % WORDS.size());
      String color = String.format("#%06x", (i * 2654435L) & 0xffffff);
      pictures.describe(name, address, Map.of("titlePrompt", title, "color", color));
      pictures.put(name, address, first.plusSeconds(i));
    }
    // What the Go original has stored of the first of them.
    String address = ForeignPictures.address(0);
    byte[] text = "Technical notes.".getBytes(StandardCharsets.UTF_8);
    pictures.put("simple", "technical", address + ".txt", text, first);
    pictures.put("simple", "audio", address + ".mp3", new byte[] {'I', 'D', '3'}, first);
  }
}
