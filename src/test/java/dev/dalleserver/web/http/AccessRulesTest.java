package dev.dalleserver.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.web.RawHttp;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;

  @Nested
  class WhenAnotherSitesPageAsks {
    private TestServer server;

    @BeforeEach
    void start() {
      server = TestServer.in(dataDir).with("--cors-origin", "https://friend.example").start();
    }

    @AfterEach
    void stop() {
      server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?generate=1", "?remove=1", "?generate=1&force=1"})
    void it_is_refused_and_nothing_happens(String query) {
      for (String site : new String[] {"cross-site", "same-site"}) {
        TestResponse response = server.get(PATH + query, "Sec-Fetch-Site", site);
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.errorCode()).isEqualTo("FORBIDDEN");
      }
      assertThat(server.send("POST", PATH, "Origin", "https://evil.example").status())
          .isEqualTo(403);
      assertThat(server.get(PATH).status()).as("nothing has begun").isEqualTo(404);
    }

    @Test
    void looking_is_not_refused() {
      assertThat(server.get(PATH, "Sec-Fetch-Site", "cross-site").status()).isEqualTo(404);
      assertThat(server.get("/series", "Sec-Fetch-Site", "cross-site").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"same-origin", "none"})
    void our_own_page_and_people_are_not_refused(String site) {
      assertThat(server.get(PATH + "?generate=1", "Sec-Fetch-Site", site).status()).isEqualTo(200);
    }

    @Test
    void a_page_on_our_own_host_is_not_refused_by_a_browser_that_says_less() {
      String own = "http://127.0.0.1:" + server.port();
      assertThat(server.send("POST", PATH, "Origin", own).status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Referer: http://evil.example/page",
          "Referer: http://localhost.evil.example/",
          "Referer: about:blank",
          "Referer: not a url at all",
          "Origin: http://evil.example",
          "Origin: null",
          "Sec-Fetch-Site: something-new"
        })
    void a_get_that_names_it_is_refused_also_by_browsers_that_say_less(String header) {
      String[] words = header.split(": ");
      for (String query : new String[] {"?generate=1", "?remove=1"}) {
        assertThat(server.get(PATH + query, words[0], words[1]).status()).isEqualTo(403);
      }
      assertThat(server.get(PATH + "/events?generate=1", words[0], words[1]).status())
          .isEqualTo(403);
      assertThat(server.get(PATH, words[0], words[1]).status()).as("looking").isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void a_get_from_our_own_page_or_a_trusted_one_is_not_refused() {
      String own = "http://127.0.0.1:" + server.port() + "/preview";
      assertThat(server.get(PATH + "?remove=1", "Referer", own).status()).isEqualTo(200);
      assertThat(server.get(PATH + "?remove=1", "Referer", "https://friend.example/x").status())
          .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "Sec-Purpose: prefetch",
          "Sec-Purpose: prefetch;prerender",
          "Purpose: Prefetch",
          "X-Purpose: preview",
          "X-Moz: prefetch"
        })
    void a_prefetch_only_looks_and_a_change_by_one_is_refused(String header) {
      String[] words = header.split(": ");
      assertThat(server.get(PATH + "?generate=1", words[0], words[1]).status()).isEqualTo(404);
      assertThat(server.get(PATH + "/events?generate=1", words[0], words[1]).status())
          .isEqualTo(404);
      assertThat(server.send("POST", PATH, words[0], words[1]).status()).isEqualTo(403);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void a_trusted_origin_may_and_gets_the_headers_for_it() {
      TestResponse response =
          server.get(
              PATH + "?generate=1",
              "Origin",
              "https://friend.example",
              "Sec-Fetch-Site",
              "cross-site");
      assertThat(response.status()).isEqualTo(200);
      assertThat(response.header("Access-Control-Allow-Origin"))
          .isEqualTo("https://friend.example");
      assertThat(response.header("Access-Control-Expose-Headers").split(", "))
          .contains("Location", "Retry-After", "X-Request-ID", "X-Should-Retry");
      TestResponse beforehand =
          server.send(
              "OPTIONS",
              PATH,
              "Origin",
              "https://friend.example",
              "Access-Control-Request-Method",
              "DELETE");
      assertThat(beforehand.status()).isEqualTo(204);
      assertThat(beforehand.header("Access-Control-Allow-Methods")).contains("DELETE");
    }

    @Test
    void a_trusted_origin_may_read_what_is_refused_at_once() {
      TestResponse refused =
          server.get(
              "/series", "Origin", "https://friend.example", "X-HTTP-Method-Override", "DELETE");
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.headers().allValues("Access-Control-Allow-Origin"))
          .containsExactly("https://friend.example");
      TestResponse malformed =
          RawHttp.exchange(
              server.port(),
              "GET /series/%ff HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                  + "Origin: https://friend.example\r\n\r\n");
      assertThat(malformed.status()).isEqualTo(400);
      assertThat(malformed.header("Access-Control-Allow-Origin"))
          .isEqualTo("https://friend.example");
    }

    @Test
    void an_origin_that_is_not_trusted_gets_no_headers() {
      assertThat(
              server
                  .get("/series", "Origin", "https://evil.example")
                  .header("Access-Control-Allow-Origin"))
          .isEmpty();
    }
  }

  @Nested
  class WithStrictMethods {
    private TestServer server;

    @BeforeEach
    void start() {
      server = TestServer.in(dataDir).with("--strict-methods").start();
    }

    @AfterEach
    void stop() {
      server.close();
    }

    @Test
    void a_get_that_would_change_something_is_told_what_to_use_instead() {
      for (String query : new String[] {"?generate=1", "?remove=1", "?generate=1&force=1"}) {
        TestResponse refused = server.get(PATH + query);
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.errorCode()).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(refused.header("Allow")).isEqualTo("POST, DELETE");
        assertThat(refused.json().at("/error/details").asText()).contains("--strict-methods");
      }
      assertThat(server.get(PATH + "/events?generate=1").status()).isEqualTo(405);
      assertThat(server.send("HEAD", PATH + "?remove=1").status()).isEqualTo(405);
      assertThat(server.get(PATH).status()).isEqualTo(404);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void everything_can_be_done_without_such_a_get() {
      TestResponse made = server.send("POST", PATH + "?wait=10");
      while (!made.json().path("done").asBoolean()) {
        assertThat(made.status()).isEqualTo(202);
        assertThat(made.header("Location")).isEqualTo(PATH);
        made = server.send("POST", PATH + "?wait=10");
      }
      assertThat(made.status()).isEqualTo(200);
      assertThat(server.get(PATH).header("Content-Type")).isEqualTo("image/png");

      TestResponse removed = server.send("DELETE", PATH + "?remove=1");

      assertThat(removed.json().at("/data/removed").asBoolean()).isTrue();
      assertThat(server.get(PATH).status()).isEqualTo(404);
      assertThat(server.send("DELETE", PATH + "?remove=1").json().at("/data/removed").asBoolean())
          .isFalse();
    }

    @Test
    void a_picture_that_is_being_made_is_cancelled_and_not_removed() {
      server.painter().hold();
      server.send("POST", PATH);

      assertThat(server.send("DELETE", PATH + "?remove=1").errorCode()).isEqualTo("CONFLICT");
      assertThat(server.send("DELETE", PATH).json().path("cancelled").asBoolean()).isTrue();
    }
  }

  @Nested
  class WhenATokenIsWanted {
    private static final String TOKEN = "s3cret-Token";
    private TestServer server;

    @BeforeEach
    void start() throws Exception {
      Path file = Files.writeString(dataDir.resolve("tokens"), TOKEN + "\nanother-token\n");
      server =
          TestServer.in(dataDir.resolve("data")).with("--api-token-file", file.toString()).start();
    }

    @AfterEach
    void stop() {
      server.close();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "Bearer",
          "Bearer ",
          "Bearer s3cret",
          "Bearer s3cret-Tokenx",
          "Bearer S3CRET-TOKEN",
          "Basic s3cret-Token",
          "s3cret-Token",
          "Bearer  s3cret-Token"
        })
    void anything_but_the_token_is_401(String header) {
      String[] headers = header.isEmpty() ? new String[0] : new String[] {"Authorization", header};
      TestResponse response = server.get(PATH + "?generate=1", headers);
      assertThat(response.status()).isEqualTo(401);
      assertThat(response.errorCode()).isEqualTo("UNAUTHORIZED");
      assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
      assertThat(server.send("POST", PATH, headers).status()).isEqualTo(401);
      assertThat(server.get(PATH + "?remove=1", headers).status()).isEqualTo(401);
      assertThat(server.send("HEAD", PATH + "?generate=1", headers).status()).isEqualTo(401);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void a_token_that_is_wrong_is_told_from_none() {
      assertThat(message(server.send("POST", PATH))).isEqualTo("this needs a token");
      assertThat(message(server.send("POST", PATH, "Authorization", "Bearer other")))
          .isEqualTo("the token is not one that is accepted here");
    }

    private static String message(TestResponse response) {
      return response.json().path("error").path("message").asText();
    }

    @Test
    void operators_see_what_was_asked_for_in_vain() {
      server.send("POST", PATH);
      server.get("/nowhere?remove=1");
      server.send("PUT", "/series/mine");
      assertThat(server.get("/errors?format=json").text())
          .contains("\"/dalle/{series}/{address}\"", "\"/series/{name}\"", "\"unmatched\"");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "/%s?generate=1",
          "%s;x?generate=1",
          "%s/?generate=1",
          "%s?generate=true",
          "%s?generate=1&token=s3cret-Token",
          "%s?generate=1&access_token=s3cret-Token"
        })
    void no_spelling_of_the_path_gets_around_it(String form) {
      TestResponse response = RawHttp.get(server.port(), form.formatted(PATH));
      assertThat(response.status()).isIn(400, 401, 404);
      assertThat(server.painter().calls()).isZero();
    }

    @Test
    void either_token_opens_and_the_scheme_has_no_case() {
      assertThat(server.get(PATH + "?generate=1", "Authorization", "Bearer " + TOKEN).status())
          .isEqualTo(200);
      assertThat(server.send("POST", PATH, "Authorization", "bearer another-token").status())
          .isIn(200, 202);
    }

    @Test
    void looking_needs_none() {
      assertThat(server.get(PATH).status()).isEqualTo(404);
      assertThat(server.get("/series").status()).isEqualTo(200);
    }
  }
}
