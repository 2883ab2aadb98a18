package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.FailureCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people see who open a link of a picture, and programs that preview it. */
@Timeout(60)
class PicturePageTest {
  private static final String NAME = "/simple/" + TestServer.ADDRESS;
  private static final String PICTURE = "/dalle" + NAME;
  private static final String PAGE = "/pictures" + NAME;
  private static final String BROWSER = "text/html,application/xhtml+xml,*/*;q=0.8";

  @TempDir Path dataDir;
  private TestServer server;

  @BeforeEach
  void start() {
    server = TestServer.in(dataDir).start();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String meta(String page, String name) {
    Matcher found =
        Pattern.compile("<meta (?:name|property)=\"" + name + "\" content=\"([^\"]*)\">")
            .matcher(page);
    assertThat(found.find()).as(name + " in " + page).isTrue();
    return found.group(1);
  }

  private int port() {
    return server.port();
  }

  /** Makes a real picture: the index takes no other. */
  private void paint() {
    server.close();
    server = TestServer.in(dataDir).offline().start();
    server.make("simple");
  }

  @Test
  void a_browser_that_opens_a_missing_picture_is_sent_to_its_page() {
    TestResponse opened = server.get(PICTURE, "Accept", BROWSER);
    assertThat(opened.status()).isEqualTo(302);
    assertThat(opened.header("Location")).isEqualTo(PAGE);
    assertThat(opened.header("Vary")).contains("Accept");
    assertThat(server.get(PICTURE, "Accept", "*/*").status()).isEqualTo(404);
    assertThat(server.get(PICTURE, "Accept", "image/avif,image/webp,*/*").status()).isEqualTo(404);
    String page = server.get(PAGE).text();
    assertThat(page)
        .contains("has not been made yet")
        .contains("method=\"post\" action=\"" + PICTURE + "\"")
        .contains("Vividly Adorable Katydid")
        .contains("<dt>Noun</dt><dd>katydid</dd>")
        .contains("noindex")
        .contains("width=device-width")
        .doesNotContain("og:image");
    assertThat(server.painter().calls()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json, text/html;q=0.1",
        "application/json, text/html",
        "text/html;q=0.5, application/json",
        "text/html;q=0",
        "text/html; q=0.0, */*",
        "*/*"
      })
  void a_program_that_takes_pages_too_gets_no_page(String accept) {
    assertThat(server.get(PICTURE, "Accept", accept).status()).isEqualTo(404);
    assertThat(server.get("/", "Accept", accept).status()).isEqualTo(200);
    assertThat(server.get("/dalle/simple/0x12", "Accept", accept).errorCode())
        .isEqualTo("INVALID_ADDRESS");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Text/HTML",
        "text/html;level=1, application/json",
        "application/json;q=0.1,text/html"
      })
  void a_browser_is_known_by_what_it_prefers(String accept) {
    assertThat(server.get(PICTURE, "Accept", accept).status()).isEqualTo(302);
    assertThat(server.get("/", "Accept", accept).status()).isEqualTo(302);
  }

