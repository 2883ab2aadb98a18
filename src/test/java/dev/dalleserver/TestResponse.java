package dev.dalleserver;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;

/** An answer as a caller sees it. */
public record TestResponse(int status, HttpHeaders headers, byte[] body) {
  /** A header, or an empty string where it is missing. */
  public String header(String name) {
    return headers.firstValue(name).orElse("");
  }

  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  public JsonNode json() {
    try {
      return new ObjectMapper().readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(text(), e);
    }
  }

  /** The code of an error answer, or an empty string for any other. */
  public String errorCode() {
    return json().path("error").path("code").asText();
  }
}
