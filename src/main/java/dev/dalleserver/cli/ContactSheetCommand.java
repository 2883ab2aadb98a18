package dev.dalleserver.cli;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.painting.ContactSheet;
import dev.dalleserver.painting.OfflinePainter;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.Series;
import dev.dalleserver.series.SeriesCatalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Paints many addresses onto one sheet, for developers who judge the painter: {@code ./run.sh
 * contact-sheet [n] [series] [seed]}.
 */
final class ContactSheetCommand {
  private static final int COLUMNS = 5;
  private static final int CELL_PIXELS = 320;
  private static final Path SHEET = Path.of("contact-sheet.png");

  private final OfflinePainter painter;
  private final DressFactory dressFactory;
  private final Series series;

  private ContactSheetCommand(AttributeDatabases databases, Series series) {
    this.painter = new OfflinePainter(databases::records, RenderPermits.ofThisMachine());
    this.dressFactory = new DressFactory(databases);
    this.series = series;
  }

  public static void main(String[] args) throws IOException, CancelledException {
    System.setProperty("java.awt.headless", "true");
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 20;
    String name = args.length > 1 ? args[1] : "empty";
    long seed = args.length > 2 ? Long.parseLong(args[2]) : System.nanoTime();
    Path workingDirectory = Path.of("");
    Series series =
        SeriesCatalog.load(workingDirectory.resolve("series"))
            .find(SeriesName.parse(name))
            .orElseThrow();
    AttributeDatabases databases = AttributeDatabases.load(workingDirectory.resolve("databases"));
    byte[] sheet = new ContactSheetCommand(databases, series).paintSheet(count, seed);
    Files.write(SHEET, sheet);
    System.out.println("wrote " + SHEET + ", seed " + seed);
  }

  private byte[] paintSheet(int count, long seed) throws IOException, CancelledException {
    SplittableRandom random = new SplittableRandom(seed);
    List<byte[]> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Address address =
          new Address(
              "0x%016x%016x%08x".formatted(random.nextLong(), random.nextLong(), random.nextInt()));
      DalleDress dress = dressFactory.create(series, address, Optional.empty());
      System.out.println(i + " " + address + " " + dress.words().prompts().terse());
      pictures.add(paint(dress));
    }
    return ContactSheet.of(pictures, COLUMNS, CELL_PIXELS);
  }

  private byte[] paint(DalleDress dress) throws CancelledException {
    PaintRequest defaults = PaintRequest.of(dress.words(), new ReceivedName("sheet"));
    PaintRequest request =
        new PaintRequest(
            defaults.prompt(),
            defaults.dress(),
            defaults.seed(),
            Optional.of(ImageSize.SQUARE),
            defaults.tuning(),
            defaults.receivedAs());
    return painter.paint(request, ProgressListener.NONE, Cancellation.none()).png();
  }
}
