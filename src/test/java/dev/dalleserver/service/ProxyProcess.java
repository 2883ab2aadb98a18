package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fixtures.Waiting;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A reverse proxy on a port of its own, with an example of a page as its configuration. */
final class ProxyProcess implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;

  private final int port;
  private final Process process;

  private ProxyProcess(Path folder, int port, List<String> command) throws IOException {
    this.port = port;
    Path output = folder.resolve("proxy.out");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder.environment().put("XDG_DATA_HOME", folder.toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    builder.environment().put("HOME", folder.toString());
    this.process = builder.start();
    Waiting.untilAsserted(
        () -> {
          try (Socket socket = new Socket("127.0.0.1", port)) {
            assertThat(socket.isConnected()).isTrue();
          } catch (IOException e) {
            throw new AssertionError(Files.readString(output), e);
          }
        });
  }

  /**
   * @param folder empty
   * @param example of what stands in a block {@code server}
   */
  static ProxyProcess nginx(Path folder, String example) throws IOException {
    int port = FreePort.find();
    String configuration =
        """
        daemon off; master_process off;
        pid %1$s/pid;
        events { worker_connections 200; }
        http {
          access_log off;
          client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;
          map $http_upgrade $dalleserver_connection { default upgrade; "" ""; }
          server {
            listen 127.0.0.1:%2$d;
            %3$s
          }
        }
        """
            .formatted(folder, port, example);
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
    String log = folder.resolve("log").toString();
    return new ProxyProcess(folder, port, List.of("nginx", "-c", file.toString(), "-e", log));
  }

  /** As {@link #nginx}; the example is a whole configuration. */
  static ProxyProcess wholeNginx(Path folder, String example) throws IOException {
    int port = FreePort.find();
    String places =
        "http {\n access_log off; client_body_temp_path %1$s/body; proxy_temp_path %1$s/proxy;"
            .formatted(folder)
            + " fastcgi_temp_path %1$s/f; uwsgi_temp_path %1$s/u; scgi_temp_path %1$s/s;"
                .formatted(folder);
    String configuration =
        "daemon off; master_process off; pid %s/pid;\n".formatted(folder)
            + example
                .replace("http {", places)
                .replace("listen 80;", "listen 127.0.0.1:" + port + ";");
    Path file = Files.writeString(folder.resolve("nginx.conf"), configuration);
    String log = folder.resolve("log").toString();
    return new ProxyProcess(folder, port, List.of("nginx", "-c", file.toString(), "-e", log));
  }

  /** As {@link #nginx}; the example is of a frontend and a backend. */
  static ProxyProcess haproxy(Path folder, String example) throws IOException {
    int port = FreePort.find();
    String limits = "defaults\n timeout connect 5s\n timeout client 60s\n timeout server 60s\n";
    String configuration = limits + example.replace("bind :80", "bind 127.0.0.1:" + port);
    Path file = Files.writeString(folder.resolve("haproxy.cfg"), configuration);
    return new ProxyProcess(folder, port, List.of("haproxy", "-db", "-f", file.toString()));
  }

  /** As {@link #nginx}; the example is of a site. */
  static ProxyProcess caddy(Path folder, String example) throws IOException {
    int port = FreePort.find();
    String configuration =
        "{\n\tadmin off\n\tauto_https off\n}\n"
            + example.replace("pictures.example", "http://:" + port + ", http://127.0.0.1:" + port);
    Path file = Files.writeString(folder.resolve("Caddyfile"), configuration);
    return new ProxyProcess(
        folder,
        port,
        List.of("caddy", "run", "--adapter", "caddyfile", "--config", file.toString()));
  }

  int port() {
    return port;
  }

  @Override
  public void close() throws Exception {
    // At the end of a test nothing is left to be finished; some proxies would wait for clients.
    process.destroyForcibly();
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
  }
}
