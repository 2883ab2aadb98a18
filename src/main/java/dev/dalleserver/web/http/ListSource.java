package dev.dalleserver.web.http;

import dev.dalleserver.memory.MemoryBudget;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A JSON list whose items are rendered while it is sent: however long it is, the server holds one
 * piece of it for each reader.
 */
final class ListSource<T> implements BodySource {
  private static final int PIECE_BYTES = 16 * 1024;

  private final Iterator<T> items;
  private final Function<T, byte[]> renderer;
  private final byte[] begin;
  private final byte[] end;
  private final MemoryBudget.Reservation reserved;
  private byte @Nullable [] first;
  private boolean begun;
  private boolean ended;

  private ListSource(
      byte[] begin,
      List<T> items,
      Function<T, byte[]> renderer,
      byte[] end,
      MemoryBudget.Reservation reserved) {
    this.begin = begin;
    this.items = items.iterator();
    this.renderer = renderer;
    this.end = end;
    this.reserved = reserved;
  }

  /**
   * @param frame JSON whose first empty list receives the items
   * @param renderer renders an item as JSON
   * @throws ApiError 503 when clients have left too much unread
   */
  static <T> ListSource<T> of(
      byte[] frame, List<T> items, Function<T, byte[]> renderer, BodySender sender) {
    int inside = emptyList(frame);
    byte[] begin = Arrays.copyOf(frame, inside);
    byte[] end = Arrays.copyOfRange(frame, inside, frame.length);
    return new ListSource<>(begin, items, renderer, end, sender.reserve(PIECE_BYTES));
  }

  private static int emptyList(byte[] frame) {
    for (int i = 1; i < frame.length; i++) {
      if (frame[i - 1] == '[' && frame[i] == ']') {
        return i;
      }
    }
    throw new IllegalArgumentException("the frame has no empty list");
  }

  /** Renders the first piece ahead, and returns its length in bytes. */
  int firstPieceBytes() {
    byte[] rendered = piece();
    first = rendered;
    return rendered.length;
  }

  @Override
  public boolean hasMore() {
    return first != null || !ended;
  }

  @Override
  public ByteBuffer next() {
    byte[] rendered = first == null ? piece() : first;
    first = null;
    return ByteBuffer.wrap(rendered);
  }

  private byte[] piece() {
    ByteArrayOutputStream piece = new ByteArrayOutputStream();
    if (!begun) {
      piece.writeBytes(begin);
    }
    while (items.hasNext() && piece.size() < PIECE_BYTES) {
      if (begun) {
        piece.write(',');
      }
      piece.writeBytes(renderer.apply(items.next()));
      begun = true;
    }
    if (!items.hasNext()) {
      piece.writeBytes(end);
      ended = true;
    }
    reserve(piece.size());
    return piece.toByteArray();
  }

  /** Reserves what a piece has beyond the usual: its last item may be long. */
  private void reserve(int bytes) {
    long more = bytes - reserved.bytes();
    if (more > 0 && !reserved.tryGrow(more)) {
      throw BodySender.busyError();
    }
  }

  @Override
  public void release() {
    reserved.close();
  }
}
