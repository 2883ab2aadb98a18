package dev.dalleserver.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fakeprovider.FakePicture;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Row 40: folders of the data directory that are links to somewhere else, where there are files
 * that the doctor would repair, the start would clean up and the gallery would list.
 */
@Tag("long")
class LinkAttackTest {
  private static final List<String> LINKS =
      List.of(
          ".tmp",
          "set-aside",
          "received",
          "output",
          "output/generations",
          "output/elsewhere",
          "output/simple/annotated",
          "metrics",
          "series");
  private static final String NAME = TestServer.ADDRESS + ".png";
  private static final byte[] PICTURE = FakePicture.png("64x64");
  private static final byte[] OTHER = {'{'};

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> nothing_outside_is_moved_deleted_written_or_listed() {
    return LINKS.stream().map(link -> DynamicTest.dynamicTest(link, () -> follow(link)));
  }

  private void follow(String link) throws Exception {
    Path dataDir = Files.createTempDirectory(folder, "data");
    Path outside = Files.createTempDirectory(folder, "outside");
    plant(outside);
    Files.createDirectories(dataDir.resolve(link).getParent());
    // Something that makes the doctor set a file aside.
    Path broken = dataDir.resolve("broken-" + NAME);
    Files.writeString(broken, "no picture");
    if (!link.startsWith("output")) {
      Path inside = Files.createDirectories(dataDir.resolve("output/simple/annotated"));
      Files.move(broken, inside.resolve(NAME));
    }
    Files.createSymbolicLink(dataDir.resolve(link), outside);
    Map<String, String> before = FileTree.of(outside);
    List<String> done = new ArrayList<>();
    done.add("doctor " + doctor(dataDir));
    done.add("doctor --fix " + doctor(dataDir, "--fix"));
    done.add("start and listing " + list(dataDir));
    List<String> changes = FileTree.changes(before, FileTree.of(outside));
    Attack.print("40", "`" + link + "` is a link", done + ", outside changed: " + changes);
    assertThat(changes).as("what lies outside, after %s", done).isEmpty();
  }

  /** Files that a followed link would reveal, at every place where a link may be. */
  private static void plant(Path outside) throws IOException {
    for (String file :
        List.of(
            NAME,
            "annotated/" + NAME,
            "elsewhere/annotated/" + NAME,
            "simple/annotated/" + NAME,
            "gen_1730000000000_aaaaaaaaa/0.png",
            "left.part",
            "progress_phase_stats.json",
            "secret.json")) {
      Path path = outside.resolve(file);
      Files.createDirectories(path.getParent());
      Files.write(path, file.endsWith(NAME) ? PICTURE : OTHER);
      Files.setLastModifiedTime(
          path, java.nio.file.attribute.FileTime.fromMillis(1_700_000_000_000L));
    }
  }

  private static int doctor(Path dataDir, String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                new File("run.sh").getAbsolutePath(), "doctor", "--data-dir", dataDir.toString()));
    command.addAll(List.of(more));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly();
    }
  }

  /** Starts a server, unless it refuses to, and looks for the pictures that are not its own. */
  private static String list(Path dataDir) {
    try (ServerProcess server =
        ServerProcess.startByScript(List.of(), dataDir, Map.of(), "--image-provider", "offline")) {
      TestResponse ready = server.get("/health?check=readiness");
      TestResponse images = server.get("/images");
      assertThat(images.json().at("/data/images")).as("listed").isEmpty();
      for (String path :
          List.of(
              "elsewhere/annotated/" + NAME, "simple/annotated/" + NAME, "simple/secret.json")) {
        // The broken picture, which is the server's own, may be handed out.
        byte[] file = server.get("/files/" + path).body();
        assertThat(file).as(path).isNotEqualTo(PICTURE).isNotEqualTo(OTHER);
      }
      server.get("/series");
      server.client().pollUntilDone("/dalle/simple/0x%040x?generate=1".formatted(9));
      int code = server.terminate();
      return "ready " + ready.status() + ", exit " + code;
    } catch (IllegalStateException refused) {
      return "refused";
    }
  }
}
