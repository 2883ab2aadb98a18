package dev.dalleserver.names;

import dev.dalleserver.outbound.OutboundNetwork;
import dev.dalleserver.outbound.SingleAttempt;
import dev.dalleserver.outbound.UrlRules;
import dev.dalleserver.picture.Address;
import dev.dalleserver.picture.Keccak256;
import dev.dalleserver.tasks.BoundedWorkers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.regex.Pattern;
import okhttp3.OkHttpClient;

/**
 * Turns what people type into addresses. An address stands for itself; a name of ENS is looked up,
 * once for all requests that come meanwhile; any other text is a phrase, which stands for the last
 * twenty bytes of its Keccak-256.
 */
public final class NameService implements AutoCloseable {
  public static final int MAX_LENGTH = 255;

  /** The dots that ENSIP-15 and browsers know. */
  private static final Pattern DOT = Pattern.compile("[.。．｡]");

  private static final Pattern LABEL = Pattern.compile("\\S+");
  private static final Pattern LAST_LABEL = Pattern.compile("[^\\s\\d]\\S+");

  private static final int WORKERS = 4;
  private static final int MAX_WAITING = 64;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
  private static final int ADDRESS_BYTES = 20;

  private final Optional<EnsResolver> resolver;
  private final NameCache cache;
  private final ConcurrentMap<EnsName, CompletableFuture<Optional<Address>>> inFlight =
      new ConcurrentHashMap<>();
  private final ThreadPoolExecutor workers;

  NameService(Optional<EnsResolver> resolver, Clock clock, NameLimits limits) {
    this.resolver = resolver;
    this.cache = new NameCache(clock, limits);
    this.workers = BoundedWorkers.create("names", WORKERS, MAX_WAITING);
  }

  /**
   * Creates the service.
   *
   * @param node the node that is asked for names of ENS; without one they cannot be looked up
   */
  public static NameService of(
      Optional<URI> node, OutboundNetwork network, Clock clock, NameLimits limits) {
    return new NameService(
        node.map(
            url -> {
              OkHttpClient client =
                  SingleAttempt.configure(
                          network.configure(new OkHttpClient.Builder()), CONNECT_TIMEOUT)
                      .build();
              UrlRules rules = UrlRules.of("gateway URL", Optional.empty());
              return new EnsResolver(
                  new JsonRpcNode(client, url, limits), HttpGateway.of(client, rules, limits));
            }),
        clock,
        limits);
  }

  /**
   * Returns true for a text that is looked up as a name of ENS: labels with dots between them,
   * without blanks; the last one has two characters or more and does not begin with a digit.
   */
  public static boolean isName(String text) {
    String[] labels = DOT.split(text, -1);
    return labels.length > 1
        && Arrays.stream(labels).allMatch(LABEL.asMatchPredicate())
        && LAST_LABEL.matcher(labels[labels.length - 1]).matches();
  }

  /**
   * Returns what a text stands for, at once or when it has been looked up.
   *
   * @return empty when a name has no address; fails with a {@link NameLookupException} when that
   *     cannot be found out
   * @throws InvalidNameException when the text cannot stand for anything
   * @throws RejectedExecutionException when too many names wait to be looked up
   */
  public CompletableFuture<Optional<ResolvedName>> resolve(String given) {
    String text = given.strip();
    check(text);
    Optional<Address> address = Address.find(text);
    if (address.isPresent()) {
      return found(new ResolvedName(text, "address", address.get()));
    }
    if (!isName(text)) {
      return found(new ResolvedName(text, "phrase", ofPhrase(text)));
    }
    EnsName name = EnsName.normalize(text);
    return lookUp(name)
        .thenApply(result -> result.map(it -> new ResolvedName(name.text(), "ens", it)));
  }

  /** Returns whether a node is set that names can be looked up at. */
  public boolean canLookUp() {
    return resolver.isPresent();
  }

  private static CompletableFuture<Optional<ResolvedName>> found(ResolvedName name) {
    return CompletableFuture.completedFuture(Optional.of(name));
  }

  private static void check(String text) {
    if (text.isEmpty()) {
      throw new InvalidNameException("the name is empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw new InvalidNameException(
          "the name has " + text.length() + " characters; at most " + MAX_LENGTH + " are accepted");
    }
    if (text.codePoints().anyMatch(Character::isISOControl)) {
      throw new InvalidNameException("the name has control characters");
    }
    if (text.codePoints().anyMatch(point -> Character.getType(point) == Character.SURROGATE)) {
      throw new InvalidNameException("the name is not well-formed Unicode");
    }
  }

  private static Address ofPhrase(String text) {
    byte[] hash = Keccak256.hash(text.getBytes(StandardCharsets.UTF_8));
    byte[] last = Arrays.copyOfRange(hash, hash.length - ADDRESS_BYTES, hash.length);
    return new Address("0x" + HexFormat.of().formatHex(last));
  }

  private CompletableFuture<Optional<Address>> lookUp(EnsName name) {
    if (resolver.isEmpty()) {
      return CompletableFuture.failedFuture(
          new NameLookupException(
              "no Ethereum node is set, so names cannot be looked up; --ethereum-rpc-url sets"
                  + " one"));
    }
    Optional<Optional<Address>> known = cache.find(name);
    if (known.isPresent()) {
      return CompletableFuture.completedFuture(known.get());
    }
    CompletableFuture<Optional<Address>> pending = new CompletableFuture<>();
    CompletableFuture<Optional<Address>> earlier = inFlight.putIfAbsent(name, pending);
    if (earlier != null) {
      return earlier;
    }
    try {
      workers.execute(() -> complete(resolver.get(), name, pending));
    } catch (RejectedExecutionException e) {
      inFlight.remove(name, pending);
      pending.completeExceptionally(e);
      throw e;
    }
    return pending;
  }

  private void complete(
      EnsResolver ens, EnsName name, CompletableFuture<Optional<Address>> pending) {
    Exception failure = new IllegalStateException("looking up a name ended unexpectedly");
    try {
      Optional<Address> address = ens.lookUp(name);
      cache.put(name, address);
      inFlight.remove(name, pending);
      pending.complete(address);
    } catch (NameLookupException | RuntimeException e) {
      failure = e;
    } finally {
      inFlight.remove(name, pending);
      pending.completeExceptionally(failure);
    }
  }

  @Override
  public void close() {
    workers.shutdownNow();
  }
}
