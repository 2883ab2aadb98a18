package dev.dalleserver.web.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The strict reader of a request's body as a JSON object: it refuses what could be read in two
 * ways.
 */
public final class JsonBody {
  private static final Pattern JSON_TYPE =
      Pattern.compile(
          "\\s*(application|text)/([a-z0-9.+-]+\\+)?json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

  private static final Pattern CHARSET =
      Pattern.compile(";\\s*charset\\s*=\\s*\"?([^\";]*)", Pattern.CASE_INSENSITIVE);

  private static final Pattern DUPLICATE_FIELD = Pattern.compile("Duplicate field '(.*)'");

  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private JsonBody() {}

  /**
   * @param example a body for the message, for people to read
   * @throws ApiError when {@code contentType} is given and is not JSON or names an unknown charset,
   *     or the body is not JSON
   */
  public static JsonNode read(@Nullable String contentType, byte[] body, String example) {
    if (contentType != null && !JSON_TYPE.matcher(contentType).matches()) {
      throw new ApiError(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body must be JSON",
          "received " + ErrorMapping.echo(contentType) + "; expected application/json");
    }
    if (contentType != null && namesUnknownCharset(contentType)) {
      throw new ApiError(
          ErrorCode.UNSUPPORTED_MEDIA_TYPE,
          "the body's charset is not known",
          "received " + ErrorMapping.echo(contentType) + "; expected UTF-8");
    }
    try {
      // Decodes before parsing: the parser would guess other encodings, and repair broken ones.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      if (text.startsWith(BYTE_ORDER_MARK)) {
        // A parser may ignore it (RFC 8259, section 8.1); some clients send files with it.
        text = text.substring(1);
      }
      if (text.isBlank()) {
        throw malformed("nothing", example);
      }
      JsonNode json = STRICT.readTree(text);
      if (json.isObject()) {
        return json;
      }
      throw malformed(describe(json.getNodeType()), example);
    } catch (CharacterCodingException e) {
      throw malformed("bytes that are not UTF-8", example);
    } catch (JsonProcessingException e) {
      throw malformed(describe(e), example);
    }
  }

  private static String describe(JsonNodeType type) {
    return switch (type) {
      case ARRAY -> "an array";
      case STRING -> "a text";
      case NUMBER -> "a number";
      case BOOLEAN -> "true or false";
      default -> "null";
    };
  }

  /** Describes what was received; the parser's own message is about the parser. */
  private static String describe(JsonProcessingException e) {
    Matcher duplicate = DUPLICATE_FIELD.matcher(String.valueOf(e.getOriginalMessage()));
    if (duplicate.lookingAt()) {
      return "the member " + duplicate.group(1) + " twice";
    }
    if (e instanceof StreamConstraintsException) {
      return "JSON that is nested too deeply or has a number or a name that is too long";
    }
    if (e instanceof JsonEOFException) {
      return "JSON that breaks off before its end";
    }
    JsonLocation location = e.getLocation();
    String what = e instanceof MismatchedInputException ? "more than one object" : "no JSON";
    return location == null
        ? what
        : "%s at line %d, column %d".formatted(what, location.getLineNr(), location.getColumnNr());
  }

  private static boolean namesUnknownCharset(String contentType) {
    Matcher charset = CHARSET.matcher(contentType);
    try {
      return charset.find() && !Charset.isSupported(charset.group(1).strip());
    } catch (IllegalCharsetNameException e) {
      return true;
    }
  }

  private static ApiError malformed(String received, String example) {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "the body is not a JSON object",
        "received " + ErrorMapping.echo(received) + "; expected " + example);
  }
}
