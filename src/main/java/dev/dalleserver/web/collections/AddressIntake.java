package dev.dalleserver.web.collections;

import dev.dalleserver.collections.AddressList;
import dev.dalleserver.picture.Address;
import dev.dalleserver.web.http.ApiError;
import dev.dalleserver.web.http.ErrorCode;
import dev.dalleserver.web.http.ErrorMapping;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Takes in the entries of a list: addresses in any case, repeated ones, and what is none. */
final class AddressIntake {
  private static final int MAX_NAMED = 100;
  private static final int DIGITS = 40;
  private static final Pattern BARE = Pattern.compile("[0-9a-fA-F]{40}");
  private static final Pattern PREFIXED = Pattern.compile("0[xX][0-9a-fA-F]*");
  private static final Pattern NAME = Pattern.compile("[^\\s]+\\.[^\\s.]+");
  private static final Pattern SEPARATORS = Pattern.compile("[\\s,;\"'\\[\\]]+");

  private final int most;
  private final int before;
  private final AddressList.Builder addresses;
  private final List<CollectionRequest.Repeated> repeated = new ArrayList<>();
  private final List<CollectionRequest.Invalid> invalid = new ArrayList<>();
  private int duplicates;
  private int invalidCount;

  /**
   * @param most addresses
   * @param before addresses that count as given before, and to the most
   */
  AddressIntake(int most, AddressList before) {
    this.most = most;
    this.before = before.size();
    this.addresses = new AddressList.Builder(before);
  }

  /**
   * Takes a line of a text: all addresses in it; blank lines and comments have none.
   *
   * @throws ApiError 413 when there are too many
   */
  void takeLine(int number, String line) {
    String text = line.strip();
    if (take(number, text)) {
      return;
    }
    if (text.isEmpty() || text.startsWith("#") || text.startsWith("//")) {
      return;
    }
    int comment = text.indexOf(" #");
    String content = comment < 0 ? text : text.substring(0, comment).strip();
    boolean any = false;
    String firstWrong = "";
    for (String word : SEPARATORS.split(content)) {
      if (take(number, word)) {
        any = true;
      } else if (firstWrong.isEmpty()) {
        firstWrong = word;
      }
    }
    if (!any && !firstWrong.isEmpty()) {
      refuse(number, content, reason(firstWrong));
    }
  }

  /** Takes an entry of a JSON list. */
  void takeEntry(int number, String entry) {
    String text = entry.strip();
    if (!take(number, text)) {
      refuse(number, text, reason(text));
    }
  }

  void refuse(int number, String value, String reason) {
    invalidCount++;
    if (invalid.size() < MAX_NAMED) {
      invalid.add(new CollectionRequest.Invalid(number, ErrorMapping.echo(value), reason));
    }
  }

  /** Takes an address; returns false when the text is none. */
  private boolean take(int number, String text) {
    AddressList.Addition addition = addresses.add(text);
    if (addition == AddressList.Addition.REPEATED) {
      duplicates++;
      if (repeated.size() < MAX_NAMED) {
        repeated.add(new CollectionRequest.Repeated(number, text));
      }
    } else if (addresses.size() > most) {
      throw new ApiError(
          ErrorCode.PAYLOAD_TOO_LARGE,
          "there are too many addresses",
          "a collection has at most " + most + "; make several");
    }
    return addition != AddressList.Addition.NO_ADDRESS;
  }

  private static String reason(String text) {
    if (text.isEmpty()) {
      return "it is empty";
    }
    if (BARE.matcher(text).matches()) {
      return "0x is missing";
    }
    if (PREFIXED.matcher(text).matches()) {
      return "it has " + (text.length() - 2) + " hex digits, not " + DIGITS;
    }
    if (NAME.matcher(text).matches()) {
      return "a name, not an address; GET /resolve tells the address of a name";
    }
    return "not " + Address.FORM;
  }

  int invalidCount() {
    return invalidCount;
  }

  List<CollectionRequest.Invalid> invalid() {
    return List.copyOf(invalid);
  }

  int duplicates() {
    return duplicates;
  }

  List<CollectionRequest.Repeated> repeated() {
    return List.copyOf(repeated);
  }

  /**
   * Returns the addresses that were not given before.
   *
   * @throws ApiError 400 when no entry was an address
   */
  AddressList addresses() {
    if (addresses.size() > before || duplicates > 0) {
      return addresses.build().from(before);
    }
    if (invalid.isEmpty()) {
      throw new ApiError(
          ErrorCode.INVALID_REQUEST,
          "the list has no addresses",
          "received an empty list; expected " + Address.FORM + ", one a line or in addresses");
    }
    CollectionRequest.Invalid first = invalid.get(0);
    throw new ApiError(
        ErrorCode.INVALID_ADDRESS,
        "no entry of the list is an address",
        "the first, in line " + first.line() + ", is '" + first.value() + "': " + first.reason());
  }
}
