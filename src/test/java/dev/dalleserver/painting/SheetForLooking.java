package dev.dalleserver.painting;

import dev.dalleserver.dress.AttributeName;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.ProgressListener;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes a contact sheet to look at while the painter is being worked on: file, first seed, count,
 * columns, cell, size of the pictures, then {@code NAME=record} for attributes to hold fixed.
 */
final class SheetForLooking {
  private SheetForLooking() {}

  /** CPU time, which other processes on the machine do not lengthen. */
  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  public static void main(String[] args) throws Exception {
    int first = Integer.parseInt(args[1]);
    int count = Integer.parseInt(args[2]);
    int size = Integer.parseInt(args[5]);
    OfflinePainter painter = new OfflinePainter(Vocabulary.empty(), RenderPermits.ofThisMachine());
    List<byte[]> pngs = new ArrayList<>();
    for (int seed = first; seed < first + count; seed++) {
      Map<AttributeName, String> values = Words.draw(seed);
      for (int i = 6; i < args.length; i++) {
        String[] pair = args[i].split("=", 2);
        AttributeName name = AttributeName.valueOf(pair[0]);
        String[] turns = pair[1].split("[|]");
        String turn = turns[(seed - first) * turns.length / count];
        List<String> choices =
            Words.records(name).stream().filter(r -> ("," + r + ",").contains(turn)).toList();
        values.put(name, choices.get((seed * 7919) % choices.size()));
      }
      System.out.print(
          seed
              + " "
              + values.get(AttributeName.NOUN)
              + " / "
              + values.get(AttributeName.ART_STYLE_1));
      PaintRequest request =
          new PaintRequest(
              "p",
              Optional.of(Words.dress(seed, values).words()),
              seed * 77777L,
              Optional.of(new ImageSize(size, size)),
              PaintRequest.Tuning.DEFAULT,
              new ReceivedName("a-test"));
      long start = cpu();
      byte[] png = painter.paint(request, ProgressListener.NONE, Cancellation.none()).png();
      System.out.println("   " + (cpu() - start) / 1_000_000 + " ms, " + png.length);
      pngs.add(png);
    }
    byte[] sheet = ContactSheet.of(pngs, Integer.parseInt(args[3]), Integer.parseInt(args[4]));
    Files.write(Path.of(args[0]), sheet);
  }
}
