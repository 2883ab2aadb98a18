package dev.dalleserver.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a person sees the first tile of a gallery of ten thousand. */
final class BrowserChapter implements Chapter {
  private static final int PICTURES = 10_000;
  private static final double GOAL_MILLIS = 1000;
  private static final int ROUNDS = 3;
  private static final Path TESTS = Path.of("src", "test", "browser");
  private static final Pattern SHOWN = Pattern.compile("first thumbnail after ([0-9]+) ms");

  @Override
  public String name() {
    return "browser";
  }

  @Override
  public List<Row> measure(Workshop shop) throws Exception {
    if (!shop.has("node") || !Files.isDirectory(TESTS.resolve("node_modules/playwright-core"))) {
      System.err.println("bench: no node or no playwright-core, so no browser is measured");
      return List.of();
    }
    List<Double> millis = new ArrayList<>();
    try (ServerUnderTest server = GalleryChapter.full(shop, PICTURES)) {
      int rounds = shop.options().isShort() ? 1 : ROUNDS;
      // One more: the first makes the thumbnails.
      for (int round = 0; round <= rounds; round++) {
        Matcher shown = SHOWN.matcher(play(shop, server));
        if (round > 0 && shown.find()) {
          millis.add(Double.valueOf(shown.group(1)));
        }
      }
    }
    if (millis.isEmpty()) {
      System.err.println("bench: the browser showed nothing");
      return List.of();
    }
    return List.of(
        Row.atMost(
            "first tile of %,d in a browser".formatted(PICTURES),
            "ms",
            Spread.of(millis),
            GOAL_MILLIS));
  }

  private static String play(Workshop shop, ServerUnderTest server) throws Exception {
    Path output = shop.folder().resolve("browser.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                "node",
                "--test",
                "--test-reporter=spec",
                "--test-name-pattern=show the first tiles",
                "many.test.js")
            .directory(TESTS.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("MANY_URL", server.url(""));
    Process node = builder.start();
    shop.watch(node);
    node.waitFor();
    return Files.readString(output);
  }
}
