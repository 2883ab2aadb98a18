package dev.dalleserver.painting;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.painting.image.PictureDecoder;
import dev.dalleserver.painting.image.PngEncoder;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.painting.image.Thumbnails;
import dev.dalleserver.pictures.AnnotatedImage;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Measures the work on a picture of 1024 by 1024 after it was painted, as a whole and step by step.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PictureSpeed {
  private final CaptionAnnotator annotator =
      new CaptionAnnotator("bench", RenderPermits.ofThisMachine());
  private DalleDress dress;
  private byte[] png;
  private BufferedImage picture;

  @Setup
  public void paint() throws Exception {
    dress = Dresses.of(Dresses.ADDRESS);
    png = Pictures.paint(Pictures.request(1, Words.draw(1), 1024)).png();
    picture = Pictures.decoded(png);
  }

  @Benchmark
  public AnnotatedImage annotate() throws Exception {
    return annotator.annotate(png, dress, Instant.EPOCH);
  }

  @Benchmark
  public BufferedImage decode() throws Exception {
    return Pictures.decoded(png);
  }

  @Benchmark
  public byte[] encode() {
    return PngEncoder.encode(
        PictureDecoder.pixels(picture), picture.getWidth(), picture.getHeight());
  }

  @Benchmark
  public byte[] thumbnail() {
    return Thumbnails.jpeg(picture);
  }

  @Benchmark
  public int dominantColor() {
    return DominantColor.of(picture, picture.getHeight());
  }
}
