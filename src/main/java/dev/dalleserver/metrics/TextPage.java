package dev.dalleserver.metrics;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The page of metrics in the text format, made of blocks that are only written again when a number
 * has changed. Blocks may be added at any time; the page is written by one thread at a time.
 */
final class TextPage {
  private final Collection<Section> sections = new ConcurrentLinkedQueue<>();

  /** A metric's heading and the blocks of its children. */
  static final class Section {
    private final byte[] heading;
    private final Collection<TextBlock> blocks = new ConcurrentLinkedQueue<>();

    private Section(byte[] heading) {
      this.heading = heading;
    }

    void add(TextBlock block) {
      blocks.add(block);
    }

    void remove(TextBlock block) {
      blocks.remove(block);
    }
  }

  /** Adds a section at the end; it has no block yet. */
  Section section(byte[] heading) {
    Section section = new Section(heading);
    sections.add(section);
    return section;
  }

  byte[] write() {
    List<byte[]> parts = new ArrayList<>();
    int length = 0;
    for (Section section : sections) {
      parts.add(section.heading);
      length += section.heading.length;
      for (TextBlock block : section.blocks) {
        byte[] part = block.text();
        parts.add(part);
        length += part.length;
      }
    }
    byte[] page = new byte[length];
    int offset = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, page, offset, part.length);
      offset += part.length;
    }
    return page;
  }
}
