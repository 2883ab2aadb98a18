package dev.dalleserver.dress;

import java.util.List;

/**
 * The words that the digits of a seed have drawn. The last three lists repeat what the attributes
 * say; they are kept as they are read, since another program may have written the file.
 *
 * @param attributes in order; the original's earlier releases have fifteen, the others sixteen
 * @param seedChunks the pieces of the seed; the original has the records here
 * @param tokens the attributes' names
 * @param records the attributes' records
 */
public record DrawnWords(
    List<Attribute> attributes,
    List<String> seedChunks,
    List<String> tokens,
    List<String> records) {
  public DrawnWords {
    attributes = List.copyOf(attributes);
    seedChunks = List.copyOf(seedChunks);
    tokens = List.copyOf(tokens);
    records = List.copyOf(records);
  }

  /** Returns the words that a seed has drawn as these attributes. */
  static DrawnWords of(List<Attribute> attributes, List<String> seedChunks) {
    return new DrawnWords(
        attributes,
        seedChunks,
        attributes.stream().map(Attribute::name).toList(),
        attributes.stream().map(Attribute::value).toList());
  }

  /** Returns the first attribute of that name; without a record when there is none. */
  Attribute attribute(AttributeName name) {
    for (Attribute attribute : attributes) {
      if (attribute.name().equals(name.key())) {
        return attribute;
      }
    }
    return Attribute.missing(name);
  }
}
