package dev.dalleserver.names;

import dev.dalleserver.picture.Address;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Looks names up with the Universal Resolver of ENS: one call to a node, and calls to gateways for
 * names whose answers are kept elsewhere.
 *
 * @see <a href="https://docs.ens.domains/resolvers/universal">Universal Resolver</a>
 */
final class EnsResolver {
  /** The proxy of the Universal Resolver on the main network, which stays when it is replaced. */
  static final String UNIVERSAL_RESOLVER = "0xeeeeeeee14d718c2b47d9923deab1335e144eeee";

  private static final byte[] RESOLVE = Abi.selector("resolve(bytes,bytes)");
  private static final byte[] ADDR = Abi.selector("addr(bytes32)");
  private static final byte[] OFFCHAIN_LOOKUP =
      Abi.selector("OffchainLookup(address,string[],bytes,bytes4,bytes)");

  /** The reverts that mean: there is no address for this name. */
  private static final List<byte[]> ABSENT =
      List.of(
          Abi.selector("ResolverNotFound(bytes)"),
          Abi.selector("ResolverNotContract(bytes,address)"),
          Abi.selector("UnsupportedResolverProfile(bytes4)"),
          Abi.selector("ResolverError(bytes)"));

  private static final int MAX_LOOKUPS = 4;
  private static final int MAX_GATEWAYS = 4;

  private final EthereumNode node;
  private final Gateway gateway;

  EnsResolver(EthereumNode node, Gateway gateway) {
    this.node = node;
    this.gateway = new BatchGateway(gateway);
  }

  /**
   * Returns the address that a name has now; empty when it has none.
   *
   * @throws NameLookupException when that cannot be found out
   */
  Optional<Address> lookUp(EnsName name) throws NameLookupException {
    byte[] question = Abi.callWithWord(ADDR, name.node());
    byte[] call = Abi.call(RESOLVE, name.dnsEncoded(), question);
    try {
      return address(call(call));
    } catch (Abi.MalformedException | ArithmeticException e) {
      throw new NameLookupException("the Ethereum node's answer cannot be understood");
    }
  }

  /** Calls the resolver, and goes on as long as it asks for what gateways know. */
  private EthereumNode.Outcome call(byte[] first) throws NameLookupException {
    byte[] call = first;
    for (int lookups = 0; ; lookups++) {
      EthereumNode.Outcome outcome = node.call(UNIVERSAL_RESOLVER, call);
      if (!outcome.reverted() || !Abi.startsWith(outcome.data(), OFFCHAIN_LOOKUP)) {
        return outcome;
      }
      if (lookups == MAX_LOOKUPS) {
        throw new NameLookupException("the name refers to gateways without end");
      }
      call = continued(new Abi.Reader(Abi.arguments(outcome.data())));
    }
  }

  private byte[] continued(Abi.Reader lookup) throws NameLookupException {
    String sender = Abi.hex(lookup.address(0));
    if (!sender.equals(UNIVERSAL_RESOLVER)) {
      // EIP-3668: an error that another contract has thrown must not be believed.
      throw new NameLookupException("the name refers to gateways in the name of another contract");
    }
    byte[] answer = gateway.fetch(lookup.texts(1, MAX_GATEWAYS), sender, lookup.bytes(2));
    return Abi.call(lookup.fixedBytes(3, 4), answer, lookup.bytes(4));
  }

  private static Optional<Address> address(EthereumNode.Outcome outcome)
      throws NameLookupException {
    if (outcome.reverted()) {
      if (ABSENT.stream().anyMatch(error -> Abi.startsWith(outcome.data(), error))) {
        return Optional.empty();
      }
      throw new NameLookupException("the resolver of the name fails");
    }
    if (outcome.data().length == 0) {
      throw new NameLookupException(
          "there is no resolver at the Ethereum node; expected one of the main network");
    }
    byte[] result = new Abi.Reader(outcome.data()).bytes(0);
    if (result.length < Abi.WORD) {
      return Optional.empty();
    }
    byte[] address = new Abi.Reader(result).address(0);
    boolean none = Arrays.equals(address, new byte[address.length]);
    return none
        ? Optional.empty()
        : Optional.of(new Address(Abi.hex(address).toLowerCase(Locale.ROOT)));
  }
}
