package dev.dalleserver.commands;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** A client of the API of one server. */
public final class CollectionClient {
  private static final Duration TIMEOUT = Duration.ofMinutes(2);
  private static final JsonMapper JSON = new JsonMapper();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final String server;
  private final Optional<String> token;

  /**
   * @param server the URL before the paths of the API
   */
  public CollectionClient(URI server, Optional<String> token) {
    this.server = server.toString().replaceAll("(?<!/)/++$", "");
    this.token = token;
  }

  /** Returns the data of an answer. */
  JsonNode get(String path) throws CommandException {
    return data(send(request(path).GET(), BodyHandlers.ofInputStream()));
  }

  /** Sends a text, and returns the data of the answer. */
  JsonNode post(String path, byte[] text) throws CommandException {
    return data(
        send(
            request(path)
                .header("Content-Type", "text/plain; charset=utf-8")
                .POST(BodyPublishers.ofByteArray(text)),
            BodyHandlers.ofInputStream()));
  }

  /** Returns the bytes of an answer while they come. */
  InputStream open(String path) throws CommandException {
    HttpResponse<InputStream> response = send(request(path).GET(), BodyHandlers.ofInputStream());
    if (response.statusCode() != 200) {
      data(response);
    }
    return response.body();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path)).timeout(TIMEOUT);
    token.ifPresent(text -> request.header("Authorization", "Bearer " + text));
    return request;
  }

  private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> body)
      throws CommandException {
    try {
      return http.send(request.build(), body);
    } catch (IOException e) {
      throw new CommandException(server + " does not answer: " + PlainReason.of(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
  }

  private JsonNode data(HttpResponse<InputStream> response) throws CommandException {
    try (InputStream body = response.body()) {
      JsonNode answer = JSON.readTree(body);
      if (response.statusCode() < 300 && answer.has("data")) {
        return answer.path("data");
      }
      JsonNode error = answer.path("error");
      throw new CommandException(
          error.path("message").asText("the server answers " + response.statusCode())
              + (error.path("details").asText("").isEmpty()
                  ? ""
                  : "; " + error.path("details").asText()));
    } catch (IOException e) {
      throw new CommandException(
          server + " answers " + response.statusCode() + ", and not as this server does");
    }
  }
}
