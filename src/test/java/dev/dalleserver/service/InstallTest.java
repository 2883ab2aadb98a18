package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.service.Installation.Ended;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./run.sh install}, into a system that does not run, and what it has installed. */
class InstallTest {
  private static final String LIBRARY = "/usr/local/lib/dalleserver";
  private static final String SETTINGS = "/etc/dalleserver/dalleserver.env";
  private static final String CREDENTIALS = "/etc/dalleserver/credentials";
  private static final String UNIT = "/etc/systemd/system/dalleserver.service";

  @TempDir Path folder;
  Installation installation;

  @BeforeEach
  void set_up() throws Exception {
    Installation.need();
    installation = new Installation(folder);
  }

  private Ended install(String... more) throws Exception {
    String[] args = {"install", "--root", installation.root.toString()};
    return installation.run(Stream.concat(Stream.of(args), Stream.of(more)).toArray(String[]::new));
  }

  @Test
  void the_pages_commands_install_and_uninstall() throws Exception {
    List<String> blocks = HandedBlocks.of(Path.of("docs/operating.md"), getClass());
    assertThat(blocks).hasSize(2);

    assertThat(run(blocks.get(0)))
        .satisfiesExactly(
            version -> assertThat(version.out()).startsWith("dalleserver "),
            dryRun -> assertThat(dryRun.out()).contains("would run: "),
            real -> assertThat(real.err()).contains("installs into"));
    assertThat(installation.at(UNIT)).exists();
    assertThat(run(blocks.get(1)))
        .satisfiesExactly(removed -> assertThat(removed.err()).contains("removes", "kept"));
    assertThat(installation.at(UNIT)).doesNotExist();
  }

  /** A block's commands, each of which must succeed, as root already and with a yes. */
  private List<Ended> run(String block) throws Exception {
    List<Ended> outcomes = new ArrayList<>();
    for (String line : block.lines().toList()) {
      List<String> words = new ArrayList<>(List.of(line.replaceFirst("\\s*#.*", "").split(" ")));
      words.remove("sudo");
      String script = words.remove(0);
      if (words.get(0).endsWith("install")) {
        words.addAll(List.of("--root", installation.root.toString()));
        if (!words.contains("--dry-run")) {
          words.add("--yes");
        }
      }
      Ended ended =
          script.startsWith("/")
              ? installation.runInstalled(script, words)
              : installation.run(words.toArray(String[]::new));
      assertThat(ended.exit()).as("%s%n%s", line, ended.err()).isZero();
      outcomes.add(ended);
    }
    return outcomes;
  }

  @Test
  void a_dry_run_prints_what_it_would_do_and_does_nothing() throws Exception {
    Ended ended = install("--dry-run");

    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("would run: install", UNIT, "systemd-sysusers", "enable");
    assertThat(installation.root).isEmptyDirectory();
  }

  @Test
  void nothing_is_changed_without_a_yes() throws Exception {
    Ended ended = install();

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains(LIBRARY, "--yes", "--dry-run");
    assertThat(installation.root).isEmptyDirectory();
  }

  @Test
  void unknown_flags_are_refused() throws Exception {
    Ended ended = install("--yse");

    assertThat(ended.exit()).isEqualTo(2);
    assertThat(ended.err()).contains("--yse", "--yes");
    assertThat(installation.root).isEmptyDirectory();
  }

  @Test
  void help_changes_nothing() throws Exception {
    Ended ended = install("--help", "--yes");

    assertThat(ended.exit()).isZero();
    assertThat(ended.out()).contains("--dry-run", "--yes", "--root DIR");
    assertThat(installation.root).isEmptyDirectory();
  }

  @Test
  void files_user_and_service_are_put_in_place() throws Exception {
    Ended ended = install("--yes");

    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(installation.at(UNIT)).hasSameTextualContentAs(UnitFile.SOURCE);
    for (String file : List.of("run.sh", "await-ready.sh")) {
      assertThat(installation.at(LIBRARY + "/" + file)).isExecutable();
    }
    assertThat(installation.at(LIBRARY + "/dalleserver.jar"))
        .hasSameBinaryContentAs(installation.checkout.resolve("target/dalleserver.jar"));
    assertThat(Files.readString(installation.at("/etc/passwd")))
        .contains("dalleserver:", ":/var/lib/dalleserver:/usr/sbin/nologin");
    assertThat(
            Files.isSymbolicLink(
                installation.at("/etc/systemd/system/multi-user.target.wants/dalleserver.service")))
        .isTrue();
    assertThat(permissions(SETTINGS)).isEqualTo("rw-------");
    assertThat(permissions(CREDENTIALS)).isEqualTo("rwx------");
  }