  @Test
  void its_button_works_without_scripts() {
    server.painter().hold();
    TestResponse posted =
        server.send(
            "POST",
            PICTURE,
            "Accept",
            BROWSER,
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(posted.status()).isEqualTo(303);
    assertThat(posted.header("Location")).isEqualTo(PAGE);
    Waiting.until(() -> !server.get(PAGE).text().contains("It waits to be made"));
    TestResponse working = server.get(PAGE);
    assertThat(working.text())
        .contains("It is being made.")
        .contains("http-equiv=\"refresh\"")
        .contains("<progress")
        .doesNotContain("<form");
    assertThat(working.header("Cache-Control")).isEqualTo("no-store");
    assertThat(working.header("Content-Security-Policy")).contains("form-action 'self'");
    server.painter().release();
    Waiting.until(() -> !server.get(PAGE).text().contains("refresh"));
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/dalle/simple/0xf503,400,An address is 0x and 40 hex digits.",
    "POST,/dalle/no-such-series/0xf503017d7baf7fbc0fff7492b751025c6a78179b,400,There is no such"
        + " series",
    "GET,/pictures/simple/0xf503,400,An address is 0x and 40 hex digits.",
    "GET,/pictures/a%20b/0xf503017d7baf7fbc0fff7492b751025c6a78179b,400,series",
    "DELETE,/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b,404,This picture is not being",
    "PUT,/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b,405,This path does not support",
    "POST,/dalle/simple/0xf503017d7baf7fbc0fff7492b751025c6a78179b?backstyle=<b>x</b>,400,"
        + "backstyle"
  })
  void an_error_is_a_sentence_for_people_and_json_for_programs(
      String method, String path, int status, String sentence) {
    String target = path.replace("<", "%3C").replace(">", "%3E");
    TestResponse page = server.send(method, target, "Accept", BROWSER);
    assertThat(page.status()).isEqualTo(status);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
    assertThat(page.text())
        .contains("This did not work")
        .contains(sentence)
        .contains("href=\"/preview\"")
        .contains(page.header("X-Request-ID"))
        .doesNotContain("<b>x")
        .doesNotContain("{\"success");
    TestResponse program = server.send(method, target, "Accept", "*/*");
    assertThat(program.status()).isEqualTo(status);
    assertThat(program.errorCode()).isNotEmpty();
    assertThat(page.text()).contains(program.errorCode());
    assertThat(server.send(method, target, "Accept", "application/json, text/html").errorCode())
        .isEqualTo(program.errorCode());
  }

