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
import java.util.List;
import java.util.Optional;

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

  /** Returns why a request for a chat answer or a picture is refused; empty when it is not. */
  static Optional<String> refusal(Quirks quirks, String operation, byte[] request)
      throws IOException {
    return operation.equals("download") ? Optional.empty() : quirks.refusal(JSON.readTree(request));
  }

  static String prompt(byte[] request) throws IOException {
    return JSON.readTree(request).path("prompt").asText();
  }

  /** The body of a failure that a gateway in front of the provider answers. */
  static String gatewayError(String front, int status) {
    return switch (front) {
      case "html" ->
          "<html><head><title>%1$d</title></head><body><center><h1>%1$d</h1></center></body></html>"
              .formatted(status);
      case "text" -> "upstream request timeout";
      case "json" -> "{\"message\": \"Endpoint request timed out\"}";
      default -> "";
    };
  }

  void send(HttpExchange exchange, String operation, byte[] request) throws IOException {
    switch (operation) {
      case "models" -> json(exchange, models());
      case "chat" -> json(exchange, chat(JSON.readTree(request)));
      case "download" -> {
        String page = AnswerForm.page(exchange.getRequestURI().getPath());
        if (!page.isEmpty()) {
          stream(exchange, page, new byte[0], "", false);
          return;
        }
        exchange.getResponseHeaders().set("Content-Type", "image/png");
        stream(exchange, "", picture(exchange.getRequestURI().getQuery()), "", false);
      }
      default -> image(exchange, JSON.readTree(request));
    }
  }

  private static String models() {
    ObjectNode body = JSON.createObjectNode().put("object", "list");
    for (String name : List.of("gpt-image-2", "gpt-5.4-mini")) {
      body.withArray("data").addObject().put("id", name).put("object", "model");
    }
    return body.toString();
  }

  private String chat(JsonNode request) {
    JsonNode messages = request.path("messages");
    String prompt = messages.path(messages.size() - 1).path("content").asText();
    ObjectNode body = JSON.createObjectNode();
    ObjectNode message =
        body.putArray("choices").addObject().put("finish_reason", "stop").putObject("message");
    switch (behaviour.body()) {
      case "empty" -> message.put("content", "");
      case "refusal" -> message.putNull("content").put("refusal", "I would rather not.");
      case "no-data" -> body.putArray("choices");
      default -> message.set("content", behaviour.quirks().content("Enhanced: " + prompt));
    }
    if (behaviour.body().equals("usage")) {
      body.putObject("usage")
          .put("prompt_tokens", 400)
          .put("completion_tokens", 150)
          .put("total_tokens", 550);
    }
    if (behaviour.quirks().chat().equals("reasoning")) {
      message.put("reasoning_content", "The user wants a picture.");
    }
    return behaviour.body().equals("html") ? "<html>hello</html>" : body.toString();
  }

  private void image(HttpExchange exchange, JsonNode request) throws IOException {
    String size = request.path("size").asText("1024x1024");
    if (!behaviour.answer().isEmpty()) {
      String key = String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"));
      AnswerForm form = new AnswerForm(origin, size, key.replaceFirst("^Bearer ", ""));
      stream(exchange, "", form.body(behaviour.answer(), picture(size)), "", false);
      return;
    }
    if (!behaviour.stream().isEmpty() && request.path("stream").asBoolean()) {
      events(exchange, size, request.path("partial_images").asInt());
      return;
    }
    switch (behaviour.body()) {
      case "html" -> json(exchange, "<html>hello</html>");
      case "empty" -> json(exchange, "");
      case "no-data" -> json(exchange, "{\"created\":1,\"data\":[]}");
      default -> {
        if (behaviour.urlMode()) {
          String host = behaviour.reach().imageHost();
          String place = host.isEmpty() ? origin : origin.replace("127.0.0.1", host);
          String url = place + "/files/picture.png?" + size;
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

  /** The events of current models: partial pictures that become finer, and the picture. */
  private void events(HttpExchange exchange, String size, int partials) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      for (int i = 0; i < partials; i++) {
        pause();
        String rough = (32 << i) + "x" + (32 << i);
        event(out, "partial_image", FakePicture.png(rough), "\"partial_image_index\":" + i);
      }
      pause();
      event(
          out,
          "completed",
          picture(size),
          "\"usage\":{\"input_tokens\":12,\"output_tokens\":%d,\"total_tokens\":%d}"
              .formatted(1056 + 100 * partials, 1068 + 100 * partials));
    }
  }

  private static void event(OutputStream out, String type, byte[] picture, String more)
      throws IOException {
    String name = "image_generation." + type;
    String event =
        "event: %s\ndata: {\"type\":\"%s\",\"b64_json\":\"%s\",%s}\n\n"
            .formatted(name, name, Base64.getEncoder().encodeToString(picture), more);
    out.write(event.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private void pause() {
    try {
      Thread.sleep(Behaviour.duration(behaviour.stream()).toMillis());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private byte[] picture(String size) throws IOException {
    if (!behaviour.picture().isEmpty()) {
      return FakePicture.of(behaviour.picture());
    }
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
