package dev.dalleserver.progress;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.dalleserver.dress.DalleDress;

/**
 * A dress with its JSON, rendered once per change and shared by all readers.
 *
 * @param json the members of the contract, without white space
 */
public record RenderedDress(DalleDress dress, String json) {
  private static final ObjectWriter WRITER = new ObjectMapper().writerFor(DalleDress.class);

  /** Renders {@code dress}. */
  public static RenderedDress of(DalleDress dress) {
    try {
      return new RenderedDress(dress, WRITER.writeValueAsString(dress));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a dress is made of texts and numbers", e);
    }
  }
}
