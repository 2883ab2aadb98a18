package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The example for nginx, run by nginx: on a port of its own, without a certificate, everything kept
 * in a folder.
 */
final class NginxProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final Path folder;
  private final int port = FreePort.find();
  private final Process process;

  /**
   * @param folder empty
   * @param server where the server listens
   * @param more for the block around the example
   * @param change of the example
   */
  NginxProcess(Path folder, int server, String more, UnaryOperator<String> change)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    Path configuration =
        Files.writeString(folder.resolve("nginx.conf"), configuration(server, more, change));
    Path log = folder.resolve("nginx.log");
    process =
        new ProcessBuilder("nginx", "-c", configuration.toString(), "-e", log.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("nginx.out").toFile())
            .start();
    Waiting.untilAsserted(
        () -> {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(socket.isConnected()).isTrue();
          } catch (IOException e) {
            throw new AssertionError(Files.readString(folder.resolve("nginx.out")), e);
          }
        });
  }

  /** As the example, but for a part of it that must be there. */
  static UnaryOperator<String> replaced(String old, String by) {
    return example -> {
      assertThat(example).contains(old);
      return example.replace(old, by);
    };
  }

  /** As the example, but with one request a minute, and so many at once. */
  static UnaryOperator<String> slowly(String zone, int burst) {
    return example -> {
      Pattern rate = Pattern.compile("(?<start>zone=" + zone + ":10m rate=)\\d+r/[ms]");
      Pattern most = Pattern.compile("(?<start>zone=" + zone + " burst=)\\d+");
      assertThat(example).containsPattern(rate).containsPattern(most);
      String slow = rate.matcher(example).replaceAll("${start}1r/m");
      return most.matcher(slow).replaceAll("${start}" + burst);
    };
  }

  private String configuration(int server, String more, UnaryOperator<String> change)
      throws IOException {
    String example = Files.readString(Path.of("src/main/nginx/dalleserver.conf"));
    String plain =
        change
            .apply(example)
            .replaceFirst("(?s)server \\{\\s+listen 80;.*?\\n}\\n", "")
            .replaceAll("(?m)^ *ssl_.*\\n", "")
            .replace("listen 443 ssl http2;", "listen 127.0.0.1:" + port + ";")
            .replace("127.0.0.1:8080;", "127.0.0.1:" + server + ";")
            .replace("/var/cache/nginx/dalleserver", folder.resolve("cache").toString());
    // The buffers take a whole run, so that what is collected is only seen when it has ended.
    return """
    daemon off; master_process off;
    pid %1$s/pid;
    events { worker_connections 200; }
    http {
      log_format answers "$status $request";
      access_log %1$s/answers answers;
      client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
      fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
      proxy_buffer_size 1m; proxy_buffers 4 1m; proxy_busy_buffers_size 2m;
      %2$s
      %3$s
    }
    """
        .formatted(folder, more, plain);
  }

  /** Line by line, the status of each answer and the request. */
  String answered() throws IOException {
    return Files.readString(folder.resolve("answers"));
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws Exception {
    process.destroy();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
