package dev.dalleserver.web;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.fixtures.ApiContract;
import dev.dalleserver.web.events.PatchedState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a {@code text/event-stream} as a browser does. */
public final class EventClient implements AutoCloseable {
  /** One event, its data as text. */
  public record Event(long id, String name, String data) {
    public JsonNode json() {
      return PatchedState.json(data);
    }
  }

  private final URI uri;
  private final HttpResponse<java.io.InputStream> response;
  private final BufferedReader lines;

  private EventClient(URI uri, HttpResponse<java.io.InputStream> response) {
    this.uri = uri;
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** Opens a stream. */
  public static EventClient open(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return new EventClient(
          uri,
          HttpClient.newHttpClient()
              .send(request.build(), HttpResponse.BodyHandlers.ofInputStream()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public int status() {
    return response.statusCode();
  }

  public String header(String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** The next event, or empty when the stream has ended. */
  public Optional<Event> next() {
    long id = -1;
    String name = "";
    StringBuilder data = new StringBuilder();
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = Long.parseLong(line.substring(4));
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          data.append(line.substring(6));
        } else if (line.isEmpty() && !name.isEmpty()) {
          ApiContract.checkEvent(uri.getRawPath(), name, data.toString());
          return Optional.of(new Event(id, name, data.toString()));
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next event of that name; others are passed over. */
  public Event next(String name) {
    Optional<Event> event = next();
    while (event.isPresent() && !event.get().name().equals(name)) {
      event = next();
    }
    return event.orElseThrow(() -> new AssertionError("the stream ended without " + name));
  }

  /** Everything until the stream ends. */
  public List<Event> rest() {
    List<Event> all = new ArrayList<>();
    for (Optional<Event> event = next(); event.isPresent(); event = next()) {
      all.add(event.get());
    }
    return all;
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
