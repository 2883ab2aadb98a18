package dev.dalleserver.cluster;

import java.util.regex.Pattern;

/**
 * The name of one process of a cluster.
 *
 * @param text 1 to 100 letters, digits, dots, hyphens and underscores
 */
public record NodeName(String text) {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._-]{1,100}");

  public NodeName {
    if (!FORM.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "a node's name has 1 to 100 letters, digits, '.', '-' and '_'");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
