package dev.dalleserver.metadata;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.dress.Dress;
import dev.dalleserver.dress.PictureFacts;
import dev.dalleserver.gallery.StoredImage;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.PictureKey;
import dev.dalleserver.wire.JsonEncoder;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/**
 * The metadata of a finished picture as that of an ERC-721 token, with the fields that OpenSea adds
 * to the schema.
 *
 * @param name the title
 * @param description one sentence
 * @param image the URL of the picture with its caption
 * @param externalUrl the URL of the picture's page; not written when empty
 * @param backgroundColor six hex digits without a number sign
 * @param attributes the words of the picture
 * @see <a href="https://eips.ethereum.org/EIPS/eip-721">EIP-721</a>
 */
public record TokenMetadata(
    String name,
    String description,
    String image,
    @JsonProperty("external_url") @JsonInclude(JsonInclude.Include.NON_EMPTY) String externalUrl,
    @JsonProperty("background_color") String backgroundColor,
    List<TokenAttribute> attributes,
    Properties properties) {
  /**
   * Where the picture comes from.
   *
   * @param address with its checksum
   * @param provider empty when unknown
   * @param model empty when unknown
   * @param createdAt RFC 3339, in UTC
   */
  public record Properties(
      String series, String address, String provider, String model, String createdAt) {}

  public TokenMetadata {
    attributes = List.copyOf(attributes);
  }

  /**
   * Returns the metadata of a stored picture.
   *
   * @param dress what is known of the picture; its words may be empty
   */
  public static TokenMetadata of(StoredImage image, DalleDress dress, MetadataLinks links) {
    PictureKey key = PictureKey.parse(image.series(), image.address());
    Dress words = dress.words();
    PictureFacts.Origin origin = dress.picture().origin();
    String address = new Address(image.address()).checksummed();
    return new TokenMetadata(
        first(words.prompts().title(), image.title(), address),
        first(words.prompts().terse(), words.prompts().base(), "The picture of " + address + "."),
        links.image(key),
        links.page(key),
        image.color().substring(1),
        TokenAttribute.of(words),
        new Properties(
            image.series(),
            address,
            origin.provider(),
            origin.model(),
            image.createdAt().truncatedTo(ChronoUnit.SECONDS).toString()));
  }

  /** Returns the JSON, as marketplaces fetch it: the same bytes for the same picture and links. */
  public byte[] toJson() {
    return JsonEncoder.encode(this);
  }

  private static String first(String... texts) {
    return Stream.of(texts)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }
}
