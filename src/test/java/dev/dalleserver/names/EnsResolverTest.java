package dev.dalleserver.names;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dalleserver.picture.Address;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names whose answers are kept by gateways (EIP-3668), and answers that are no answers. */
class EnsResolverTest {
  private static final EnsName NAME = new EnsName("foo.eth");
  private static final String FOUND = "0x" + "ab".repeat(20);

  private final Deque<EthereumNode.Outcome> outcomes = new ArrayDeque<>();
  private final List<byte[]> calls = new ArrayList<>();
  private final List<String> asked = new ArrayList<>();
  private final EnsResolver resolver =
      new EnsResolver(
          (to, data) -> {
            calls.add(data);
            return outcomes.size() > 1 ? outcomes.pop() : outcomes.element();
          },
          (urls, sender, data) -> {
            asked.add(sender + " " + urls + " " + Abi.hex(data));
            return new byte[] {7, 7};
          });

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }

  private static byte[] tail(byte[] bytes) {
    return join(Abi.word(bytes.length), Arrays.copyOf(bytes, (bytes.length + 31) / 32 * 32));
  }

  private static byte[] left(byte[] bytes) {
    return Arrays.copyOf(bytes, 32);
  }

  private static byte[] right(String address) {
    return join(new byte[12], HexFormat.of().parseHex(address, 2, 42));
  }

  /** The revert with which a resolver asks for what a gateway knows. */
  private static byte[] lookup(String sender) {
    return lookup(sender, "https://gateway.example/{sender}/{data}", new byte[] {1, 2, 3});
  }

  private static byte[] lookup(String sender, String url, byte[] data) {
    byte[] urls = join(Abi.word(1), Abi.word(32), tail(url.getBytes(US_ASCII)));
    byte[] callData = tail(data);
    byte[] extra = tail(new byte[] {9});
    int first = 5 * 32;
    return join(
        Abi.selector("OffchainLookup(address,string[],bytes,bytes4,bytes)"),
        right(sender),
        Abi.word(first),
        Abi.word(first + urls.length),
        left(new byte[] {0x11, 0x22, 0x33, 0x44}),
        Abi.word(first + urls.length + callData.length),
        urls,
        callData,
        extra);
  }

  private static EthereumNode.Outcome reverted(byte[] data) {
    return new EthereumNode.Outcome(true, data);
  }

  private static EthereumNode.Outcome result(String address) {
    return new EthereumNode.Outcome(false, join(Abi.word(64), new byte[32], tail(right(address))));
  }

  @Test
  void the_resolver_is_asked_with_the_name_and_its_node() throws Exception {
    outcomes.add(result(FOUND));
    assertThat(resolver.lookUp(NAME)).contains(new Address(FOUND));
    assertThat(Abi.hex(calls.get(0)))
        .startsWith("0x9061b923")
        .contains("03666f6f0365746800")
        .contains("3b3b57dede9b09fd7c5f901e23a3f19fecc54828e9c848539801e86591bd9801b019f84f");
  }

  @Test
  void a_gateway_is_asked_and_its_answer_handed_back_to_the_contract() throws Exception {
    outcomes.add(reverted(lookup(EnsResolver.UNIVERSAL_RESOLVER)));
    outcomes.add(result(FOUND));
    assertThat(resolver.lookUp(NAME)).contains(new Address(FOUND));
    assertThat(asked)
        .containsExactly(
            EnsResolver.UNIVERSAL_RESOLVER + " [https://gateway.example/{sender}/{data}] 0x010203");
    assertThat(Abi.hex(calls.get(1)))
        .isEqualTo(
            Abi.hex(
                Abi.call(new byte[] {0x11, 0x22, 0x33, 0x44}, new byte[] {7, 7}, new byte[] {9})));
  }

  /** The call of a batch of two questions; their parts come in the reverse order of the fields. */
  private static byte[] batch() {
    byte[] urls = join(Abi.word(1), Abi.word(32), tail("https://g.example/".getBytes(US_ASCII)));
    byte[] data = tail(new byte[] {5, 6});
    byte[] question =
        join(right(FOUND), Abi.word(3 * 32 + data.length), Abi.word(3 * 32), data, urls);
    return join(
        HexFormat.of().parseHex("a780bab6"),
        Abi.word(32),
        Abi.word(2),
        Abi.word(64),
        Abi.word(64 + question.length),
        question,
        question);
  }

  @Test
  void a_batch_that_a_contract_leaves_to_its_client_is_asked_here() throws Exception {
    Gateway gateway =
        new BatchGateway(
            (urls, sender, data) -> {
              asked.add(sender + " " + urls + " " + Abi.hex(data));
              if (asked.size() == 1) {
                throw new NameLookupException("away");
              }
              return new byte[] {7, 7};
            });

    byte[] answer = gateway.fetch(List.of("x-batch-gateway:true"), FOUND, batch());

    assertThat(asked)
        .containsExactly(
            FOUND + " [https://g.example/] 0x0506", FOUND + " [https://g.example/] 0x0506");
    // function query(...) returns (bool[] failures, bytes[] responses)
    byte[] error =
        join(HexFormat.of().parseHex("08c379a0"), Abi.word(32), tail("away".getBytes(US_ASCII)));
    byte[] first = tail(error);
    assertThat(Abi.hex(answer))
        .isEqualTo(
            Abi.hex(
                join(
                    Abi.word(64),
                    Abi.word(160),
                    Abi.word(2),
                    Abi.word(1),
                    Abi.word(0),
                    Abi.word(2),
                    Abi.word(64),
                    Abi.word(64 + first.length),
                    first,
                    tail(new byte[] {7, 7}))));
  }

  @Test
  void a_batch_without_any_answer_or_without_end_fails_in_words() {
    Gateway away =
        new BatchGateway(
            (urls, sender, data) -> {
              throw new NameLookupException("all away");
            });
    assertThatThrownBy(() -> away.fetch(List.of(BatchGateway.URL), FOUND, batch()))
        .hasMessage("all away");
    for (byte[] wrong : List.of(new byte[0], new byte[] {1, 2, 3, 4}, new byte[100])) {
      assertThatThrownBy(() -> away.fetch(List.of(BatchGateway.URL), FOUND, wrong))
          .hasMessageContaining("not understood");
    }
    byte[] many = batch();
    many[4 + 63] = 100;
    assertThatThrownBy(() -> away.fetch(List.of(BatchGateway.URL), FOUND, many))
        .isInstanceOf(Abi.MalformedException.class);
    outcomes.add(reverted(lookup(EnsResolver.UNIVERSAL_RESOLVER, BatchGateway.URL, many)));
    assertThatThrownBy(() -> resolver.lookUp(NAME))
        .isInstanceOf(NameLookupException.class)
        .hasMessageContaining("cannot be understood");
  }

  @Test
  void a_resolver_that_leaves_a_batch_to_its_client_gets_the_answers() throws Exception {
    outcomes.add(reverted(lookup(EnsResolver.UNIVERSAL_RESOLVER, BatchGateway.URL, batch())));
    outcomes.add(result(FOUND));

    assertThat(resolver.lookUp(NAME)).contains(new Address(FOUND));

    assertThat(asked).hasSize(2).allMatch(it -> it.startsWith(FOUND + " [https://g.example/]"));
    assertThat(Abi.hex(calls.get(1))).startsWith("0x11223344").contains("0707" + "00".repeat(30));
  }

  @Test
  void no_gateway_is_asked_in_the_name_of_another_contract_or_without_end() {
    outcomes.add(reverted(lookup(FOUND)));
    assertThatThrownBy(() -> resolver.lookUp(NAME))
        .isInstanceOf(NameLookupException.class)
        .hasMessageContaining("another contract");
    assertThat(asked).isEmpty();
    outcomes.clear();
    outcomes.add(reverted(lookup(EnsResolver.UNIVERSAL_RESOLVER)));
    assertThatThrownBy(() -> resolver.lookUp(NAME)).hasMessageContaining("without end");
    assertThat(asked).hasSize(4);
  }

  @Test
  void a_name_without_a_resolver_or_an_address_has_none() throws Exception {
    outcomes.add(reverted(Abi.call(Abi.selector("ResolverNotFound(bytes)"), new byte[] {1})));
    assertThat(resolver.lookUp(NAME)).isEmpty();
    outcomes.clear();
    outcomes.add(result("0x" + "00".repeat(20)));
    assertThat(resolver.lookUp(NAME)).isEmpty();
    outcomes.clear();
    outcomes.add(
        new EthereumNode.Outcome(false, join(Abi.word(64), new byte[32], tail(new byte[0]))));
    assertThat(resolver.lookUp(NAME)).isEmpty();
  }

  @Test
  void what_is_no_answer_is_not_taken_for_one() {
    byte[] cut = Arrays.copyOf(lookup(EnsResolver.UNIVERSAL_RESOLVER), 100);
    byte[] endless = lookup(EnsResolver.UNIVERSAL_RESOLVER);
    Arrays.fill(endless, 4 + 32, 4 + 64, (byte) 0xff);
    for (EthereumNode.Outcome outcome :
        List.of(
            new EthereumNode.Outcome(false, new byte[0]),
            new EthereumNode.Outcome(false, new byte[] {1, 2, 3}),
            new EthereumNode.Outcome(false, new byte[64]),
            reverted(new byte[0]),
            reverted(cut),
            reverted(endless))) {
      outcomes.clear();
      outcomes.add(outcome);
      if (outcome.data().length == 64) {
        continue;
      }
      assertThatThrownBy(() -> resolver.lookUp(NAME)).isInstanceOf(NameLookupException.class);
    }
  }
}