  @Test
  void an_upgrade_brings_the_new_jar_and_keeps_the_settings() throws Exception {
    install("--yes");
    Files.writeString(installation.at(SETTINGS), "TB_DALLE_PORT=9999\n");
    Files.writeString(installation.at(CREDENTIALS + "/openai-api-key"), "sk-kept\n");
    Path jar = installation.checkout.resolve("target/dalleserver.jar");
    Files.write(jar, new byte[] {1, 2, 3});

    Ended ended = install("--yes");

    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(installation.at(LIBRARY + "/dalleserver.jar")).hasSameBinaryContentAs(jar);
    assertThat(installation.at(SETTINGS)).hasContent("TB_DALLE_PORT=9999");
    assertThat(installation.at(CREDENTIALS + "/openai-api-key")).hasContent("sk-kept");
  }

  @Test
  void uninstalling_keeps_data_and_settings_and_says_so() throws Exception {
    install("--yes");
    Path picture = installation.at("/var/lib/dalleserver/output/simple/annotated/0x1.png");
    Files.createDirectories(picture.getParent());
    Files.writeString(picture, "paid for");

    Ended ended = installation.run("uninstall", "--yes", "--root", installation.root.toString());

    assertThat(ended.exit()).as(ended.err()).isZero();
    assertThat(ended.err()).contains("kept", "/var/lib/dalleserver", "/etc/dalleserver");
    assertThat(picture).hasContent("paid for");
    assertThat(installation.at(SETTINGS)).exists();
    assertThat(installation.at(LIBRARY)).doesNotExist();
    assertThat(installation.at(UNIT)).doesNotExist();
    assertThat(installation.at("/etc/systemd/system/multi-user.target.wants"))
        .satisfiesAnyOf(
            wants -> assertThat(wants).doesNotExist(),
            wants -> assertThat(wants).isEmptyDirectory());
  }

  @Test
  void the_units_command_lines_start_a_server_and_wait_until_it_is_ready() throws Exception {
    install("--yes");
    UnitFile unit = UnitFile.read(installation.at(UNIT));
    Path credentials = Files.createDirectories(folder.resolve("credentials"));
    Files.writeString(credentials.resolve("dalleserver_api-token"), "a-token-of-the-test\n");
    int port = FreePort.find();
    Map<String, String> environment = environment(unit, port, credentials);

    Process server = installation.start(unit.value("ExecStart"), environment);
    try {
      environment.put("MAINPID", Long.toString(server.pid()));
      Ended ready = installation.end(installation.start(unit.value("ExecStartPost"), environment));
      assertThat(ready.exit()).as(ready.err() + installation.err(server)).isZero();
      TestClient client = new TestClient(URI.create("http://127.0.0.1:" + port));

      assertThat(client.send("GET", "/health?check=readiness").status()).isEqualTo(200);
      String picture = "/dalle/simple/" + TestServer.ADDRESS + "?generate=1";
      assertThat(client.send("GET", picture).status()).isEqualTo(401);
      server.destroy();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(server.exitValue()).isZero();
    } finally {
      server.destroyForcibly();
    }
  }

  @Test
  void who_waits_for_a_server_that_ended_is_told() throws Exception {
    install("--yes");
    UnitFile unit = UnitFile.read(installation.at(UNIT));
    Map<String, String> environment = environment(unit, FreePort.find(), folder);
    Process gone = new ProcessBuilder("true").start();
    Waiting.until(() -> !gone.isAlive());
    environment.put("MAINPID", Long.toString(gone.pid()));

    Ended ended = installation.end(installation.start(unit.value("ExecStartPost"), environment));

    assertThat(ended.exit()).isEqualTo(1);
  }

  /** What the unit's lines would get from systemd. */
  private Map<String, String> environment(UnitFile unit, int port, Path credentials) {
    Map<String, String> environment = installation.environment();
    String[] data =
        unit.value("Environment")
            .replace("%S", installation.at("/var/lib").toString())
            .split("=", 2);
    environment.put(data[0], data[1]);
    environment.put("TB_DALLE_PORT", Integer.toString(port));
    environment.put("CREDENTIALS_DIRECTORY", credentials.toString());
    return environment;
  }

  private String permissions(String path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(installation.at(path)));
  }
}
