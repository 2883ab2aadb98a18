package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Tool;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples for several nodes, looked at by the programs that they are for. */
@Timeout(120)
class ClusterFilesTest {
  private static final Path EXAMPLES = Path.of("src/main/cluster");
  private static final Path UNIT = Path.of("src/main/systemd/dalleserver@.service");
  private static final Pattern SETTING = Pattern.compile("TB_DALLE_[A-Z0-9_]+");

  @TempDir private static Path nodes;
  @TempDir private Path folder;
  private static SharedState shared;
  private static TestServer one;
  private static TestServer two;

  @BeforeAll
  static void start() {
    shared = SharedState.create();
    one = TestServer.in(nodes.resolve("one")).with(shared.flags("one")).start();
    two = TestServer.in(nodes.resolve("two")).with(shared.flags("two")).start();
    one.painter().release();
    two.painter().release();
  }

  @AfterAll
  static void stop() {
    two.close();
    one.close();
    shared.close();
  }

  /** An example with two nodes that run, and a third one that does not. */
  private static String example(String name) throws IOException {
    return Files.readString(EXAMPLES.resolve(name))
        .replace("node1:8080", "127.0.0.1:" + one.client().uri("").getPort())
        .replace("node2:8080", "127.0.0.1:" + two.client().uri("").getPort())
        .replace("node3:8080", "127.0.0.1:" + FreePort.find());
  }

  private static void serves(ProxyProcess proxy, int number) {
    TestClient client = new TestClient(URI.create("http://127.0.0.1:" + proxy.port()));
    String address = String.format("0x%040x", number);
    client.pollUntilDone("/dalle/simple/" + address + "?generate=1");
    for (int i = 0; i < 12; i++) {
      assertThat(client.send("GET", "/files/simple/annotated/" + address + ".png").status())
          .isEqualTo(200);
      assertThat(client.send("GET", "/series").status()).isEqualTo(200);
    }
  }

  @Test
  void nginx_leads_to_the_nodes_that_are_there() throws Exception {
    new Tool("nginx").need();
    try (ProxyProcess proxy = ProxyProcess.wholeNginx(folder, example("nginx.conf"))) {
      serves(proxy, 1);
    }
  }

  @Test
  void haproxy_leads_to_the_nodes_that_are_there() throws Exception {
    new Tool("haproxy").need();
    try (ProxyProcess proxy = ProxyProcess.haproxy(folder, example("haproxy.cfg"))) {
      serves(proxy, 2);
    }
  }

  @Test
  void caddy_leads_to_the_nodes_that_are_there() throws Exception {
    new Tool("caddy").need();
    try (ProxyProcess proxy = ProxyProcess.caddy(folder, example("Caddyfile"))) {
      serves(proxy, 3);
    }
  }

  @Test
  void the_manifest_for_kubernetes_fits_its_published_schemas() {
    new Tool("node").need();
    Path check = Path.of("src/test/kubernetes");
    boolean installed = Files.isDirectory(check.resolve("node_modules/kubernetes-models"));
    if (!installed) {
      System.out.println("SKIPPED: the schemas of Kubernetes are not installed");
    }
    assumeTrue(installed);
    Tool.Outcome outcome =
        new Tool("node")
            .run(
                "",
                check.resolve("check.mjs").toString(),
                EXAMPLES.resolve("kubernetes.yml").toString());
    assertThat(outcome.output()).contains("documents are valid");
    assertThat(outcome.exitCode()).isZero();
  }

  @Test
  void all_settings_in_the_examples_exist() throws Exception {
    String known = Files.readString(Path.of(".env.example"));
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Stream.concat(Files.list(EXAMPLES), Stream.of(UNIT))) {
      for (Path file : files.toList()) {
        SETTING.matcher(Files.readString(file)).results().forEach(it -> named.add(it.group()));
      }
    }
    assertThat(named).hasSizeGreaterThan(10).allSatisfy(name -> assertThat(known).contains(name));
  }

  @Test
  void systemd_finds_nothing_wrong_with_the_unit_for_nodes() throws Exception {
    Tool analyze = new Tool("systemd-analyze");
    analyze.need();
    Path program = Files.writeString(folder.resolve("program"), "#!/bin/sh\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    String text =
        Files.readString(UNIT)
            .replace("/usr/local/lib/dalleserver/run.sh", program.toString())
            .replace("/usr/local/lib/dalleserver/await-ready.sh", program.toString());
    Path unit = Files.writeString(folder.resolve("dalleserver@8081.service"), text);
    Tool.Outcome outcome =
        analyze.run("", "verify", "--man=no", "--recursive-errors=no", unit.toString());
    assertThat(outcome.output()).doesNotContain("dalleserver@");
    assertThat(outcome.exitCode()).isZero();
  }

  /** Beside what makes it one of several, the unit for nodes is that for one server. */
  @Test
  void a_node_may_no_more_than_a_server_that_is_alone() throws Exception {
    String part = "^(?!(#|$|Environment|WorkingDirectory|StateDirectory=|Description)).*";
    assertThat(lines(UNIT, part)).isEqualTo(lines(UnitFile.SOURCE, part));
  }

  private static Set<String> lines(Path unit, String matching) throws IOException {
    try (Stream<String> lines = Files.lines(unit)) {
      return lines
          .filter(line -> line.matches(matching))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }
}
