package dev.dalleserver.cluster.s3;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

/**
 * Why a request to the bucket has failed.
 *
 * @param reason one line for clients and operators, without keys, hosts, ids and signatures
 * @param remedy what the operator can do; may be empty
 */
record BucketFault(String reason, String remedy) {
  private static final String KEYS =
      "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile";

  private static final String RIGHTS =
      "they need GetObject, PutObject and DeleteObject below the prefix";

  private static final BucketFault REGION =
      new BucketFault("it is in another region", "--s3-region or AWS_REGION names the right one");

  private static final BucketFault NO_STORE =
      new BucketFault(
          "what answers there is no S3 store", "check host, port and scheme of --s3-endpoint");

  /** By the codes of answers; each store has some of them. */
  private static final Map<String, BucketFault> BY_CODE =
      Map.ofEntries(
          Map.entry(
              "NoSuchBucket",
              new BucketFault("it does not exist", "create it, or correct its name")),
          Map.entry(
              "InvalidBucketName",
              new BucketFault("the store allows no bucket of that name", "correct --bucket")),
          Map.entry(
              "InvalidAccessKeyId",
              new BucketFault("the store does not know the access key", KEYS)),
          Map.entry(
              "SignatureDoesNotMatch",
              new BucketFault("the secret key does not belong to the access key", KEYS)),
          Map.entry(
              "AccessDenied",
              new BucketFault("the store does not allow it to these credentials", RIGHTS)),
          Map.entry(
              "AllAccessDisabled",
              new BucketFault("the store has locked it", "ask who runs the store")),
          Map.entry("ExpiredToken", new BucketFault("the credentials have expired", "renew them")),
          Map.entry(
              "InvalidToken",
              new BucketFault("the session token is not valid", "check AWS_SESSION_TOKEN")),
          Map.entry(
              "RequestTimeTooSkewed",
              new BucketFault(
                  "the clock of this machine differs too much from the store's",
                  "set it, by NTP for instance")),
          Map.entry(
              "RequestExpired",
              new BucketFault(
                  "the clock of this machine differs too much from the store's",
                  "set it, by NTP for instance")),
          Map.entry("AuthorizationHeaderMalformed", REGION),
          Map.entry("PermanentRedirect", REGION),
          Map.entry("TemporaryRedirect", REGION),
          Map.entry("IllegalLocationConstraintException", REGION),
          Map.entry(
              "SlowDown",
              new BucketFault(
                  "the store wants fewer requests", "ask who runs the store for a higher limit")),
          Map.entry(
              "NotImplemented",
              new BucketFault(
                  "the store cannot do what is asked of it",
                  "it must know GetObject, PutObject with Content-MD5, and DeleteObject")));

  /** Explains a failure. */
  static BucketFault of(Throwable failure, BucketAddress address) {
    if (failure instanceof NoSuchBucketException) {
      return known("NoSuchBucket").orElseThrow();
    }
    if (failure instanceof AwsServiceException answer) {
      return ofAnswer(answer, address);
    }
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Optional<BucketFault> fault = ofConnection(cause, address);
      if (fault.isPresent()) {
        return fault.get();
      }
    }
    return ofClient(String.valueOf(failure.getMessage()));
  }

  private static Optional<BucketFault> known(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  private static BucketFault ofAnswer(AwsServiceException answer, BucketAddress address) {
    String code =
        answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
            ? ""
            : answer.awsErrorDetails().errorCode();
    String said = "the store answers " + (answer.statusCode() + " " + code).strip();
    Optional<BucketFault> fault = known(code);
    if (fault.isPresent()) {
      return new BucketFault(fault.get().reason + " (" + said + ")", fault.get().remedy);
    }
    String https =
        address.endpoint().filter(it -> "http".equals(it.getScheme())).isPresent()
            ? "; if it expects TLS, https in place of http"
            : "";
    return switch (answer.statusCode()) {
      case 301, 307, 308 -> new BucketFault(REGION.reason + " (" + said + ")", REGION.remedy);
      case 401 -> new BucketFault(said, KEYS);
      case 403 -> new BucketFault(said, KEYS + "; " + RIGHTS);
      case 400, 404, 405 -> new BucketFault(said, NO_STORE.remedy + https);
      default -> new BucketFault(said, "");
    };
  }

  private static Optional<BucketFault> ofConnection(Throwable cause, BucketAddress address) {
    if (cause instanceof UnknownHostException) {
      boolean hasName = address.endpoint().isPresent() && !address.pathStyle();
      return fault(
          "the name of its host is not known",
          hasName
              ? "check --s3-endpoint; most stores that are not Amazon's want --s3-path-style=true"
              : "check --s3-endpoint, --s3-region and the machine's name service");
    }
    if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
      return fault("the store refuses connections", "check that it runs, and host and port");
    }
    if (cause instanceof SocketTimeoutException || cause instanceof ApiCallTimeoutException) {
      return fault("the store does not answer in time", "check firewalls, and host and port");
    }
    if (cause instanceof SSLHandshakeException) {
      return fault(
          "its certificate is not trusted, or is for another name",
          "name the store as its certificate does; an authority of your own belongs into Java's"
              + " trust store, by JAVA_OPTS=-Djavax.net.ssl.trustStore=...");
    }
    if (cause instanceof SSLException) {
      return fault("it does not speak TLS", "http in place of https in --s3-endpoint would fit");
    }
    if (cause instanceof EOFException || isCutOff(cause)) {
      return fault(
          "the store closes the connection without an answer",
          "if it expects TLS, https in place of http in --s3-endpoint would fit");
    }
    return Optional.empty();
  }

  private static boolean isCutOff(Throwable cause) {
    return cause instanceof SocketException
        && String.valueOf(cause.getMessage()).matches("(?s).*(end of file|reset|Broken pipe).*");
  }

  private static Optional<BucketFault> fault(String reason, String remedy) {
    return Optional.of(new BucketFault(reason, remedy));
  }

  /** The client tells these in a page of text, and only so. */
  private static BucketFault ofClient(String text) {
    if (text.contains("Unable to load credentials")) {
      return new BucketFault(
          "no credentials are found for it",
          "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, a web identity or the instance"
              + " would give some");
    }
    if (text.contains("Unable to load region")) {
      return new BucketFault("its region is not known", "--s3-region or AWS_REGION would give it");
    }
    if (text.contains("unmarshall") || text.contains("parse XML")) {
      return NO_STORE;
    }
    return new BucketFault("the connection to the store failed", "");
  }
}
