package dev.dalleserver.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.TestServer;
import dev.dalleserver.fixtures.SharedState;
import dev.dalleserver.fixtures.TestResponse;
import dev.dalleserver.fixtures.Waiting;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.pictures.FakeAnnotator;
import dev.dalleserver.pictures.FakePainter;
import dev.dalleserver.pictures.GivenPreview;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.ProgressListener;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run shows what the provider has painted so far, and nothing of it is left in the end. */
@Timeout(60)
class RunPreviewTest {
  private static final String PATH = "/dalle/simple/" + TestServer.ADDRESS;

  @TempDir Path dataDir;
  @TempDir Path folder;
  private final StagedProvider provider = new StagedProvider();
  private TestServer server;

  /** Shows a preview for each word that it is given, until it is told to end or to fail. */
  private static final class StagedProvider implements ImageProvider {
    private final BlockingQueue<String> words = new LinkedBlockingQueue<>();
    private final FakePainter painter = new FakePainter();
    private volatile int wanted;

    @Override
    public String name() {
      return "staged";
    }

    @Override
    public String model() {
      return "staged-1";
    }

    @Override
    public boolean isPaid() {
      // As with a remote provider, there is a guard in between.
      return true;
    }

    @Override
    public PaintedImage paint(
        PaintRequest request, ProgressListener listener, Cancellation cancellation)
        throws JobException, CancelledException {
      wanted = listener.wantedPreviews();
      String word = next(cancellation);
      while (!word.equals("end")) {
        if (word.equals("fail")) {
          throw new JobException(FailureCode.OPENAI_ERROR, "no more paint");
        }
        listener.onPreview(new GivenPreview(word.getBytes(StandardCharsets.UTF_8)));
        word = next(cancellation);
      }
      return painter.paint(request, listener, cancellation);
    }

    private String next(Cancellation cancellation) throws CancelledException {
      try {
        Optional<String> word = Optional.empty();
        while (word.isEmpty()) {
          cancellation.check();
          word = Optional.ofNullable(words.poll(10, TimeUnit.MILLISECONDS));
        }
        return word.get();
      } catch (InterruptedException e) {
        throw new CancelledException(Cancellation.Reason.SHUTDOWN);
      }
    }
  }

  @BeforeEach
  void start() {
    server =
        TestServer.in(dataDir)
            .providers(
                new PictureProviders(
                    Optional.empty(), Optional.of(provider), new FakeAnnotator(), 2))
            .with("--failure-hold", "1m")
            .start();
    server.get(PATH + "?generate=1");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private JsonNode snapshot() {
    return server.get(PATH).json();
  }

  private String awaitPreview(int number) {
    String url = PATH + "/preview?v=" + number;
    Waiting.until(() -> snapshot().path("previewUrl").asText().equals(url));
    return url;
  }

  @Test
  void each_preview_has_its_url_until_the_picture_is_there() throws Exception {
    assertThat(snapshot().path("previewUrl").asText()).isEmpty();
    assertThat(server.get(PATH + "/preview").status()).isEqualTo(404);
    provider.words.add("rough");
    TestResponse rough = server.get(awaitPreview(1));
    assertThat(rough.status()).isEqualTo(200);
    assertThat(rough.text()).isEqualTo("rough");
    assertThat(rough.header("Content-Type")).isEqualTo("image/jpeg");
    assertThat(rough.header("Cache-Control")).isEqualTo("no-store");
    provider.words.add("finer");
    assertThat(server.get(awaitPreview(2)).text()).isEqualTo("finer");
    assertThat(server.send("HEAD", PATH + "/preview").header("Content-Length")).isEqualTo("5");
    assertThat(provider.wanted).as("what the setting says").isEqualTo(2);
    provider.words.add("end");
    Waiting.until(() -> server.get(PATH + "/preview").status() == 404);
    assertThat(server.get(PATH).header("Content-Type")).isEqualTo("image/png");
    assertThat(server.get(PATH + "?generate=1").json().path("previewUrl").asText()).isEmpty();
    try (Stream<Path> files = Files.walk(dataDir)) {
      assertThat(files.filter(Files::isRegularFile))
          .allSatisfy(
              file ->
                  assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                      .isNotEqualTo("rough")
                      .isNotEqualTo("finer"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fail", "cancel"})
  void no_preview_is_left_of_a_run_without_a_picture(String end) {
    provider.words.add("rough");
    awaitPreview(1);
    if (end.equals("cancel")) {
      server.send("DELETE", PATH);
    } else {
      provider.words.add(end);
    }
    Waiting.until(() -> snapshot().path("done").asBoolean());
    assertThat(snapshot().path("previewUrl").asText()).isEmpty();
    assertThat(server.get(PATH + "/preview").status()).isEqualTo(404);
  }

  private static TestServer node(Path place, SharedState shared, ImageProvider provider) {
    String name = place.getFileName().toString();
    return TestServer.in(place)
        .providers(
            new PictureProviders(Optional.empty(), Optional.of(provider), new FakeAnnotator(), 2))
        .with(shared.flags(name))
        .start();
  }

  @Test
  void any_server_of_a_cluster_serves_what_one_of_them_paints() {
    StagedProvider painting = new StagedProvider();
    try (SharedState shared = SharedState.create();
        TestServer one = node(folder.resolve("one"), shared, painting);
        TestServer two = node(folder.resolve("two"), shared, painting)) {
      one.get(PATH + "?generate=1");
      assertThat(two.get(PATH + "/preview").status()).isEqualTo(404);
      painting.words.add("rough");
      String url = PATH + "/preview?v=1";
      Waiting.until(() -> one.get(PATH).json().path("previewUrl").asText().equals(url));
      assertThat(one.get(url).text()).isEqualTo("rough");
      assertThat(two.get(url).text()).isEqualTo("rough");
      assertThat(two.get(url).header("Content-Type")).isEqualTo("image/jpeg");
      Waiting.until(() -> two.get(PATH).json().path("previewUrl").asText().equals(url));
      painting.words.add("finer");
      for (TestServer each : List.of(two, one)) {
        Waiting.until(
            () -> each.get(PATH).json().path("previewUrl").asText().endsWith("/preview?v=2"));
        assertThat(one.get(PATH + "/preview?v=2").text()).isEqualTo("finer");
        assertThat(two.get(PATH + "/preview?v=2").text()).isEqualTo("finer");
      }
      painting.words.add("end");
      for (TestServer each : List.of(two, one)) {
        Waiting.until(() -> each.get(PATH + "/preview").status() == 404);
      }
    }
  }

  @Test
  void of_many_previews_only_some_are_shown() {
    for (int i = 0; i < 200; i++) {
      provider.words.add("step " + i);
    }
    Waiting.until(provider.words::isEmpty);
    String last = snapshot().path("previewUrl").asText();
    assertThat(Integer.parseInt(last.substring(last.indexOf('=') + 1))).isBetween(3, 20);
  }

  @Test
  void what_is_no_address_has_no_preview() {
    assertThat(server.get("/dalle/simple/0x12/preview").status()).isEqualTo(400);
    assertThat(server.get("/dalle/sim%2Fple/" + TestServer.ADDRESS + "/preview").status())
        .isEqualTo(400);
  }
}
