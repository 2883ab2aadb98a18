package dev.dalleserver;

import dev.dalleserver.cluster.NodeName;
import dev.dalleserver.cluster.catalog.PostgresCatalog;
import dev.dalleserver.cluster.catalog.PostgresPreviews;
import dev.dalleserver.cluster.catalog.PostgresSeriesRepository;
import dev.dalleserver.cluster.collections.PostgresCollections;
import dev.dalleserver.cluster.postgres.Database;
import dev.dalleserver.cluster.postgres.DatabaseLimits;
import dev.dalleserver.cluster.postgres.DatabaseObserver;
import dev.dalleserver.cluster.postgres.DatabaseUrl;
import dev.dalleserver.cluster.postgres.Notices;
import dev.dalleserver.cluster.postgres.Outbox;
import dev.dalleserver.cluster.postgres.PostgresJobsFactory;
import dev.dalleserver.cluster.postgres.PostgresPace;
import dev.dalleserver.cluster.postgres.PostgresPhaseHistory;
import dev.dalleserver.cluster.postgres.PostgresSpendingLedger;
import dev.dalleserver.cluster.postgres.PostgresUsageHistory;
import dev.dalleserver.cluster.postgres.Schema;
import dev.dalleserver.cluster.postgres.SchemaException;
import dev.dalleserver.cluster.postgres.WriteFence;
import dev.dalleserver.cluster.s3.ArtifactRows;
import dev.dalleserver.cluster.s3.Bucket;
import dev.dalleserver.cluster.s3.BucketAddress;
import dev.dalleserver.cluster.s3.BucketArtifacts;
import dev.dalleserver.cluster.s3.BucketException;
import dev.dalleserver.cluster.s3.BucketListener;
import dev.dalleserver.cluster.s3.ObjectCache;
import dev.dalleserver.cluster.s3.ObjectRemoval;
import dev.dalleserver.gallery.CatalogUpdater;
import dev.dalleserver.gallery.PictureReader;
import dev.dalleserver.health.AvailabilityCheck;
import dev.dalleserver.health.HealthCheck;
import dev.dalleserver.metrics.ClusterMetrics;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.series.SeriesRepository;
import dev.dalleserver.settings.ClusterSettings;
import dev.dalleserver.settings.Secret;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.settings.WebhookSettings;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** The backend of one process of a cluster: a database and a bucket that all of them share. */
final class ClusterPlan implements BackendPlan {
  private static final Duration SERIES_INTERVAL = Duration.ofSeconds(5);

  /** How long a job waits for another process after its own has died. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static final Duration HISTORY_INTERVAL = Duration.ofSeconds(5);

  private final Settings settings;
  private final ClusterSettings cluster;
  private final Clocks clocks;
  private final Path cache;
  private final NodeName name;
  private final ClusterMembership members;
  private final Database database;
  private final Bucket bucket;
  private final ClusterMetrics metrics;
  private final PostgresSeriesRepository series;

  private ClusterPlan(
      Start start,
      ClusterSettings cluster,
      NodeName name,
      Database database,
      Bucket bucket,
      ClusterMetrics metrics) {
    this.settings = start.settings();
    this.cluster = cluster;
    this.clocks = start.clocks();
    this.cache = start.layout().cache();
    this.name = name;
    this.database = database;
    this.bucket = bucket;
    this.members = new ClusterMembership(database, name, start.databases());
    this.metrics = metrics;
    this.series = new PostgresSeriesRepository(database, SERIES_INTERVAL);
  }

  /**
   * Reaches database and bucket, and brings the schema to this version.
   *
   * @throws IOException with one line that names what cannot be used, and why
   */
  static ClusterPlan connect(Start start, ClusterSettings cluster) throws IOException {
    NodeName name = node(cluster);
    ClusterMetrics metrics = start.telemetry().addCluster();
    Database database = database(cluster, name, metrics::statement);
    boolean connected = false;
    try {
      BucketListener requests =
          (operation, nanos, succeeded) ->
              metrics.bucketRequest(operation.name().toLowerCase(Locale.ROOT), nanos, succeeded);
      Bucket bucket = bucket(cluster.store(), requests, start.clocks());
      ClusterPlan plan = new ClusterPlan(start, cluster, name, database, bucket, metrics);
      if (!cluster.adoptWords()) {
        plan.members.requireSameWords();
      }
      connected = true;
      return plan;
    } finally {
      if (!connected) {
        database.close();
      }
    }
  }

