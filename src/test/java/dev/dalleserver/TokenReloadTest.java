package dev.dalleserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.ReloadableSettings;
import dev.dalleserver.settings.SettingsLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenReloadTest {
  private static final int REQUESTS = 300;

  @TempDir Path dataDir;

  /** What a server that is started afterwards begins with too. */
  private ReloadableSettings withToken(String token) throws IOException {
    Files.writeString(dataDir.resolve("tokens"), token + "\n");
    LoadOutcome outcome =
        new SettingsLoader(Map.of(), dataDir)
            .load(List.of("--api-token-file", "tokens", "--data-dir", dataDir.toString()));
    return ((LoadOutcome.Loaded) outcome).settings().reloadable();
  }

  /** Reloads follow each other at once, so that a moment between two lists is met by a request. */
  @Test
  void there_is_no_moment_without_a_token_while_tokens_change() throws Exception {
    ReloadableSettings one = withToken("token-that-was-there-first");
    ReloadableSettings other = withToken("token-that-came-afterwards");
    AtomicBoolean asked = new AtomicBoolean();
    Set<Integer> seen = new TreeSet<>();
    try (TestServer server =
        TestServer.in(dataDir)
            .with("--api-token-file", dataDir.resolve("tokens").toString())
            .start()) {
      Thread reloads =
          new Thread(
              () -> {
                while (!asked.get()) {
                  server.reload(other);
                  server.reload(one);
                }
              },
              "reloads");
      reloads.start();
      for (int i = 0; i < REQUESTS; i++) {
        seen.add(server.send("POST", "/dalle/simple/" + TestServer.ADDRESS).status());
      }
      asked.set(true);
      reloads.join();
      assertThat(
              server
                  .send(
                      "POST",
                      "/dalle/simple/" + TestServer.ADDRESS,
                      "Authorization",
                      "Bearer token-that-was-there-first")
                  .status())
          .as("the last one is accepted")
          .isEqualTo(202);
    }
    assertThat(seen).containsExactly(401);
  }
}
