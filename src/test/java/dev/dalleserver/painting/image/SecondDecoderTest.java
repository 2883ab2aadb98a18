package dev.dalleserver.painting.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.pictures.EncodedPicture;
import dev.dalleserver.pictures.PictureCodec;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of picture looks as it does in Chromium, which shares no code with the decoders here.
 * What Chromium showed is stored as averages of 24 parts; where it is installed, all pixels are
 * compared.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SecondDecoderTest {
  private static final Path PICTURES = Path.of("src", "test", "resources", "pictures");
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int COLUMNS = 6;
  private static final int ROWS = 4;

  /** Chromium does not turn a WebP; Exif in it means the same as in a JPEG. */
  private static final String NOT_TURNED_BY_CHROMIUM = "exif8.webp";

  private static final PictureCodec CODEC = new ImageIoPictureCodec();

  @TempDir private Path folder;

  private static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(PICTURES)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> !name.endsWith(".txt"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static BufferedImage decoded(String name) throws Exception {
    byte[] bytes = Files.readAllBytes(PICTURES.resolve(name));
    PictureCodec.Png png =
        CODEC.reencode(
            EncodedPicture.of(bytes),
            PictureCodec.MAX_PIXELS,
            Optional.empty(),
            Cancellation.none());
    return ImageIO.read(new ByteArrayInputStream(png.png()));
  }

  /** Premultiplied samples: what is not visible is not compared. */
  private static int[] samples(BufferedImage image) {
    int[] argb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    int[] samples = new int[4 * argb.length];
    for (int i = 0; i < argb.length; i++) {
      int alpha = argb[i] >>> 24;
      samples[4 * i] = (argb[i] >> 16 & 0xff) * alpha / 255;
      samples[4 * i + 1] = (argb[i] >> 8 & 0xff) * alpha / 255;
      samples[4 * i + 2] = (argb[i] & 0xff) * alpha / 255;
      samples[4 * i + 3] = alpha;
    }
    return samples;
  }

  private static int tolerance(String name) {
    // Decoders of lossy formats smooth colours in different ways.
    return name.contains("loss") && name.contains("lossy") || name.contains("frames") ? 10 : 4;
  }

  @ParameterizedTest
  @MethodSource("names")
  void a_picture_looks_as_it_did_in_chromium(String name) throws Exception {
    Assumptions.assumeFalse(name.equals(NOT_TURNED_BY_CHROMIUM));
    String[] expected = expected().get(name);
    BufferedImage image = decoded(name);
    assertThat(image.getWidth() + "x" + image.getHeight()).isEqualTo(expected[1]);
    int[] samples = samples(image);
    for (int part = 0; part < COLUMNS * ROWS; part++) {
      byte[] wanted = HexFormat.of().parseHex(expected[2 + part]);
      int[] average = average(samples, image.getWidth(), image.getHeight(), part);
      for (int c = 0; c < 4; c++) {
        assertThat(Math.abs(average[c] - (wanted[c] & 0xff)))
            .as("%s part %d channel %d: %d", name, part, c, average[c])
            .isLessThanOrEqualTo(tolerance(name));
      }
    }
  }

  @Test
  void a_webp_is_turned_as_its_exif_says() throws Exception {
    BufferedImage turned = decoded(NOT_TURNED_BY_CHROMIUM);
    BufferedImage plain = decoded("lossy.webp");
    assertThat(turned.getWidth()).isEqualTo(plain.getHeight());
    assertThat(turned.getRGB(3, 5)).isEqualTo(plain.getRGB(plain.getWidth() - 1 - 5, 3));
  }

  @Test
  void all_pixels_are_those_of_the_chromium_that_is_installed() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(CHROMIUM), "there is no chromium");
    Map<String, JsonNode> shown = shown();
    List<String> differences = new ArrayList<>();
    for (String name : names().toList()) {
      int[] samples = samples(decoded(name));
      byte[] other = HexFormat.of().parseHex(shown.get(name).path(2).asText());
      long sum = 0;
      int most = 0;
      for (int i = 0; i < samples.length; i++) {
        int alpha = other[i | 3] & 0xff;
        int value = (i & 3) == 3 ? alpha : (other[i] & 0xff) * alpha / 255;
        int difference = Math.abs(samples[i] - value);
        sum += difference;
        most = Math.max(most, difference);
      }
      double mean = sum / (double) samples.length;
      boolean lossy = tolerance(name) > 4;
      boolean good = lossy ? mean <= 5 : mean <= 1.5 && most <= 12;
      if (!good && !name.equals(NOT_TURNED_BY_CHROMIUM)) {
        differences.add("%s: mean %.2f, most %d".formatted(name, mean, most));
      }
    }
    assertThat(shown).hasSizeGreaterThan(50);
    assertThat(differences).isEmpty();
  }

  private static Map<String, String[]> expected() throws IOException {
    Map<String, String[]> expected = new TreeMap<>();
    for (String line : Files.readAllLines(PICTURES.resolve("chromium.txt"))) {
      String[] words = line.split(" ");
      expected.put(words[0], words);
    }
    return expected;
  }

  private static int[] average(int[] samples, int width, int height, int part) {
    int column = part % COLUMNS;
    int row = part / COLUMNS;
    long[] sums = new long[4];
    int count = 0;
    for (int y = row * height / ROWS; y < (row + 1) * height / ROWS; y++) {
      for (int x = column * width / COLUMNS; x < (column + 1) * width / COLUMNS; x++) {
        for (int c = 0; c < 4; c++) {
          sums[c] += samples[4 * (y * width + x) + c];
        }
        count++;
      }
    }
    int[] average = new int[4];
    for (int c = 0; c < 4; c++) {
      average[c] = Math.round(sums[c] / (float) count);
    }
    return average;
  }

  /** Lets Chromium draw all pictures of a page and write their pixels into it. */
  private Map<String, JsonNode> shown() throws Exception {
    StringBuilder page = new StringBuilder("<!doctype html><body>");
    for (String name : names().toList()) {
      String type = name.substring(name.lastIndexOf('.') + 1).replace("jpg", "jpeg");
      String base64 =
          Base64.getEncoder().encodeToString(Files.readAllBytes(PICTURES.resolve(name)));
      page.append("<img id='%s' src='data:image/%s;base64,%s'>".formatted(name, type, base64));
    }
    page.append(
        """
        <pre id=out></pre><script>
        onload = () => {
          const all = {};
          for (const image of document.images) {
            const canvas = document.createElement("canvas");
            canvas.width = image.naturalWidth;
            canvas.height = image.naturalHeight;
            const pen = canvas.getContext("2d");
            pen.drawImage(image, 0, 0);
            const data = pen.getImageData(0, 0, canvas.width, canvas.height).data;
            let hex = "";
            for (const sample of data) hex += sample.toString(16).padStart(2, "0");
            all[image.id] = [canvas.width, canvas.height, hex];
          }
          document.getElementById("out").textContent = "[[" + JSON.stringify(all) + "]]";
        };
        </script>
        """);
    Path file = Files.writeString(folder.resolve("page.html"), page);
    Path output = folder.resolve("dom.html");
    Process chromium =
        new ProcessBuilder(
                CHROMIUM.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--user-data-dir=" + folder.resolve("profile"),
                "--dump-dom",
                file.toUri().toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(chromium.waitFor(90, TimeUnit.SECONDS)).isTrue();
    } finally {
      chromium.descendants().forEach(ProcessHandle::destroyForcibly);
      chromium.destroyForcibly();
    }
    String dom = Files.readString(output, StandardCharsets.UTF_8);
    int start = dom.indexOf("[[{");
    String json = dom.substring(start + 2, dom.indexOf("]]<", start));
    Map<String, JsonNode> shown = new TreeMap<>();
    new ObjectMapper()
        .readTree(json)
        .properties()
        .forEach(entry -> shown.put(entry.getKey(), entry.getValue()));
    return shown;
  }
}
