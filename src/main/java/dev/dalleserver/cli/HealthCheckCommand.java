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

  /** That of the table of settings, which is not read: a check loads as few classes as possible. */
  private static final String DEFAULT_PORT = "8080";

  private HealthCheckCommand() {}

  /** The port is that of the server's own environment; a flag or {@code .env} is not seen here. */
  public static void main(String[] args) {
    System.exit(isReady(url(System.getenv())) ? 0 : 1);
  }

  /** Returns the URL without the base path, with which and without which the server answers. */
  static String url(Map<String, String> environment) {
    String given = environment.getOrDefault("TB_DALLE_PORT", "");
    return "http://127.0.0.1:"
        + (given.isBlank() ? DEFAULT_PORT : given.strip())
        + "/health?check=readiness";
  }

  static boolean isReady(String url) {
    try {
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
