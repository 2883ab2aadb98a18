package dev.dalleserver.docs;

import java.nio.file.Path;
import java.util.List;

/** The blocks of a page that another test runs: {@code <!-- run by SomeTest -->}. */
public final class HandedBlocks {
  private HandedBlocks() {}

  /**
   * What the page hands to a test, in order.
   *
   * @throws AssertionError when it hands it nothing
   */
  public static List<String> of(Path page, Class<?> test) {
    List<String> blocks =
        MarkdownPage.read(page).sections().stream()
            .flatMap(section -> section.fences().stream())
            .filter(fence -> fence.runBy().equals(test.getSimpleName()))
            .map(Fence::text)
            .toList();
    if (blocks.isEmpty()) {
      throw new AssertionError(page + " has no block for " + test.getSimpleName());
    }
    return blocks;
  }
}
