package dev.dalleserver.fakeprovider;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The answers of a healthy provider, apart from the faults of its {@link Behaviour}. */
final class FakeAnswer {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MEGABYTE = 1 << 20;
  private static final String FILE = "file:";

  /** What current models say after the picture. */
  private static final String USAGE =
      "\",\"revised_prompt\":\"a revised \\\"prompt\\\"\"}],\"quality\":\"medium\","
          + "\"background\":\"transparent\",\"usage\":{\"input_tokens\":12,"
          + "\"input_tokens_details\":{\"image_tokens\":2,\"text_tokens\":10},"
          + "\"output_tokens\":1056,\"total_tokens\":1068}}";

  private final Behaviour behaviour;
  private final String origin;

  FakeAnswer(Behaviour behaviour, String origin) {
    this.behaviour = behaviour;
    this.origin = origin;
  }

  static String error(String code, String message) {
    ObjectNode body = JSON.createObjectNode();
    body.putObject("error").put("message", message).put("type", "fake").put("code", code);
    return body.toString();
  }

  void send(HttpExchange exchange, String operation, byte[] request) throws IOException {
    switch (operation) {
      case "chat" -> json(exchange, chat(JSON.readTree(request)));
      case "download" -> {
        exchange.getResponseHeaders().set("Content-Type", "image/png");
        stream(exchange, "", picture(exchange.getRequestURI().getQuery()), "", false);
      }
      default -> image(exchange, JSON.readTree(request));
    }
  }

  private String chat(JsonNode request) {
    String prompt = request.path("messages").path(1).path("content").asText();
    ObjectNode body = JSON.createObjectNode();
    ObjectNode message =
        body.putArray("choices").addObject().put("finish_reason", "stop").putObject("message");
    switch (behaviour.body()) {
      case "empty" -> message.put("content", "");
      case "refusal" -> message.putNull("content").put("refusal", "I would rather not.");
      case "no-data" -> body.putArray("choices");
      default -> message.put("content", "Enhanced: " + prompt);
    }
    return behaviour.body().equals("html") ? "<html>hello</html>" : body.toString();
  }

  private void image(HttpExchange exchange, JsonNode request) throws IOException {
    String size = request.path("size").asText("1024x1024");
    switch (behaviour.body()) {
      case "html" -> json(exchange, "<html>hello</html>");
      case "empty" -> json(exchange, "");
      case "no-data" -> json(exchange, "{\"created\":1,\"data\":[]}");
      default -> {
        if (behaviour.urlMode()) {
          String url = origin + "/files/picture.png?" + size;
          json(exchange, "{\"created\":1,\"data\":[{\"url\":\"" + url + "\"}]}");
        } else {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          String head = "{\"created\":1,\"data\":[{\"b64_json\":\"";
          String tail = behaviour.body().equals("usage") ? USAGE : "\"}]}";
          stream(exchange, head, picture(size), tail, true);
        }
      }
    }
  }

  private byte[] picture(String size) throws IOException {
    if (behaviour.body().startsWith(FILE)) {
      return Files.readAllBytes(Path.of(behaviour.body().substring(FILE.length())));
    }
    return switch (behaviour.body()) {
      case "text" -> "this is no picture".getBytes(StandardCharsets.UTF_8);
      case "broken-png" -> java.util.Arrays.copyOf(FakePicture.png(size), 600);
      case "noise" -> FakePicture.noise(size);
      case "bomb" -> FakePicture.claiming(30_000, 30_000);
      default -> FakePicture.png(size);
    };
  }

  private void json(HttpExchange exchange, String body) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    stream(exchange, body, new byte[0], "", false);
  }

  /** The picture, padded behind its end to the size asked for, without ever being whole. */
  private void stream(
      HttpExchange exchange, String head, byte[] picture, String tail, boolean base64)
      throws IOException {
    long padding = Math.max(0, behaviour.sizeMb() * MEGABYTE - picture.length);
    // A cut answer promises more than comes, or closing would end it properly.
    exchange.sendResponseHeaders(200, behaviour.cut() ? MEGABYTE : 0);
    try (OutputStream raw = exchange.getResponseBody()) {
      OutputStream out = behaviour.trickle() ? new Trickle(raw) : raw;
      out.write(head.getBytes(StandardCharsets.UTF_8));
      if (behaviour.cut()) {
        out.flush();
        return;
      }
      OutputStream body = base64 ? Base64.getEncoder().wrap(new Unclosed(out)) : new Unclosed(out);
      body.write(picture);
      byte[] zeros = new byte[65_536];
      for (long left = picture.length == 0 ? 0 : padding; left > 0; left -= zeros.length) {
        body.write(zeros, 0, (int) Math.min(zeros.length, left));
      }
      body.close();
      out.write(tail.getBytes(StandardCharsets.UTF_8));
    }
  }

  /** Lets an encoder finish without ending the answer. */
  private static final class Unclosed extends java.io.FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      out.write(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }

  /** One byte every 100 ms. */
  private static final class Trickle extends OutputStream {
    private final OutputStream out;

    Trickle(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int value) throws IOException {
      out.write(value);
      out.flush();
      try {
        Thread.sleep(100);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new IOException("stopped");
      }
    }
  }
}
