package dev.dalleserver.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dalleserver.fakeprovider.FakeProvider;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A small heap is enough for all answers of a provider: tried in a JVM of 128 MB. */
@Timeout(300)
class ProviderHeapTest {
  private static final String TEN_GIGABYTES = "10240";

  @Test
  void ten_gigabytes_of_base64_are_given_up_early_however_many_offer_them() throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("size-mb", TEN_GIGABYTES))) {
      assertThat(probe(fake, 8, 8)).contains("endings {IMAGE_DOWNLOAD_ERROR=8}");
    }
  }

  @Test
  void ten_gigabytes_behind_a_url_are_given_up_early() throws Exception {
    Map<String, String> switches = Map.of("size-mb", TEN_GIGABYTES, "url-mode", "true");
    try (FakeProvider fake = new FakeProvider(0, switches)) {
      assertThat(probe(fake, 8, 8)).contains("endings {IMAGE_DOWNLOAD_ERROR=8}");
    }
  }

  @Test
  void twenty_pictures_of_four_megabytes_of_base64_arrive_at_once() throws Exception {
    try (FakeProvider fake = new FakeProvider(0, Map.of("size-mb", "3"))) {
      assertThat(probe(fake, 20, 20)).contains("endings {1024x1024=20}");
    }
  }

  private static String probe(FakeProvider fake, int pictures, int atOnce) throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                HeapProbe.class.getName(),
                fake.baseUrl(),
                String.valueOf(pictures),
                String.valueOf(atOnce))
            .redirectErrorStream(true)
            .start();
    try {
      String output = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(java.waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(output).doesNotContain("OutOfMemoryError");
      return output;
    } finally {
      java.destroyForcibly();
    }
  }
}
