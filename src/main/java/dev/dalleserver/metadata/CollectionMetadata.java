package dev.dalleserver.metadata;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.wire.JsonEncoder;

/**
 * What marketplaces read of a whole collection, such as a series.
 *
 * @param name for people
 * @param description one sentence or more; may be empty
 * @param image the URL of a picture that stands for all
 * @param externalLink the URL of the collection's page; not written when empty
 */
public record CollectionMetadata(
    String name,
    String description,
    String image,
    @JsonProperty("external_link") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String externalLink) {
  /** Returns the JSON: the same bytes for the same values. */
  public byte[] toJson() {
    return JsonEncoder.encode(this);
  }
}
