package dev.dalleserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.settings.LoadOutcome;
import dev.dalleserver.settings.SettingsLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HealthCheckCommandTest {
  @TempDir Path folder;

  @Test
  void without_a_port_it_asks_at_the_port_on_which_a_server_listens_by_default() {
    LoadOutcome.Loaded loaded =
        (LoadOutcome.Loaded) new SettingsLoader(Map.of(), folder).load(List.of());
    String url = "http://127.0.0.1:" + loaded.settings().web().port() + "/";
    assertThat(HealthCheckCommand.url(Map.of())).startsWith(url);
    assertThat(HealthCheckCommand.url(Map.of("TB_DALLE_PORT", ""))).startsWith(url);
  }

  @Test
  void a_server_is_ready_whatever_its_base_path_is_until_it_stops() {
    String url;
    try (TestServer server = TestServer.in(folder).with("--base-path", "/art/").start()) {
      url =
          HealthCheckCommand.url(
              Map.of(
                  "TB_DALLE_PORT", Integer.toString(server.port()), "TB_DALLE_BASE_PATH", "/art/"));
      assertThat(HealthCheckCommand.isReady(url)).isTrue();
    }
    assertThat(HealthCheckCommand.isReady(url)).isFalse();
  }
}
