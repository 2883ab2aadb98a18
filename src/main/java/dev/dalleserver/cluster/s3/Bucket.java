package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.s3.BucketListener.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.function.LongSupplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/**
 * The objects below a prefix of one bucket. An object is never changed: its key has the hash of its
 * content, so writing it twice, also after an answer that was lost, leaves the same. Thread-safe.
 */
public final class Bucket implements AutoCloseable {
  /** Overwritten to find out whether the bucket can be written; one for all nodes. */
  private static final String PROBE = "probe";

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
      throw new BucketException(reason(e), e);
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
      throw new BucketException("an object is missing in it", e);
    } catch (FileSystemException | BucketException e) {
      // Of the local disk, or explained already.
      throw e;
    } catch (SdkException | IOException e) {
      throw new BucketException(reason(e), e);
    } finally {
      listener.onRequest(operation, nanos.getAsLong() - start, succeeded);
    }
  }

  /** Returns the reason of a failure in one line, without keys, hosts, ids and signatures. */
  private static String reason(Throwable failure) {
    if (failure instanceof NoSuchBucketException) {
      return "it does not exist";
    }
    if (failure instanceof AwsServiceException answer) {
      return "the store answers "
          + answer.statusCode()
          + (answer.awsErrorDetails() == null ? "" : " " + answer.awsErrorDetails().errorCode());
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return "the name of its host is not known";
      }
      if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
        return "the store refuses connections";
      }
      if (cause instanceof SocketTimeoutException || cause instanceof ApiCallTimeoutException) {
        return "the store does not answer in time";
      }
    }
    // The client tells these two in a page of text, and only so.
    String text = String.valueOf(failure.getMessage());
    if (text.contains("Unable to load credentials")) {
      return "no credentials are found for it; AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a"
          + " profile, a web identity or the instance would give some";
    }
    if (text.contains("Unable to load region")) {
      return "its region is not known; --s3-region or AWS_REGION would give it";
    }
    return "the connection to the store failed";
  }

  @Override
  public void close() {
    client.close();
  }
}
