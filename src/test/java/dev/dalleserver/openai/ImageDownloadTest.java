package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.PaintedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Base64;
import java.util.stream.Stream;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import mockwebserver3.MockResponse;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 14 of the matrix: where an image URL may lead, with stand-ins on loopback. */
class ImageDownloadTest {
  private final Rig rig = new Rig();
  private ServerSocket standIn;

  @BeforeEach
  void listen() throws IOException {
    standIn = new ServerSocket(0, 10, InetAddress.getByName("127.0.0.1"));
    standIn.setSoTimeout(100);
  }

  @AfterEach
  void close() throws IOException {
    rig.close();
    standIn.close();
  }

  private void answerWithUrl(String url) {
    rig.answer(Rig.json("{\"data\":[{\"url\":\"" + url + "\"}]}"));
  }

  private static MockResponse bytes(byte[] picture) {
    return new MockResponse.Builder().body(new Buffer().write(picture)).build();
  }

  private interface Compressor {
    OutputStream into(OutputStream out) throws IOException;
  }

  private static byte[] compressed(byte[] bytes, Compressor compressor) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (OutputStream out = compressor.into(all)) {
      out.write(bytes);
    }
    return all.toByteArray();
  }

  private static MockResponse redirect(String to) {
    return new MockResponse.Builder().code(302).setHeader("Location", to).build();
  }

  private JobException failure() {
    return catchThrowableOfType(JobException.class, rig::paint);
  }

  private void assertNobodyCalled() throws IOException {
    try {
      standIn.accept().close();
    } catch (SocketTimeoutException nobody) {
      return;
    }
    throw new AssertionError("a connection was made");
  }

  @Nested
  class WhenTheUrlIsOnTheConfiguredServer {
    @Test
    void the_picture_is_fetched_with_the_key_that_the_api_needs() throws Exception {
      String url = rig.server.url("/files/a.png").toString();
      answerWithUrl(url);
      rig.answer(bytes(Pictures.png(16, 16)));
      PaintedImage image = rig.paint();
      assertThat(image.mode()).isEqualTo("url");
      assertThat(image.url()).isEqualTo(url);
      assertThat(image.providerRequestId()).isEqualTo("req_1");
      assertThat(rig.server.takeRequest().getHeaders().get("Authorization"))
          .isEqualTo("Bearer " + Rig.KEY);
      assertThat(rig.server.takeRequest().getHeaders().get("Authorization"))
          .isEqualTo("Bearer " + Rig.KEY);
      assertThat(rig.events).contains("image success", "download success");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/files/a.png?key=1", "files/a.png?key=1"})
    void a_relative_url_counts_from_the_api(String url) throws Exception {
      answerWithUrl(url);
      rig.answer(bytes(Pictures.png(16, 16)));
      PaintedImage image = rig.paint();
      assertThat(image.url()).isEqualTo(rig.server.url("/v1/files/a.png").toString());
      rig.server.takeRequest();
      assertThat(rig.server.takeRequest().getTarget()).isEqualTo("/v1/files/a.png?key=1");
    }

    static Stream<Arguments> encodings() throws IOException {
      byte[] png = Pictures.png(16, 16);
      return Stream.of(
          Arguments.of("gzip", compressed(png, GZIPOutputStream::new)),
          Arguments.of("gzip", png),
          Arguments.of("br", png),
          Arguments.of("deflate", compressed(png, DeflaterOutputStream::new)),
          Arguments.of("identity", compressed(png, GZIPOutputStream::new)));
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void what_the_headers_say_of_compression_decides_nothing(String said, byte[] body)
        throws Exception {
      answerWithUrl(rig.server.url("/0").toString());
      rig.answer(bytes(body).newBuilder().setHeader("Content-Encoding", said).build());
      assertThat(rig.paint().size()).hasToString("16x16");
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "br", "deflate"})
    void an_answer_that_is_not_compressed_as_it_says_is_not_paid_for_again(String said)
        throws Exception {
      String base64 = Base64.getEncoder().encodeToString(Pictures.png(16, 16));
      MockResponse answer = Rig.json("{\"data\":[{\"b64_json\":\"" + base64 + "\"}]}");
      rig.answer(answer.newBuilder().setHeader("Content-Encoding", said).build());
      assertThat(rig.paint().size()).hasToString("16x16");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {420, 429, 509})
    void the_limit_of_a_pictures_server_holds_up_no_other_picture(int status) throws Exception {
      answerWithUrl(rig.server.url("/0").toString());
      MockResponse limited =
          new MockResponse.Builder().code(status).setHeader("Retry-After", "3600").build();
      rig.answer(limited, limited, bytes(Pictures.png(16, 16)));
      assertThat(rig.paint().size()).hasToString("16x16");
      assertThat(rig.server.getRequestCount()).isEqualTo(4);
      assertThat(rig.pauses)
          .as("its own pauses, and no time in the line of all downloads")
          .containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void a_picture_that_says_it_is_too_large_is_refused_before_it_comes() throws Exception {
      answerWithUrl(rig.server.url("/0").toString());
      MockResponse large =
          bytes(Pictures.png(16, 16))
              .newBuilder()
              .setHeader("Content-Length", PictureLimit.MAX_BYTES + 1L)
              .build();
      rig.answer(large);
      assertThat(failure()).hasMessageContaining("too large");
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void a_picture_that_is_cut_is_said_to_be() throws Exception {
      MockResponse cut =
          bytes(Pictures.png(16, 16)).newBuilder().setHeader("Content-Length", 9999).build();
      answerWithUrl(rig.server.url("/0").toString());
      MockResponse closing = cut.newBuilder().onResponseEnd(new SocketEffect.CloseSocket()).build();
      rig.answer(closing, closing, closing);
      assertThat(failure()).hasMessageContaining("closed in the middle of the answer");
    }

    @ParameterizedTest
    @CsvSource({
      "s3://bucket/secret.png, 'neither https nor http, but s3'",
      "file:///etc/secret.png, 'neither https nor http, but file'",
      "https://a..b/secret.png, malformed",
      "http://127.0.0.1:99999/secret.png, malformed"
    })
    void a_url_that_is_none_for_this_server_is_refused_with_its_scheme(String url, String told) {
      answerWithUrl(url);
      assertThat(failure()).hasMessageContaining(told).hasMessageNotContaining("secret");
      answerWithUrl(rig.server.url("/0").toString());
      rig.answer(redirect(url));
      assertThat(failure()).hasMessageContaining(told).hasMessageNotContaining("secret");
    }

    @ParameterizedTest
    @CsvSource({
      "-5, 'its Content-Length is no length: -5'",
      "many, 'its Content-Length is no length: many'",
      "'90, 90', 'its Content-Length is no length: 90, 90'",
      "'', 'its Content-Length is no length: an empty text'",
      "7, 'it has two lengths, Content-Length: 7 and 90'"
    })
    void a_length_that_makes_no_sense_is_told(String length, String told) throws Exception {
      answerWithUrl(rig.server.url("/0").toString());
      MockResponse answer = bytes(Pictures.png(16, 16));
      rig.answer(
          told.contains("two")
              ? answer
                  .newBuilder()
                  .setHeader("Content-Length", length)
                  .addHeader("Content-Length", "90")
                  .build()
              : answer.newBuilder().setHeader("Content-Length", length).build());
      assertThat(failure())
          .hasMessage("the answer of the picture's server localhost makes no sense: " + told);
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void a_page_of_a_protection_against_bots_is_told_with_its_remedy() {
      answerWithUrl(rig.server.url("/0").toString());
      MockResponse page =
          new MockResponse.Builder()
              .code(403)
              .body("<html><head><title>Just a moment...</title></head></html>")
              .build();
      rig.answer(page, page, page, page, page, page);
      assertThat(failure())
          .hasMessageContaining("the picture's server answered 403: a protection against bots")
          .hasMessageContaining("let this server's address pass");
    }

    @Test
    void three_redirects_are_followed_and_no_fourth() throws Exception {
      answerWithUrl(rig.server.url("/0").toString());
      rig.answer(redirect("/1"), redirect("/2"), redirect("/3"), bytes(Pictures.png(16, 16)));
      assertThat(rig.paint().mode()).isEqualTo("url");

      answerWithUrl(rig.server.url("/0").toString());
      rig.answer(redirect("/1"), redirect("/2"), redirect("/3"), redirect("/4"));
      assertThat(failure()).hasMessageContaining("redirects more than 3 times");
    }

    @Test
    void a_failed_download_is_tried_again_because_the_picture_is_paid_for() throws Exception {
      answerWithUrl(rig.server.url("/a").toString());
      rig.answer(
          new MockResponse.Builder().code(503).build(),
          new MockResponse.Builder().code(500).build(),
          bytes(Pictures.png(16, 16)));
      assertThat(rig.paint().mode()).isEqualTo("url");
      assertThat(rig.events).containsOnlyOnce("image success");
      assertThat(rig.provider.status().possiblyBilledTwice()).isZero();
    }

    @Test
    void what_is_not_there_is_asked_for_again_for_half_a_minute() {
      answerWithUrl(rig.server.url("/a").toString());
      MockResponse gone = new MockResponse.Builder().code(404).build();
      rig.answer(gone, gone, gone, gone, gone, gone);
      JobException failure = failure();
      assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
      assertThat(failure)
          .hasMessageStartingWith("the picture's server answered 404, also 30 s later");
      assertThat(rig.pauses).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L, 15L);
      assertThat(rig.server.getRequestCount()).isEqualTo(7);
    }

    @Test
    void more_than_32_megabytes_are_not_read() {
      answerWithUrl(rig.server.url("/a").toString());
      rig.answer(
          new MockResponse.Builder()
              .body(new Buffer().write(new byte[100]))
              .setHeader("Content-Length", (32 << 20) + 1)
              .build());
      assertThat(failure().code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
    }
  }

  @Nested
  class WhenTheUrlLeadsInside {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://127.0.0.1:PORT/",
          "https://127.1:PORT/",
          "https://2130706433:PORT/",
          "https://0:PORT/",
          "https://0x7f.1:PORT/",
          "https://0177.0.0.1:PORT/",
          "https://[::1]:PORT/",
          "https://[::127.0.0.1]:PORT/",
          "https://[::ffff:127.0.0.1]:PORT/",
          "https://[64:ff9b::7f00:1]:PORT/",
          "https://[2002:7f00:1::]:PORT/",
          "https://169.254.10.10:PORT/",
          "https://inside.example:PORT/",
          "http://127.0.0.1:PORT/",
          "http://elsewhere.example:PORT/",
          "ftp://127.0.0.1:PORT/",
          "file:///etc/passwd"
        })
    void no_connection_is_made(String pattern) throws Exception {
      rig.names.put("inside.example", InetAddress.getByName("127.0.0.1"));
      rig.names.put("0x7f.1", InetAddress.getByName("127.0.0.1"));
      rig.names.put("elsewhere.example", InetAddress.getByName("127.0.0.1"));
      String url = pattern.replace("PORT", String.valueOf(standIn.getLocalPort()));
      answerWithUrl(url);
      JobException failure = failure();
      assertThat(failure.code()).isEqualTo(FailureCode.IMAGE_DOWNLOAD_ERROR);
      assertThat(failure).hasMessageStartingWith("the image URL");
      assertThat(rig.server.getRequestCount()).isEqualTo(1);
      assertNobodyCalled();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "https://127.0.0.1:PORT/",
          "http://127.0.0.1:PORT/",
          "https://inside.example:PORT/",
          "//127.0.0.1:PORT/",
          "file:///etc/passwd"
        })
    void no_redirect_gets_there_either(String pattern) throws Exception {
      rig.names.put("inside.example", InetAddress.getByName("127.0.0.1"));
      answerWithUrl(rig.server.url("/a").toString());
      rig.answer(redirect(pattern.replace("PORT", String.valueOf(standIn.getLocalPort()))));
      assertThat(failure()).hasMessageStartingWith("the image URL");
      assertThat(rig.server.getRequestCount()).isEqualTo(2);
      assertNobodyCalled();
    }
  }
}
