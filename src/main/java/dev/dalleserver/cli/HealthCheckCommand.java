package dev.dalleserver.cli;

import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.util.Map;

/**
 * Asks the server of this machine whether it is ready, and ends with exit code 0 when it is, else
 * 1. For images that have neither a shell nor curl.
 */
public final class HealthCheckCommand {
  private static final int TIMEOUT_MILLIS = 4000;

  private HealthCheckCommand() {}

  /** The port and the base path are those of the server's own environment. */
  public static void main(String[] args) {
    Map<String, String> environment = System.getenv();
    String port = environment.getOrDefault("TB_DALLE_PORT", "8080");
    String base = environment.getOrDefault("TB_DALLE_BASE_PATH", "");
    System.exit(isReady("http://127.0.0.1:" + port + base + "/health?check=readiness") ? 0 : 1);
  }

  static boolean isReady(String url) {
    try {
      // A client with as few classes as possible: it runs every half minute.
      HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
      connection.setConnectTimeout(TIMEOUT_MILLIS);
      connection.setReadTimeout(TIMEOUT_MILLIS);
      int status = connection.getResponseCode();
      if (status != HttpURLConnection.HTTP_OK) {
        System.err.println("not ready: " + url + " answers " + status);
      }
      return status == HttpURLConnection.HTTP_OK;
    } catch (IOException e) {
      System.err.println("not ready: " + url + ": " + PlainReason.of(e));
      return false;
    }
  }
}
