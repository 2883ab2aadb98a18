package dev.dalleserver.picture;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads JSON that any program, or the operator, may have stored: with trailing commas, comments,
 * control characters in texts, a byte order mark, and bytes that are not UTF-8, which become
 * replacement characters. Of two members of one name the last one counts, as in the original.
 */
public final class StoredJson {
  private static final ObjectReader FIRST_VALUE =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_TRAILING_COMMA.mappedFeature())
          .enable(JsonParser.Feature.ALLOW_COMMENTS)
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS.mappedFeature())
          .build()
          .reader();

  private static final ObjectReader WHOLE =
      FIRST_VALUE.with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private StoredJson() {}

  /**
   * Parses the first value of a file, and ignores what follows it.
   *
   * @return a missing node for an empty file
   * @throws IOException when it is not JSON, however tolerantly it is read; its location is that in
   *     the file
   */
  public static JsonNode read(byte[] content) throws IOException {
    return read(FIRST_VALUE, content);
  }

  /**
   * Parses a file, as {@link #read} does.
   *
   * @throws IOException also when something follows the value
   */
  public static JsonNode readWhole(byte[] content) throws IOException {
    return read(WHOLE, content);
  }

  private static JsonNode read(ObjectReader reader, byte[] content) throws IOException {
    try {
      return reader.readTree(content);
    } catch (IOException e) {
      byte[] mended = new String(content, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
      if (Arrays.equals(mended, content)) {
        throw e;
      }
      return reader.readTree(mended);
    }
  }
}
