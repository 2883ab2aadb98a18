package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.JobException;
import dev.dalleserver.net.HostPattern;
import dev.dalleserver.openai.OpenAiSettings.ChatEndpoint;
import dev.dalleserver.openai.OpenAiSettings.Connections;
import dev.dalleserver.outbound.OutboundNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which server sees which key, with pictures on the API's server and on the operator's others. */
class KeyReachTest {
  private static final String CHAT_KEY = "sk-chat-0123456789abcdefABCD";

  private final MockWebServer files = new MockWebServer();
  private Rig rig;

  @BeforeEach
  void listen() throws IOException {
    files.start();
    files.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return request.getTarget().startsWith("/back")
                ? redirect(rig.server.url("/a.png").toString())
                : picture();
          }
        });
  }

  @AfterEach
  void close() {
    rig.close();
    files.close();
  }

  private void start(String imageHosts, Optional<ChatEndpoint> chat) throws Exception {
    rig =
        new Rig(
            settings ->
                TestSettings.withConnections(
                    settings,
                    new Connections(
                        chat,
                        Optional.empty(),
                        Optional.empty(),
                        imageHosts.isEmpty()
                            ? List.of()
                            : HostPattern.parseAll(imageHosts).orElseThrow(),
                        OutboundNetwork.ofTheJvm())));
    rig.names.put("localhost", InetAddress.getByName("127.0.0.1"));
    rig.names.put("files.local", InetAddress.getByName("127.0.0.1"));
  }

  private static MockResponse picture() {
    return new MockResponse.Builder().body(new Buffer().write(Pictures.png(16, 16))).build();
  }

  private static MockResponse redirect(String to) {
    return new MockResponse.Builder().code(302).setHeader("Location", to).build();
  }

  private void answerWithUrl(String url) {
    rig.answer(Rig.json("{\"data\":[{\"url\":\"" + url + "\"}]}"));
  }

  private static List<String> keysSeen(MockWebServer server) throws InterruptedException {
    List<String> seen = new ArrayList<>();
    for (int i = server.getRequestCount(); i > 0; i--) {
      RecordedRequest request = server.takeRequest();
      String key = request.getHeaders().get("Authorization");
      seen.add(request.getTarget() + " " + (key == null ? "no key" : key.substring(7)));
    }
    return seen;
  }

  @Test
  void a_relative_url_is_on_the_apis_server_and_gets_the_key() throws Exception {
    start("", Optional.empty());
    answerWithUrl("/generated/a.png");
    rig.answer(picture());
    assertThat(rig.paint().mode()).isEqualTo("url");
    assertThat(keysSeen(rig.server)).contains("/generated/a.png " + Rig.KEY);
  }

  @Test
  void an_allowed_host_is_fetched_from_over_http_without_the_key() throws Exception {
    start("files.local:" + files.getPort(), Optional.empty());
    answerWithUrl("http://files.local:" + files.getPort() + "/a.png?sig=1");
    assertThat(rig.paint().mode()).isEqualTo("url");
    assertThat(keysSeen(files)).containsExactly("/a.png?sig=1 no key");
  }

  @Test
  void another_port_of_the_same_host_gets_no_key_either() throws Exception {
    start("localhost", Optional.empty());
    answerWithUrl(files.url("/a.png").toString());
    assertThat(rig.paint().mode()).isEqualTo("url");
    assertThat(keysSeen(files)).containsExactly("/a.png no key");
  }

  @Test
  void a_redirect_from_the_api_to_elsewhere_takes_no_key_along_and_none_back() throws Exception {
    start("localhost", Optional.empty());
    answerWithUrl(rig.server.url("/first.png").toString());
    rig.answer(redirect(files.url("/back").toString()), picture());
    assertThat(rig.paint().mode()).isEqualTo("url");
    assertThat(keysSeen(files)).containsExactly("/back no key");
    assertThat(keysSeen(rig.server))
        .containsExactly(
            "/v1/images/generations " + Rig.KEY, "/first.png " + Rig.KEY, "/a.png no key");
  }

  @Test
  void a_host_that_is_not_allowed_is_named_with_the_rule_and_the_setting() throws Exception {
    start("", Optional.empty());
    String host = "files.local:" + files.getPort();
    for (String url :
        List.of("http://" + host + "/a?key=s3cret", "https://" + host + "/a?s3cret")) {
      answerWithUrl(url);
      assertThat(catchThrowableOfType(JobException.class, rig::paint))
          .hasMessageContaining("files.local")
          .hasMessageContaining("--image-hosts=files.local")
          .hasMessageNotContaining("s3cret");
    }
    assertThat(files.getRequestCount()).isZero();
  }

  @Test
  void chat_elsewhere_gets_its_own_key_and_images_theirs() throws Exception {
    MockWebServer chat = new MockWebServer();
    chat.start();
    try (chat) {
      String base = chat.url("/v1").toString();
      start("", Optional.of(new ChatEndpoint(base, ApiKey.parse(CHAT_KEY))));
      chat.enqueue(Rig.json("{\"choices\":[{\"message\":{\"content\":\"Better.\"}}]}"));
      rig.answer(Rig.picture());
      assertThat(rig.provider.enhancer().enhance(Dresses.plain(), rig.unhurried()))
          .isEqualTo("Better.");
      rig.paint();
      assertThat(keysSeen(chat)).containsExactly("/v1/chat/completions " + CHAT_KEY);
      assertThat(keysSeen(rig.server)).containsExactly("/v1/images/generations " + Rig.KEY);
      assertThat(rig.provider.describe())
          .contains("; prompts by gpt-5.4-mini at " + base + ", key sk-…ABCD")
          .contains("key sk-…WXYZ");
    }
  }
}
