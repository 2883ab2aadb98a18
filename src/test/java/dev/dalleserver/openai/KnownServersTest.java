package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dalleserver.pictures.PaintedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Servers that exist, as their documents say they answer: the rows of the table in {@code
 * docs/providers.md}. Each stand-in refuses what the server does not take, and sends the picture in
 * the form that the server has.
 */
class KnownServersTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] PNG = Pictures.png(48, 32);
  private static final byte[] JPEG = Pictures.encoded("jpg", 48, 32);

  /**
   * A server.
   *
   * @param refusal the answer that refuses a request, if it does
   * @param answer the answer to a request that it takes, by the address of the server
   * @param requests how many requests the picture takes, downloads not counted
   */
  private record Known(
      String name,
      Function<JsonNode, Optional<MockResponse>> refusal,
      Function<String, MockResponse> answer,
      int requests) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Known> servers() {
    return Stream.of(
        new Known("OpenAI", body -> Optional.empty(), any -> Rig.picture(PNG), 1),
        new Known(
            "xAI",
            body ->
                refused(
                    body,
                    "{'code':'Client specified an invalid argument','error':'Argument not"
                        + " supported: %s'}",
                    "size",
                    "quality",
                    "style"),
            any ->
                Rig.json(
                    "{\"data\":[{\"b64_json\":\"data:image/jpeg;base64,"
                        + base64(JPEG)
                        + "\",\"revised_prompt\":\"a fox\"}]}"),
            2),
        new Known(
            "Seedream on Volcengine Ark",
            KnownServersTest::tooSmall,
            server ->
                Rig.json(
                    "{\"model\":\"doubao-seedream\",\"data\":[{\"url\":\""
                        + server
                        + "/picture\",\"size\":\"2048x2048\"}],\"usage\":{\"generated_images\":1}}"),
            2),
        new Known(
            "SiliconFlow",
            body ->
                refused(
                    body,
                    "{'code':20015,'message':'%s is not supported','data':null}",
                    "response_format"),
            server ->
                Rig.json(
                    "{\"images\":[{\"url\":\""
                        + server
                        + "/picture\"}],\"timings\":{\"inference\":0.8},\"seed\":7}"),
            2),
        new Known(
            "OpenRouter",
            body ->
                refused(
                    body,
                    "{'error':{'message':'Provider returned error','code':400,'metadata':{'raw':"
                        + "'{\\u0022error\\u0022:{\\u0022message\\u0022:\\u0022Unknown parameter:"
                        + " %s\\u0022}}','provider_name':'x'}}}",
                    "response_format"),
            any -> Rig.picture(PNG),
            2),
        new Known(
            "LocalAI",
            body -> Optional.empty(),
            server ->
                Rig.json(
                    "{\"created\":1,\"id\":\"1\",\"data\":[{\"index\":0,\"url\":\""
                        + server
                        + "/picture\"}],\"usage\":{\"total_tokens\":0}}"),
            1));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /** Refuses the first of the parameters that a request has. */
  private static Optional<MockResponse> refused(
      JsonNode body, String answer, String... parameters) {
    return Stream.of(parameters)
        .filter(body::has)
        .findFirst()
        .map(name -> refusal(answer.formatted(name)));
  }

  private static MockResponse refusal(String answer) {
    return new MockResponse.Builder()
        .code(400)
        .setHeader("Content-Type", "application/json")
        .body(answer.replace('\'', '"').replace("\\u0022", "\\\""))
        .build();
  }

  private static Optional<MockResponse> tooSmall(JsonNode body) {
    String[] sides = body.path("size").asText("1x1").split("x");
    boolean small = Integer.parseInt(sides[0]) * Integer.parseInt(sides[1]) < 3_686_400;
    return small
        ? Optional.of(
            refusal(
                "{'error':{'code':'InvalidParameter','message':'The parameter `size` specified in"
                    + " the request is not valid: image size must be at least 3686400"
                    + " pixels','param':'','type':''}}"))
        : Optional.empty();
  }

  /** Plays a server, and keeps the bodies of the requests for pictures. */
  private static final class Player extends Dispatcher {
    private final Known known;
    private final String address;
    private final List<JsonNode> bodies = new ArrayList<>();

    Player(Known known, String address) {
      this.known = known;
      this.address = address;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (request.getTarget().equals("/picture")) {
        return new MockResponse.Builder().body(new Buffer().write(PNG)).build();
      }
      try {
        JsonNode body = JSON.readTree(request.getBody().utf8());
        bodies.add(body);
        return known.refusal().apply(body).orElseGet(() -> known.answer().apply(address));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("servers")
  void the_picture_comes_and_no_parameter_is_refused_twice(Known known) throws Exception {
    try (Rig rig =
        new Rig(settings -> TestSettings.withModels(settings, "gpt-5.4-mini", "a-model", "auto"))) {
      String address = rig.server.url("/").toString().replaceAll("/$", "");
      Player player = new Player(known, address);
      rig.server.setDispatcher(player);
      PaintedImage first = rig.paint();
      assertThat(first.size().width()).isEqualTo(48);
      assertThat(player.bodies).hasSize(known.requests());
      rig.paint();
      assertThat(player.bodies).hasSize(known.requests() + 1);
    }
  }
}
