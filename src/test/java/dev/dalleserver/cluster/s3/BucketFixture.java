package dev.dalleserver.cluster.s3;

import dev.dalleserver.cluster.postgres.Sql;
import dev.dalleserver.cluster.postgres.TestDatabase;
import dev.dalleserver.cluster.postgres.WriteFence;
import dev.dalleserver.fixtures.CuttableLink;
import dev.dalleserver.fixtures.S3Server;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A database and a bucket behind a link that can be cut, and nodes that use both. */
public final class BucketFixture implements AutoCloseable {
  private static final String PREFIX = "some/prefix";

  private final TestDatabase test;
  private final CuttableLink link;
  private final Path folder;
  private Bucket bucket;
  private String name;

  /**
   * @param folder an empty one, for the caches of nodes
   */
  public BucketFixture(Path folder) throws Exception {
    this.test = TestDatabase.create();
    this.link = new CuttableLink(S3Server.shared().port());
    this.folder = folder;
    reset();
  }

  /** Removes all rows, and takes a new bucket. */
  public void reset() throws Exception {
    test.empty("artifact", "unused_object", "changed_picture");
    name = S3Server.shared().newBucket();
    if (bucket != null) {
      bucket.close();
    }
    bucket = openBucket(name);
  }

  Bucket openBucket(String bucketName) throws BucketException {
    return openBucket(bucketName, link.port());
  }

  /** Opens the bucket by another port that leads to it. */
  Bucket openBucketAt(int port) throws BucketException {
    return openBucket(name, port);
  }

  private static Bucket openBucket(String bucketName, int port) throws BucketException {
    URI endpoint = URI.create("http://127.0.0.1:" + port);
    return new Bucket(
        new BucketAddress(bucketName, PREFIX, Optional.of(endpoint), Optional.empty(), true),
        BucketListener.NONE,
        System::nanoTime);
  }

  public TestDatabase test() {
    return test;
  }

  Bucket bucket() {
    return bucket;
  }

  public CuttableLink link() {
    return link;
  }

  ArtifactRows rows(WriteFence fence) {
    return new ArtifactRows(test.database(), fence);
  }

  Path cacheFolder(String node) {
    return folder.resolve(node).resolve("objects");
  }

  /** Opens the store as a node of that name does. */
  public BucketArtifacts open(String node) {
    return open(node, 10 << 20, WriteFence.NONE);
  }

  /** Opens the store as a node that reaches the bucket in its own way. */
  BucketArtifacts open(String node, Bucket own) {
    return new BucketArtifacts(
        own,
        new ObjectCache(cacheFolder(node), 10 << 20),
        rows(WriteFence.NONE),
        folder.resolve(node).resolve("incoming"));
  }

  BucketArtifacts open(String node, long cacheBytes, WriteFence fence) {
    return new BucketArtifacts(
        bucket,
        new ObjectCache(cacheFolder(node), cacheBytes),
        rows(fence),
        folder.resolve(node).resolve("incoming"));
  }

  /** The keys in the bucket, without the prefix and the probe. */
  List<String> objects() throws Exception {
    return S3Server.shared().keys(name).stream()
        .filter(key -> !key.endsWith("/probe"))
        .map(key -> key.substring(PREFIX.length() + 1))
        .toList();
  }

  Path file(String object) {
    return S3Server.shared().file(name, PREFIX + "/" + object);
  }

  /** Makes all that is stored a day and an hour older. */
  public void letADayPass() {
    execute("UPDATE artifact SET modified_nanos = modified_nanos - 90000000000000");
    execute("UPDATE unused_object SET since = since - interval '25 hours'");
  }

  public int execute(String statement) {
    Sql sql = new Sql("test", statement);
    return test.database().call("test", session -> session.update(sql));
  }

  public long count(String table) {
    Sql sql = new Sql("test", "SELECT count(*) FROM " + table);
    return test.database()
        .call("test", session -> session.first(sql, row -> row.getLong(1)))
        .orElseThrow();
  }

  @Override
  public void close() throws Exception {
    bucket.close();
    link.close();
    test.close();
  }
}
