package dev.dalleserver.web.collections;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.dalleserver.collections.AddressCollection;
import dev.dalleserver.collections.CollectionEstimate;
import dev.dalleserver.collections.CollectionFacts;
import dev.dalleserver.collections.CollectionProgress;
import dev.dalleserver.collections.ImagePrice;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.wire.JsonEncoder;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/**
 * The JSON forms of collections.
 *
 * @param prefix the path in front of every path in links; empty for none
 * @param price of an image now
 */
record CollectionJson(String prefix, Supplier<ImagePrice> price) {
  private static final double MILLIS = 1000;

  /** A collection without its failures. */
  record Summary(
      String id,
      String name,
      String series,
      String state,
      String reason,
      int total,
      int made,
      int present,
      int failed,
      int waiting,
      double percent,
      double etaSeconds,
      long imagesPaid,
      String cost,
      String currency,
      int workers,
      String createdAt,
      String url,
      String eventsUrl,
      String exportUrl) {}

  /** A failure as clients see it. */
  record Failed(String address, String checksumAddress, String errorCode, String error) {}

  /** A collection with a page of its failures. */
  record Whole(@JsonUnwrapped Summary summary, List<Failed> failures, String nextCursor) {}

  /** The answer to a request for a collection, and to one for an estimate, which has no id. */
  record Accepted(
      String id,
      int accepted,
      int duplicates,
      List<CollectionRequest.Repeated> repeated,
      List<CollectionRequest.Invalid> invalid,
      int invalidCount,
      int present,
      int toPay,
      double etaSeconds,
      String cost,
      String currency) {}

  static Accepted created(String id, CollectionRequest read, CollectionEstimate estimate) {
    return added(id, read, read.request().addresses().size(), estimate);
  }

  /**
   * Returns the answer to a request of which some addresses are new to the collection.
   *
   * @param count of these; fewer than were read when another request has added the same meanwhile
   */
  static Accepted added(String id, CollectionRequest read, int count, CollectionEstimate estimate) {
    return new Accepted(
        id,
        count,
        read.duplicates() + read.request().addresses().size() - count,
        read.repeated(),
        read.invalid(),
        read.invalidCount(),
        estimate.present(),
        estimate.toPay(),
        seconds(estimate.remaining()),
        estimate.cost().map(Money::text).orElse(""),
        estimate.cost().isPresent() ? estimate.currency() : "");
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / MILLIS;
  }

  byte[] render(AddressCollection collection, CollectionProgress progress) {
    return JsonEncoder.encode(summary(collection, progress));
  }

  Summary summary(AddressCollection collection, CollectionProgress progress) {
    CollectionFacts facts = collection.facts();
    ImagePrice now = price.get();
    String cost = now.of(progress.imagesPaid()).map(Money::text).orElse("");
    String url = prefix + "/collections/" + facts.id();
    return new Summary(
        facts.id().value(),
        facts.name(),
        facts.series().value(),
        progress.state().text(),
        progress.reason(),
        progress.total(),
        progress.made() + progress.present(),
        progress.present(),
        progress.failed(),
        progress.waiting(),
        progress.percent(),
        seconds(progress.remaining()),
        progress.imagesPaid(),
        cost,
        cost.isEmpty() ? "" : now.currency(),
        facts.workers(),
        facts.createdAt().toString(),
        url,
        url + "/events",
        url + "/export.zip");
  }

  /**
   * Returns a collection with its failures.
   *
   * @param cursor the position of the list where the page begins
   * @param limit the most failures of the page
   */
  Whole whole(AddressCollection collection, int cursor, int limit) {
    List<AddressCollection.Failure> found = collection.failures(cursor, limit + 1);
    boolean more = found.size() > limit;
    return new Whole(
        summary(collection, collection.progress()),
        found.stream().limit(limit).map(CollectionJson::failed).toList(),
        more ? Integer.toString(found.get(limit).position()) : "");
  }

  private static Failed failed(AddressCollection.Failure failure) {
    return new Failed(
        failure.address().value(),
        failure.address().checksummed(),
        failure.reason().errorCode(),
        failure.reason().error());
  }
}