  private static Database database(
      ClusterSettings cluster, NodeName node, DatabaseObserver observer) throws IOException {
    String password = password(cluster);
    DatabaseUrl url;
    try {
      url = DatabaseUrl.parse(cluster.databaseUrl());
      Schema.migrate(url, password);
    } catch (SchemaException | IllegalArgumentException e) {
      throw new IOException(
          "--database-url " + cluster.databaseUrl() + ": " + PlainReason.of(e), e);
    }
    return Database.open(url, password, node.text(), DatabaseLimits.standard(), observer);
  }

  static Bucket bucket(ClusterSettings.Store store, BucketListener listener, Clocks clocks)
      throws IOException {
    BucketAddress address =
        new BucketAddress(
            store.bucket().name(),
            store.bucket().prefix(),
            store.endpoint(),
            store.region(),
            store.pathStyle());
    try {
      Bucket bucket = new Bucket(address, listener, clocks.nanos());
      boolean usable = false;
      try {
        bucket.probe();
        usable = true;
        return bucket;
      } finally {
        if (!usable) {
          bucket.close();
        }
      }
    } catch (IOException e) {
      String place = store.endpoint().map(endpoint -> " at " + endpoint).orElse("");
      String reason = e instanceof BucketException fault ? fault.withRemedy() : PlainReason.of(e);
      throw new IOException("--bucket " + address + place + ": " + reason, e);
    }
  }

  /** Returns the name that was given, or the host's with a suffix: a host may have several. */
  private static NodeName node(ClusterSettings cluster) {
    return new NodeName(
        cluster
            .nodeName()
            .orElseGet(
                () ->
                    hostName()
                        + "-"
                        + HexFormat.of()
                            .toHexDigits((short) ThreadLocalRandom.current().nextInt())));
  }

