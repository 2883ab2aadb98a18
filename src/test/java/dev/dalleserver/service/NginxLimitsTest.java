package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.docs.ClientExample;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Tool;
import dev.dalleserver.web.RawHttp;
import dev.dalleserver.web.http.ErrorCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests the example for nginx refuses, and with which answers. */
class NginxLimitsTest {
  private static final String RUN = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path folder;
  private TestServer server;
  private NginxProcess nginx;
  private TestClient client;

  @BeforeEach
  void set_up() throws Exception {
    new Tool("nginx").need();
    server = TestServer.start(folder.resolve("data"));
    run(server.port(), example -> example);
  }

  private void run(int upstream, UnaryOperator<String> change) throws Exception {
    if (nginx != null) {
      nginx.close();
    }
    nginx = new NginxProcess(Files.createTempDirectory(folder, "nginx"), upstream, "", change);
    client = TestClient.ofOther(URI.create("http://127.0.0.1:" + nginx.port()));
  }

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      nginx.close();
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET ?generate=1",
        "GET ?generate=true",
        "GET ?size=&generate=1",
        "GET ?generate=%31",
        "GET ?%67enerate=1",
        "POST "
      })
  void who_asks_for_too_many_pictures_is_told_429(String how) throws Exception {
    // So slow that no request is forgotten while a busy machine sends the next.
    run(server.port(), NginxProcess.slowly("dalleserver_make", 10));
    String[] words = how.split(" ", 2);
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      statuses.add(client.send(words[0], "/dalle/simple/0x%040x".formatted(i) + words[1]).status());
    }

    assertThat(statuses.subList(0, 11)).allMatch(status -> status / 100 == 2);
    assertThat(statuses).contains(429);
    assertThat(client.send("GET", "/series").status()).isEqualTo(200);
  }

  @Test
  void who_only_looks_may_do_so_often_but_not_without_end() throws Exception {
    run(server.port(), NginxProcess.slowly("dalleserver_all", 60));
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      statuses.add(client.send("GET", RUN + "?generate=0").status());
    }

    assertThat(statuses.subList(0, 61)).containsOnly(404);
    assertThat(statuses.subList(61, 100)).contains(429);
  }

  @ParameterizedTest
  @EnumSource(names = {"CURL", "PYTHON"})
  void a_documented_client_makes_ten_pictures_and_is_never_told_to_wait(ClientExample example)
      throws Exception {
    for (int i = 0; i < 10; i++) {
      ClientExample.Run run =
          example.start(
              Files.createDirectories(folder.resolve("client-" + i)),
              nginx.port(),
              "simple",
              "0x%040x".formatted(i));
      assertThat(run.exitCode()).as(run.said()).isZero();
    }

    assertThat(nginx.answered()).contains("200 GET").doesNotContain("429 ");
  }

  @Test
  void what_nginx_refuses_has_the_form_of_the_servers_own_errors() throws Exception {
    run(server.port(), NginxProcess.slowly("dalleserver_make", 1));
    TestResponse tooLong =
        client.send(
            HttpRequest.newBuilder(client.uri("/v1/images/generations"))
                .header("X-Request-ID", "mine.1")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[70_000])));
    client.send("GET", RUN + "?generate=1");
    client.send("GET", RUN + "?generate=1");
    TestResponse tooMany = client.send("GET", RUN + "?generate=1");
    TestResponse hidden = client.send("GET", "/stats");

    isError(tooLong, 413, "PAYLOAD_TOO_LARGE");
    assertThat(tooLong.header("X-Request-ID")).isEqualTo("mine.1");
    isError(tooMany, 429, "RATE_LIMITED");
    assertThat(tooMany.header("Retry-After")).isEqualTo("1");
    isError(hidden, 404, "NOT_FOUND");
  }

  @Test
  void a_server_that_is_not_there_is_one_to_come_back_to() throws Exception {
    try (Socket deaf = new Socket()) {
      // The port is bound, so that no other program can listen there, but not listened on.
      deaf.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      run(deaf.getLocalPort(), example -> example);

      TestResponse answer = client.send("GET", "/series");

      isError(answer, 503, "SHUTTING_DOWN");
      assertThat(answer.header("Retry-After")).isEqualTo("5");
    }
  }

  @Test
  void a_server_that_does_not_answer_is_given_up() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      run(
          silent.getLocalPort(),
          NginxProcess.replaced("proxy_read_timeout 330s;", "proxy_read_timeout 1s;"));

      isError(client.send("GET", "/series"), 504, "GENERATION_TIMEOUT");
    }
  }

  private static void isError(TestResponse answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.json().path("success").asBoolean(true)).isFalse();
    assertThat(answer.json().path("request_id").asText()).isEqualTo(answer.header("X-Request-ID"));
    JsonNode error = answer.json().path("error");
    assertThat(error.path("code").asText()).isEqualTo(code);
    assertThat(ErrorCode.valueOf(code).status()).isEqualTo(status);
    assertThat(error.path("message").asText()).isNotEmpty();
    assertThat(error.path("details").asText()).isNotEmpty();
    assertThat(error.path("timestamp").isIntegralNumber()).isTrue();
    assertThat(error.path("request_id")).isEqualTo(answer.json().path("request_id"));
  }

  @Test
  void a_header_that_names_another_method_does_not_reach_the_server() {
    for (String header : List.of("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")) {
      assertThat(server.get(RUN, header, "POST").status()).isEqualTo(400);
      assertThat(client.send("GET", RUN, header, "POST").status()).isEqualTo(404);
      assertThat(client.send("GET", RUN + "/events", header, "POST").status()).isEqualTo(404);
    }
    assertThat(server.painter().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void the_name_that_the_proxy_goes_by_must_be_one_of_the_allowed_hosts(boolean allowed)
      throws Exception {
    server.close();
    TestServer.Builder builder = TestServer.in(folder.resolve("named"));
    server = (allowed ? builder.with("--allowed-hosts", "pictures.example") : builder).start();
    run(server.port(), example -> example);

    TestResponse answer =
        RawHttp.exchange(
            nginx.port(),
            "POST " + RUN + " HTTP/1.1\r\nHost: pictures.example\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).isEqualTo(allowed ? 202 : 421);
    assertThat(server.get(RUN).status()).isEqualTo(allowed ? 200 : 404);
  }

  @Test
  void what_is_for_the_operator_is_not_shown() throws Exception {
    for (String path :
        List.of(
            "/metrics",
            "/metrics/",
            "/errors",
            "/stats",
            "/metrics?x=1",
            "/health",
            "/health/",
            "/health?check=")) {
      assertThat(client.send("GET", path).status()).as(path).isEqualTo(404);
    }
    assertThat(server.get("/metrics").status()).isEqualTo(200);
    assertThat(client.send("GET", "/health?check=readiness").status()).isEqualTo(200);
  }
}
