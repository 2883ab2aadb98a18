package dev.dalleserver.names;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.picture.Address;

/**
 * What a name stands for.
 *
 * @param name as it was normalized
 * @param kind {@code address}, {@code ens} or {@code phrase}
 */
public record ResolvedName(String name, String kind, Address address) {
  /** Returns the address with its checksum. */
  @JsonProperty
  public String checksumAddress() {
    return address.checksummed();
  }
}