  private static String hostName() {
    try {
      String name = InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9._-]", "-");
      return name.substring(0, Math.min(name.length(), 80));
    } catch (UnknownHostException e) {
      return "node";
    }
  }

  @Override
  public SeriesRepository series() {
    return series;
  }

  @Override
  public Backend open(FileStore store) throws IOException {
    ShutdownSequence closing = new ShutdownSequence();
    ArtifactRows rows = new ArtifactRows(database, WriteFence.OF_JOBS);
    ObjectCache objects = new ObjectCache(cache.resolve("objects"), cluster.cacheBytes());
    BucketArtifacts artifacts =
        new BucketArtifacts(bucket, objects, rows, cache.resolve("incoming"));
    PostgresCatalog catalog = new PostgresCatalog(database, new PictureReader(artifacts));
    artifacts.addListener(new CatalogUpdater(catalog));
    PostgresSpendingLedger ledger = ledger();
    PostgresPreviews previews = closing.add(new PostgresPreviews(database));
    ClusterUpkeep upkeep =
        closing.add(new ClusterUpkeep(catalog, new ObjectRemoval(bucket, rows), ledger, previews));
    Outbox outbox = new Outbox(database, operatorsReceiver());
    Notices notices = closing.add(notices());
    PostgresJobsFactory jobs =
        closing.add(new PostgresJobsFactory(database, members.nodes(), LEASE, outbox));
    jobs.start(notices);
    PostgresCollections collections = closing.add(collections(notices));
    notices.start();
    addGauges(jobs, notices, objects);
    return new Backend(
        artifacts,
        jobs,
        ledger,
        new PostgresUsageHistory(database),
        followed(new PostgresPhaseHistory(database), closing),
        catalog,
        series,
        collections,
        new Backend.Surroundings(
            () -> start(collections, upkeep),
            artifacts::addListener,
            checks(objects),
            new PostgresPace(database, "images")::take,
            previews,
            Optional.of(outbox)),
        closing);
  }

  private static void start(PostgresCollections collections, ClusterUpkeep upkeep) {
    collections.start();
    upkeep.start();
  }

  private List<HealthCheck> checks(ObjectCache objects) {
    return List.of(
        new AvailabilityCheck("database", this::databaseDetails),
        new AvailabilityCheck("bucket", () -> bucketDetails(objects)),
        new AvailabilityCheck("cluster", members::details));
  }

  private void addGauges(PostgresJobsFactory jobs, Notices notices, ObjectCache objects) {
    metrics.gauge(
        "database_connections_active",
        "Connections of this server to the database that are in use.",
        () -> database.pool().active());
    metrics.gauge(
        "database_connections_waiting",
        "Threads of this server that wait for a connection to the database.",
        () -> database.pool().waiting());
    metrics.gauge(
        "database_connections_open",
        "Connections of this server to the database.",
        () -> database.pool().active() + database.pool().idle());
    metrics.gauge(
        "cluster_jobs_waiting",
        "Jobs that wait for any server, as this one saw them in the last seconds.",
        jobs::waiting);
    metrics.gauge(
        "cluster_jobs_claimed",
        "Jobs that this server has taken up since its start.",
        jobs::claimed);
    metrics.gauge(
        "cluster_jobs_taken_over",
        "Jobs among them that another server had lost.",
        jobs::takenOver);
    metrics.gauge("cluster_jobs_leased", "Jobs that this server works on.", jobs::leased);
    metrics.gauge(
        "cluster_leases_lost",
        "Leases that this server has lost since its start.",
        jobs::leasesLost);
    metrics.gauge(
        "cluster_notices_connected",
        "1 while notices of other servers arrive.",
        () -> notices.isListening() ? 1 : 0);
    metrics.gauge("picture_cache_bytes", "Bytes of objects on the local disk.", objects::bytes);
    metrics.gauge(
        "picture_cache_hits", "Objects that were on the local disk when asked for.", objects::hits);
    metrics.gauge("picture_cache_misses", "Objects that had to be fetched.", objects::misses);
  }

  /** The operator's receiver is told of every end. */
  private List<String> operatorsReceiver() {
    return settings.webhook().flatMap(WebhookSettings::url).map(URI::toString).stream().toList();
  }

  /** Returns a history that shows what other servers have saved a few seconds ago. */
  private static PostgresPhaseHistory followed(
      PostgresPhaseHistory history, ShutdownSequence closing) {
    history.refresh();
    TaskScheduler reader = closing.add(new TaskScheduler("cluster-history"));
    reader.scheduleEvery(HISTORY_INTERVAL, history::refresh);
    return history;
  }

  private PostgresCollections collections(Notices notices) {
    PostgresCollections collections =
        new PostgresCollections(database, members.nodes().id(), LEASE);
    notices.subscribe(collections.notices());
    metrics.gauge(
        "cluster_collection_worker",
        "1 while this server works on collections.",
        () -> collections.isWorker() ? 1 : 0);
    return collections;
  }

  private PostgresSpendingLedger ledger() {
    return new PostgresSpendingLedger(
        database,
        members.nodes().id(),
        ClusterMembership.SILENCE,
        clocks.wall(),
        new PostgresSpendingLedger.Limits(
            settings.runs().dailyImageLimit(), settings.spending().dailyBudget()));
  }

  private Notices notices() {
    Notices notices =
        new Notices(
            DatabaseUrl.parse(cluster.listenUrl().orElse(cluster.databaseUrl())),
            password(cluster),
            name.text(),
            DatabaseLimits.standard());
    notices.subscribe(series.notices());
    return notices;
  }

  static String password(ClusterSettings cluster) {
    return cluster.databasePassword().map(Secret::reveal).orElse("");
  }

  private Map<String, Object> databaseDetails() {
    series.version();
    Database.PoolState pool = database.pool();
    return new TreeMap<>(Map.of("connections", pool.active() + pool.idle(), "most", pool.most()));
  }

  private Map<String, Object> bucketDetails(ObjectCache objects) throws IOException {
    bucket.probe();
    return new TreeMap<>(
        Map.of(
            "cacheBytes", objects.bytes(),
            "cacheHits", objects.hits(),
            "cacheMisses", objects.misses()));
  }

  @Override
  public void close() {
    bucket.close();
    database.close();
  }
}
