package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.s3.BucketListener.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The objects below a prefix of one bucket. An object is never changed: its key has the hash of its
 * content, so writing it twice, also after an answer that was lost, leaves the same. Thread-safe.
 */
public final class Bucket implements AutoCloseable {
  /** Overwritten to find out whether the bucket can be written; one for all nodes. */
  static final String PROBE = "probe";

  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration SOCKET = Duration.ofSeconds(15);

  /** One attempt, with the bytes of the largest picture. */
  private static final Duration ATTEMPT = Duration.ofSeconds(30);

  /** All attempts: a request waits no longer for the bucket. */
  private static final Duration CALL = Duration.ofSeconds(60);

  private final BucketAddress address;
  private final BucketListener listener;
  private final LongSupplier nanos;
  private final S3Client client;

  /**
   * @param nanos the monotonic clock
   * @throws BucketException when there are no credentials or no region
   */
  public Bucket(BucketAddress address, BucketListener listener, LongSupplier nanos)
      throws BucketException {
    this.address = address;
    this.listener = listener;
    this.nanos = nanos;
    try {
      this.client = client(address);
    } catch (SdkClientException e) {
      throw new BucketException(BucketFault.of(e, address), e);
    }
  }

  private static S3Client client(BucketAddress address) {
    S3ClientBuilder builder =
        S3Client.builder()
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT).socketTimeout(SOCKET))
            .overrideConfiguration(it -> it.apiCallAttemptTimeout(ATTEMPT).apiCallTimeout(CALL))
            // Each object is checked by its hash. The checksums that the client adds by itself are
            // not understood by all stores.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(S3Configuration.builder().chunkedEncodingEnabled(false).build())
            .forcePathStyle(address.pathStyle());
    address.endpoint().ifPresent(builder::endpointOverride);
    // A store that is not Amazon's has no regions, but signatures name one.
    address
        .region()
        .or(() -> address.endpoint().map((URI endpoint) -> "us-east-1"))
        .ifPresent(region -> builder.region(Region.of(region)));
    return builder.build();
  }

  /** Stores an object; does the same again when it is there already. */
  void put(String object, byte[] content) throws IOException {
    put(object, RequestBody.fromBytes(content), ContentHash.md5(content));
  }

  /**
   * Stores the content of a file.
   *
   * @param md5 of the content
   */
  void put(String object, Path file, byte[] md5) throws IOException {
    put(object, RequestBody.fromFile(file), md5);
  }

  private void put(String object, RequestBody body, byte[] md5) throws IOException {
    PutObjectRequest request =
        PutObjectRequest.builder()
            .bucket(address.name())
            .key(address.key(object))
            // The store refuses what was damaged on the way.
            .contentMD5(Base64.getEncoder().encodeToString(md5))
            .build();
    run(Operation.PUT, () -> client.putObject(request, body));
  }

  /** Reads something from a stream that is closed afterwards. */
  @FunctionalInterface
  interface Reader<T> {
    T read(InputStream in) throws IOException;
  }

  /**
   * Reads a whole object.
   *
   * @throws BucketException when it does not exist, too
   */
  <T> T get(String object, Reader<T> reader) throws IOException {
    return get(request(object).build(), reader);
  }

  /**
   * Reads a part of an object.
   *
   * @param length at least 1; the object must have at least one byte from {@code from} on
   * @throws BucketException when it does not exist, too
   */
  byte[] getRange(String object, long from, int length) throws IOException {
    String range = "bytes=" + from + "-" + (from + length - 1);
    return get(request(object).range(range).build(), InputStream::readAllBytes);
  }

  private GetObjectRequest.Builder request(String object) {
    return GetObjectRequest.builder().bucket(address.name()).key(address.key(object));
  }

  private <T> T get(GetObjectRequest request, Reader<T> reader) throws IOException {
    return run(
        Operation.GET,
        () -> {
          try (InputStream in = client.getObject(request)) {
            return reader.read(in);
          }
        });
  }

  /** Deletes an object; does nothing when it does not exist. */
  void delete(String object) throws IOException {
    run(
        Operation.DELETE,
        () -> client.deleteObject(it -> it.bucket(address.name()).key(address.key(object))));
  }

  /**
   * An object as a listing tells of it.
   *
   * @param object without the prefix
   */
  record Listed(String object, long size, Instant modifiedAt) {}

  /**
   * A part of the listing of all objects below the prefix.
   *
   * @param next leads to the following part; null at the end
   */
  record Listing(List<Listed> objects, @Nullable String next) {}

  /** Lists objects; from the beginning without a token of the part before. */
  Listing list(@Nullable String token) throws IOException {
    String prefix = address.key("");
    return run(
        Operation.GET,
        () -> {
          ListObjectsV2Response part =
              client.listObjectsV2(
                  it -> it.bucket(address.name()).prefix(prefix).continuationToken(token));
          List<Listed> objects =
              part.contents().stream()
                  .map(
                      each ->
                          new Listed(
                              each.key().substring(prefix.length()),
                              each.size(),
                              each.lastModified()))
                  .toList();
          return new Listing(
              objects,
              Boolean.TRUE.equals(part.isTruncated()) ? part.nextContinuationToken() : null);
        });
  }

  /** Returns true when an object exists. */
  boolean exists(String object) throws IOException {
    return run(
        Operation.GET,
        () -> {
          try {
            client.headObject(it -> it.bucket(address.name()).key(address.key(object)));
            return true;
          } catch (NoSuchKeyException e) {
            return false;
          }
        });
  }

  /** Puts an object, and returns what time the store has; empty when it does not say. */
  Optional<Instant> putForTime(String object, byte[] content) throws IOException {
    return run(
        Operation.PUT,
        () ->
            client
                .putObject(
                    it -> it.bucket(address.name()).key(address.key(object)),
                    RequestBody.fromBytes(content))
                .sdkHttpResponse()
                .firstMatchingHeader("Date")
                .map(text -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text))));
  }

  /** Returns where the bucket is, for messages. */
  public BucketAddress address() {
    return address;
  }

  /**
   * Checks that objects can be written now.
   *
   * @throws IOException when they cannot
   */
  public void probe() throws IOException {
    put(PROBE, new byte[] {1});
  }

  @FunctionalInterface
  private interface Request<T> {
    T run() throws IOException;
  }

  private <T> T run(Operation operation, Request<T> request) throws IOException {
    long start = nanos.getAsLong();
    boolean succeeded = false;
    try {
      T result = request.run();
      succeeded = true;
      return result;
    } catch (NoSuchKeyException e) {
      throw BucketException.ofObject("an object is missing in it", e);
    } catch (FileSystemException | BucketException e) {
      // Of the local disk, or explained already.
      throw e;
    } catch (SdkException | IOException e) {
      throw new BucketException(BucketFault.of(e, address), e);
    } finally {
      listener.onRequest(operation, nanos.getAsLong() - start, succeeded);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
