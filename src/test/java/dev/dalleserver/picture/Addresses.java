package dev.dalleserver.picture;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/** Addresses to try things with. */
public final class Addresses extends DomainContextBase {
  private static final String DIGITS = "0123456789abcdef";

  /** Any address, for properties. */
  @Provide
  Arbitrary<Address> addresses() {
    return Arbitraries.strings()
        .withChars(DIGITS + "ABCDEF")
        .ofLength(40)
        .map(digits -> Address.parse("0x" + digits));
  }

  /** So many addresses, the same at every call. */
  public static List<Address> some(int count) {
    Random random = new Random(40);
    List<Address> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder digits = new StringBuilder("0x");
      random.ints(40, 0, 16).forEach(digit -> digits.append(DIGITS.charAt(digit)));
      addresses.add(Address.parse(digits.toString()));
    }
    return addresses;
  }
}
