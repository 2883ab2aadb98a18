package dev.dalleserver.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The server to compare with: nginx on files of the same bytes, configured for speed. */
final class Nginx implements AutoCloseable {
  private static final String CONFIGURATION =
      """
      daemon off;
      worker_processes auto;
      worker_rlimit_nofile 16384;
      error_log %1$s/error.log;
      pid %1$s/nginx.pid;
      events { worker_connections 8192; }
      http {
        types { image/png png; application/json json; text/html html; text/plain txt; }
        access_log off;
        sendfile on;
        tcp_nopush on;
        keepalive_requests 100000000;
        client_body_temp_path %1$s; proxy_temp_path %1$s; fastcgi_temp_path %1$s;
        uwsgi_temp_path %1$s; scgi_temp_path %1$s;
        server { listen 127.0.0.1:%2$d backlog=1024; root %1$s/www; }
      }
      """;

  private final Process process;
  private final Path root;
  private final int port;

  private Nginx(Process process, Path root, int port) {
    this.process = process;
    this.root = root;
    this.port = port;
  }

  /** Starts it in a folder of its own. */
  static Nginx start(Path folder) throws IOException {
    int port = FreePort.find();
    Path root = Files.createDirectories(folder.resolve("www"));
    Path conf = folder.resolve("nginx.conf");
    Files.writeString(conf, CONFIGURATION.formatted(folder, port));
    Process process =
        new ProcessBuilder(
                "nginx", "-c", conf.toString(), "-e", folder.resolve("error.log").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out.log").toFile())
            .start();
    Nginx nginx = new Nginx(process, root, port);
    nginx.serve("ready.txt", new byte[] {'y'});
    FreePort.await(port, "/ready.txt", process::isAlive);
    return nginx;
  }

  /** Makes it serve these bytes; returns their URL. */
  String serve(String name, byte[] content) throws IOException {
    Files.write(root.resolve(name), content);
    return "http://127.0.0.1:" + port + "/" + name;
  }

  ProcessUse use() {
    return new ProcessUse(process.toHandle());
  }

  @Override
  public void close() {
    Children.end(process);
  }
}
