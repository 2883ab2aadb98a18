package dev.dalleserver.drafts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.dress.DressFactory;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.PictureFormat;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.picture.SeriesName;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.ImageSize;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PictureEncoder;
import dev.dalleserver.pictures.PictureEncoder.Encoding;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.series.AttributeDatabases;
import dev.dalleserver.series.DefinitionCheck;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/**
 * Tries definitions of series that are not stored: checks them, and paints small pictures of them.
 * Nothing is stored or paid for. The work is done by a few threads in the order of asking, so that
 * however many ask, half of the processors are left for pictures that are kept.
 */
public final class DraftService implements AutoCloseable {
  /** The width and the height of the pictures, in pixels. */
  public static final int SIDE = 256;

  private static final Encoding JPEG = new Encoding(PictureFormat.JPEG, 85);

  /** An editor asks for eight pictures of a definition; a definition may take a megabyte. */
  private static final int MAX_DRAFTS = 8;

  /** Some 20 KB each. */
  private static final int MAX_PICTURES = 256;

  private final ImageProvider painter;
  private final PictureEncoder encoder;
  private final AttributeDatabases databases;
  private final DefinitionCheck check;
  private final DraftWorkers workers;
  private final DraftCache<Given, Draft> drafts = new DraftCache<>(MAX_DRAFTS);
  private final DraftCache<Content, byte[]> pictures = new DraftCache<>(MAX_PICTURES);

  /**
   * @param painter paints without a network and without a payment
   */
  public DraftService(ImageProvider painter, PictureEncoder encoder, AttributeDatabases databases) {
    this(painter, encoder, databases, DraftWorkers.ofThisMachine());
  }

  DraftService(
      ImageProvider painter,
      PictureEncoder encoder,
      AttributeDatabases databases,
      DraftWorkers workers) {
    this.painter = painter;
    this.encoder = encoder;
    this.databases = databases;
    this.check = new DefinitionCheck(databases);
    this.workers = workers;
  }

  /** What a client has sent. */
  private record Given(SeriesName name, JsonNode definition) {}

  /** All that a picture depends on. */
  private record Content(List<String> records, int colorLimit, long seed) {}

  /**
   * Checks a definition.
   *
   * @throws RejectedExecutionException when too much work waits already
   */
  public CompletableFuture<DefinitionCheck.Findings> check(
      SeriesName name, JsonNode definition, Cancellation cancellation) {
    return workers.submit(cancellation, () -> check.check(name, definition));
  }

  /**
   * Paints the picture of an address as a JPEG of {@value #SIDE} by {@value #SIDE} pixels, without
   * a caption.
   *
   * @return a future that fails with an {@link dev.dalleserver.series.InvalidDefinitionException},
   *     a {@link CancelledException} or a {@link JobException}
   * @throws RejectedExecutionException when too much work waits already
   */
  public CompletableFuture<byte[]> paint(
      SeriesName name, JsonNode definition, Address address, Cancellation cancellation) {
    return workers.submit(cancellation, () -> jpeg(name, definition, address, cancellation));
  }

  @Override
  public void close() {
    workers.close();
  }

  private byte[] jpeg(
      SeriesName name, JsonNode definition, Address address, Cancellation cancellation)
      throws CancelledException, JobException {
    Draft draft = draft(name, definition);
    Dress dress = draft.dresses().create(draft.series(), address, Optional.empty()).words();
    // Of two definitions that draw the same words for an address, the second has its picture.
    Content content =
        new Content(dress.drawn().records(), dress.colorLimit().number(), dress.pictureSeed());
    Optional<byte[]> known = pictures.find(content);
    if (known.isPresent()) {
      return known.get();
    }
    byte[] picture =
        encoder.encode(
            painter.paint(request(dress), ProgressListener.NONE, cancellation).png(),
            JPEG,
            cancellation);
    pictures.put(content, picture);
    return picture;
  }

  private Draft draft(SeriesName name, JsonNode definition) {
    Given given = new Given(name, definition);
    Optional<Draft> known = drafts.find(given);
    if (known.isPresent()) {
      return known.get();
    }
    Draft draft = new Draft(check.parse(name, definition), new DressFactory(databases));
    drafts.put(given, draft);
    return draft;
  }

  private static PaintRequest request(Dress dress) {
    PaintRequest usual = PaintRequest.of(dress, new ReceivedName("draft"));
    return new PaintRequest(
        usual.prompt(),
        usual.dress(),
        usual.seed(),
        Optional.of(new ImageSize(SIDE, SIDE)),
        usual.tuning(),
        usual.receivedAs());
  }
}
