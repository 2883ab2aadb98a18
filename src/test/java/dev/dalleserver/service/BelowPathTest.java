package dev.dalleserver.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.docs.HandedBlocks;
import dev.dalleserver.fixtures.TestClient;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Tool;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server below a path, behind the proxies of the examples in {@code docs/operating.md}. */
class BelowPathTest {
  private static final List<String> EXAMPLES =
      HandedBlocks.of(Path.of("docs/operating.md"), BelowPathTest.class);
  private static final String RUN = "/dalle-app/dalle/simple/" + TestServer.ADDRESS;
  private static final Pattern LINK = Pattern.compile("(?:href|src)=\"(/[^\"#]*)\"");

  @TempDir private static Path folder;
  private static TestServer server;
  private static TestServer trusting;
  private ProxyProcess proxy;
  private TestClient client;

  /** A proxy, and whether it takes the path away. */
  private enum Proxy {
    NGINX(0, "", ""),
    NGINX_STRIPPING(0, "proxy_pass http://127.0.0.1:8080;", "proxy_pass http://127.0.0.1:8080/;"),
    HAPROXY(1, "    http-request replace-path /dalle-app/?(.*) /\\1\n", ""),
    HAPROXY_STRIPPING(1, "", ""),
    CADDY(2, "handle_path", "handle"),
    CADDY_STRIPPING(2, "", "");

    private final int example;
    private final String old;
    private final String by;

    Proxy(int example, String old, String by) {
      this.example = example;
      this.old = old;
      this.by = by;
    }

    private String program() {
      return List.of("nginx", "haproxy", "caddy").get(example);
    }

    private ProxyProcess start(Path folder, int server) throws Exception {
      String text = EXAMPLES.get(example);
      assertThat(text).contains(old).contains("127.0.0.1:8080");
      String changed =
          (old.isEmpty() ? text : text.replace(old, by))
              .replace("127.0.0.1:8080", "127.0.0.1:" + server);
      return switch (example) {
        case 0 -> ProxyProcess.nginx(folder, changed);
        case 1 -> ProxyProcess.haproxy(folder, changed);
        default -> ProxyProcess.caddy(folder, changed);
      };
    }
  }

  @BeforeAll
  static void start_the_servers() {
    server = start("one", "--base-path", "/dalle-app");
    trusting = start("other", "--trusted-proxies", "127.0.0.1");
  }

  private static TestServer start(String name, String... flags) {
    TestServer started = TestServer.in(folder.resolve(name)).offline().with(flags).start();
    started.make("simple");
    return started;
  }

  @AfterAll
  static void close_the_servers() {
    server.close();
    trusting.close();
  }

  private void start(Proxy kind, TestServer behind) throws Exception {
    new Tool(kind.program()).need();
    proxy = kind.start(Files.createTempDirectory(folder, "proxy"), behind.port());
    client = TestClient.ofOther(URI.create("http://127.0.0.1:" + proxy.port()));
  }

  @AfterEach
  void close() throws Exception {
    if (proxy != null) {
      proxy.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void every_link_leads_back_through_the_proxy(Proxy kind) throws Exception {
    start(kind, server);

    checkPages();
    checkGenerations(kind);
  }

  @ParameterizedTest
  @EnumSource
  void a_trusted_proxy_names_the_path_itself(Proxy kind) throws Exception {
    start(kind, trusting);

    checkPages();
  }

  private void checkPages() {
    TestResponse root = client.send("GET", "/dalle-app/", "Accept", "text/html");
    assertThat(root.status()).isEqualTo(302);
    assertThat(URI.create(root.header("Location")).getPath()).isEqualTo("/dalle-app/preview");
    for (String page : List.of("preview", "docs", "stats", "errors")) {
      checkPage("/dalle-app/" + page);
    }
    JsonNode image = get("/dalle-app/images").json().at("/data/images/0");
    for (String link : List.of("url", "fileUrl", "metadataUrl")) {
      get(image.path(link).asText());
    }
    assertThat(image.path("thumbnailUrl").asText()).startsWith("/dalle-app/thumbnails/");
    JsonNode details = get(image.path("metadataUrl").asText()).json();
    details.at("/data/files").forEach(file -> get(file.path("url").asText()));
    assertThat(get("/dalle-app/openapi.json").json().at("/servers/0/url").asText())
        .isEqualTo("/dalle-app");
    assertThat(get(RUN + "/events").text()).contains("event: done");
  }

  private void checkPage(String path) {
    Matcher links = LINK.matcher(get(path).text().replaceAll("(?s)<!--.*?-->", ""));
    int found = 0;
    while (links.find()) {
      assertThat(links.group(1)).startsWith("/dalle-app/");
      get(links.group(1));
      found++;
    }
    assertThat(found).isGreaterThan(3);
  }

  private void checkGenerations(Proxy kind) {
    String digit = Integer.toString(kind.ordinal() + 1);
    TestResponse begun = client.send("POST", "/dalle-app/dalle/simple/0x" + digit.repeat(40));
    assertThat(begun.status()).isEqualTo(202);
    get(begun.header("Location"));
    assertThat(client.send("DELETE", begun.header("Location")).status()).isEqualTo(200);
    TestResponse created =
        post(
            "/dalle-app/v1/images/generations",
            "{\"prompt\": \"a cat\", \"width\": 64, \"height\": 64}");
    String batch = created.header("Location");
    assertThat(batch).startsWith("/dalle-app/v1/");
    String done = get(batch + "/events").text();
    assertThat(done).contains("event: done");
    String image = get(batch).json().at("/result/images/0/url").asText();
    assertThat(done).contains("\"" + image + "\"");
    get(image);
    TestResponse openAi =
        post(
            "/dalle-app/openai/v1/images/generations",
            "{\"prompt\": \"a cat\", \"response_format\": \"url\"}");
    URI url = URI.create(openAi.json().at("/data/0/url").asText());
    assertThat(url.toString()).startsWith("http://127.0.0.1:" + proxy.port() + "/dalle-app/v1/");
    get(url.getPath());
  }

  private TestResponse get(String path) {
    assertThat(path).startsWith("/dalle-app/");
    TestResponse answer = client.send("GET", path);
    assertThat(answer.status()).as(path).isEqualTo(200);
    return answer;
  }

  private TestResponse post(String path, String body) {
    return client.send(
        HttpRequest.newBuilder(client.uri(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  @ParameterizedTest
  @EnumSource(names = {"NGINX", "HAPROXY_STRIPPING", "CADDY_STRIPPING"})
  void a_browser_shows_the_gallery_and_the_documents(Proxy kind) throws Exception {
    new Tool("chromium").need();
    start(kind, server);

    // Scripts have asked for the pictures, and given the wall the height that they need.
    assertThat(shown("/dalle-app/preview")).containsPattern("class=\"tiles\"[^>]*height: [1-9]");
    assertThat(shown("/dalle-app/docs")).contains("data-state=\"drawn\"");
  }

  private String shown(String path) {
    return new Tool("chromium")
        .run(
            "",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--user-data-dir=" + folder.resolve("profile"),
            "--virtual-time-budget=20000",
            "--timeout=20000",
            "--dump-dom",
            client.uri(path).toString())
        .output();
  }
}