  @Test
  void a_refusal_at_the_edge_and_for_want_of_a_token_is_a_page_too() throws Exception {
    server.close();
    Path token = Files.writeString(dataDir.resolveSibling("token"), "a-token-of-the-test");
    server = TestServer.in(dataDir).with("--api-token-file", token.toString()).start();
    TestResponse refused = server.send("POST", PICTURE, "Accept", BROWSER);
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.text()).contains("token").contains("href=\"/preview\"");
    TestResponse edge =
        server.send("GET", PICTURE, "Accept", BROWSER, "X-HTTP-Method-Override", "DELETE");
    assertThat(edge.status()).isEqualTo(400);
    assertThat(edge.text()).contains("This did not work").contains("Back to the picture");
  }

  @Test
  void a_failure_is_told_with_the_button() {
    server.close();
    server = TestServer.in(dataDir).with("--failure-hold", "10m").start();
    server.painter().fail(FailureCode.OPENAI_ERROR, "no <b>cats</b>");
    server.send("POST", PICTURE + "?wait=10", "Accept", BROWSER);
    Waiting.until(() -> server.get(PAGE).text().contains("could not be made"));
    assertThat(server.get(PAGE).text()).contains("no &lt;b&gt;cats&lt;/b&gt;").contains("<form");
  }

  @Test
  void a_made_picture_is_shown_and_previewed() {
    paint();
    TestResponse answer = server.get(PAGE);
    String page = answer.text();
    String base = "http://127.0.0.1:" + port();
    assertThat(answer.header("Content-Type")).startsWith("text/html");
    assertThat(meta(page, "og:title")).isEqualTo("Vividly Adorable Katydid");
    assertThat(meta(page, "og:description")).startsWith("A vividly adorable katydid");
    assertThat(meta(page, "og:url")).isEqualTo(base + PAGE);
    assertThat(meta(page, "twitter:card")).isEqualTo("summary_large_image");
    String image = meta(page, "og:image");
    assertThat(image).startsWith(base + "/files/simple/annotated/" + TestServer.ADDRESS + ".png");
    assertThat(meta(page, "twitter:image")).isEqualTo(image);
    assertThat(server.get(image.substring(base.length())).header("Content-Type"))
        .isEqualTo("image/png");
    assertThat(page).contains("<img src=\"/files/simple/annotated/").doesNotContain("noindex");
    String gallery = server.get("/preview").text();
    assertThat(meta(gallery, "og:image")).isEqualTo(image);
    assertThat(meta(gallery, "og:title")).isNotEmpty();
  }

  @Test
  void a_name_of_another_site_is_in_no_link() {
    paint();
    String page;
    try (RawConnection client = new RawConnection(port())) {
      client.send("GET " + PAGE + " HTTP/1.0\r\nHost: evil.example\r\n\r\n");
      page = client.read(1 << 20);
    }
    assertThat(page).contains("Vividly Adorable Katydid");
    assertThat(page).doesNotContain("evil.example").doesNotContain("og:image");
  }

  @Test
  void a_server_with_a_token_sends_people_to_the_gallery() throws Exception {
    server.close();
    Path token = Files.writeString(dataDir.resolve("token"), "a-token-of-some-length");
    server = TestServer.in(dataDir).with("--api-token-file", token.toString()).start();
    assertThat(server.get(PAGE).text())
        .contains("token")
        .contains("/preview")
        .doesNotContain("<form");
  }

  @Test
  void a_wrong_name_is_an_error() {
    assertThat(server.get("/pictures/nosuch/" + TestServer.ADDRESS).errorCode())
        .isEqualTo("INVALID_SERIES");
    assertThat(server.get("/pictures/simple/0x1").errorCode()).isEqualTo("INVALID_ADDRESS");
    assertThat(server.get("/pictures/simple/").errorCode()).isEqualTo("MISSING_PARAMETER");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
        "Twitterbot/1.0",
        "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
        "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
        "WhatsApp/2.23.20.0",
        "TelegramBot (like TwitterBot)",
        "LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
        "Mozilla/5.0 (Macintosh) AppleWebKit/605 (Applebot/0.1)",
        "Mozilla/5.0 (compatible; Mattermost-Bot/1.1)",
        "kakaotalk-scrap/1.0",
        "Akkoma 3.10; https://social.example <admin@social.example>"
      })
  void a_program_that_previews_links_starts_nothing(String agent) {
    assertThat(server.get(PICTURE + "?generate=1", "User-Agent", agent).status()).isEqualTo(404);
    assertThat(server.get(PICTURE + "?generate=1", "User-Agent", agent, "Accept", BROWSER).status())
        .isEqualTo(302);
    assertThat(server.get(PICTURE + "/events?generate=1", "User-Agent", agent).status())
        .isEqualTo(404);
    assertThat(server.get(PICTURE).status()).isEqualTo(404);
    assertThat(server.painter().calls()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "Purpose,prefetch",
    "Purpose,preview",
    "X-Purpose,preview",
    "X-Moz,prefetch",
    "Sec-Purpose,prefetch;prerender"
  })
  void a_prefetch_starts_nothing(String header, String value) {
    assertThat(server.get(PICTURE + "?generate=1", header, value).status()).isEqualTo(404);
    assertThat(server.get(PICTURE).status()).isEqualTo(404);
  }

  @Test
  void a_browser_in_an_app_is_no_preview() {
    String agent = "Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile/15E148 [Pinterest/iOS]";
    assertThat(server.get(PICTURE + "?generate=1", "User-Agent", agent).status()).isEqualTo(200);
  }

  @Test
  void crawlers_are_kept_from_all_that_starts_something() {
    TestResponse robots = server.get("/robots.txt");
    assertThat(robots.header("Content-Type")).startsWith("text/plain");
    assertThat(robots.text())
        .startsWith("User-agent: *\n")
        .contains("\nDisallow: /dalle/\n", "\nDisallow: /v1/\n", "\nDisallow: /openai/\n")
        .doesNotContain("Disallow: /pictures", "Disallow: /files", "Disallow: /\n");
  }

  @Test
  void browsers_and_phones_find_icons() {
    TestResponse icon = server.get("/favicon.ico");
    assertThat(icon.header("Content-Type")).isEqualTo("image/x-icon");
    assertThat(icon.body()).startsWith(new byte[] {0, 0, 1, 0, 3, 0});
    for (String path :
        new String[] {"/apple-touch-icon.png", "/apple-touch-icon-precomposed.png"}) {
      TestResponse touch = server.get(path);
      assertThat(touch.header("Content-Type")).isEqualTo("image/png");
      assertThat(touch.body()).startsWith(new byte[] {(byte) 0x89, 80, 78, 71});
    }
    assertThat(server.get("/preview").text()).contains("rel=\"apple-touch-icon\"");
  }
}
