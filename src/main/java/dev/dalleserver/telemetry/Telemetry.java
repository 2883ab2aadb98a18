package dev.dalleserver.telemetry;

import dev.dalleserver.avatars.ScaledPictures;
import dev.dalleserver.batches.BatchService;
import dev.dalleserver.collections.CollectionService;
import dev.dalleserver.health.DiskSpaceCheck;
import dev.dalleserver.health.FilesystemCheck;
import dev.dalleserver.health.HealthCheck;
import dev.dalleserver.health.HealthMonitor;
import dev.dalleserver.health.MemoryCheck;
import dev.dalleserver.health.QueueCheck;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.memory.MemoryUse;
import dev.dalleserver.metrics.ClusterMetrics;
import dev.dalleserver.metrics.ServerMetrics;
import dev.dalleserver.pictures.PictureService;
import dev.dalleserver.pricing.ExpenseListener;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.progress.ProgressManager;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.ProviderStatus;
import dev.dalleserver.settings.RunSettings;
import dev.dalleserver.spending.SpendingLedger;
import dev.dalleserver.spending.UsageHistory;
import dev.dalleserver.storage.ArtifactStore;
import dev.dalleserver.storage.DiskSpace;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.FileStoreListener;
import dev.dalleserver.tasks.TaskScheduler;
import dev.dalleserver.web.RecentErrors;
import dev.dalleserver.web.Routes;
import dev.dalleserver.web.http.RequestListener;
import dev.dalleserver.web.server.ServerLoad;
import dev.dalleserver.webhooks.WebhookListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Metrics, health and errors for the operator, and the listeners that feed them. The other parts of
 * the server know only their own listener interfaces; this class connects them to the metrics.
 */
public final class Telemetry implements AutoCloseable {
  private static final Duration HEALTH_INTERVAL = Duration.ofSeconds(1);

  /** The delay after which the client that waited for the start has its first answer. */
  private static final Duration START_DELAY = Duration.ofMillis(150);

  private final String version;
  private final ServerMetrics metrics;
  private final Clocks clocks;
  private final RecentErrors errors;
  private final TaskScheduler scheduler = new TaskScheduler("health");

  /** Set once, by the part that pushes progress. */
  private volatile IntSupplier streams = () -> 0;

  /** Set once, by the catalog of series. */
  private volatile Predicate<String> series = name -> true;

  /** Set once, if webhooks are configured. */
  private volatile IntSupplier webhooks = () -> 0;

  /**
   * @param version of the server, as health and metrics show it
   */
  public Telemetry(String version, Clocks clocks) {
    this.version = version;
    this.clocks = clocks;
    this.metrics = new ServerMetrics(version, clocks.nanos());
    this.errors = new RecentErrors(clocks.wall());
  }

  /** Returns the listener for every call to the remote provider. */
  public CallListener openAiListener() {
    return new ProviderRecorder(metrics.openAi());
  }

  /** Returns the listener for what calls use and cost, which also adds it to the history. */
  public ExpenseListener expenses(UsageHistory history) {
    return (series, expense) -> {
      metrics.usage().add(series, expense);
      history.record(series, expense);
    };
  }

  /** Adds the metrics of a cluster; to be called once. */
  public ClusterMetrics addCluster() {
    return metrics.addCluster();
  }

  /** Returns the listener for webhook deliveries. */
  public WebhookListener webhookListener() {
    return new WebhookRecorder(metrics.webhooks());
  }

  /** Sets the source of the number of waiting webhooks. */
  public void webhooks(IntSupplier waiting) {
    webhooks = waiting;
  }

  /** Sets the source of the number of clients that follow pushed progress. */
  public void streams(IntSupplier open) {
    streams = open;
  }

  /** Sets what says whether a series exists; metrics of others are removed after an hour. */
  public void series(Predicate<String> exists) {
    series = exists;
  }

  /** Returns what counts operations on stored files. */
  public FileStoreListener fileOperations() {
    return (operation, path, succeeded) ->
        metrics.fileOperation(operation.name().toLowerCase(Locale.ROOT), succeeded);
  }

  /**
   * Where state is kept, as far as health depends on it.
   *
   * @param disk the data directory of this process
   * @param shared checks of what is not on this machine
   * @param skipped the operator's files that cannot be used, and why
   */
  public record Places(
      FileStore disk, List<HealthCheck> shared, Supplier<Map<String, String>> skipped) {
    public Places {
      shared = List.copyOf(shared);
    }
  }

  /**
   * Counts runs and their phases, and archives their last snapshots when the settings say so.
   *
   * @return to be closed when no run can end any more
   */
  public AutoCloseable observe(ProgressManager progress, ArtifactStore store, RunSettings runs) {
    progress.addListener(new RunRecorder(metrics, errors));
    if (!runs.archiveRuns()) {
      return () -> {};
    }
    RunArchive archive = new RunArchive(store, clocks.wall());
    progress.addListener(archive);
    return archive;
  }

  /** Exports the use of the memory budget. */
  public void observe(MemoryBudget memory) {
    for (MemoryUse use : MemoryUse.values()) {
      metrics.memoryUse(
          use.label(),
          () -> memory.capacity(use),
          () -> memory.reserved(use),
          () -> memory.refusals(use));
    }
  }

  /** Exports how many connections and followers clients occupy. */
  public void observe(ServerLoad load) {
    metrics.gauge("connections_open", "Connections that are open.", load::openConnections);
    metrics.gauge(
        "connections_limit",
        "Connections that may be open besides those kept for operators.",
        load::connectionLimit);
    metrics.gauge(
        "followers", "Streams, WebSockets and held answers that are open.", load::openFollowers);
    metrics.gauge("followers_limit", "Followers that may be open.", load::followerLimit);
    load.refusals()
        .forEach((reason, count) -> metrics.loadRefusals(reason, () -> count.getAsLong()));
  }

  /** Exports what making smaller pictures takes. */
  public void observe(ScaledPictures pictures) {
    metrics.gauge(
        "scaled_pictures_waiting",
        "Pictures that wait to be decoded for avatars and thumbnails.",
        pictures::waiting);
    metrics.gauge(
        "scaled_pictures_decoded",
        "Pictures that were decoded for avatars and thumbnails since the start.",
        pictures::decoded);
    metrics.gauge(
        "scaled_pictures_cached_bytes",
        "Bytes of avatars and thumbnails that are kept in memory.",
        pictures::cachedBytes);
  }

  /** Counts free-prompt batches that end. */
  public void observe(BatchService batches, String provider) {
    batches.addEndListener(new BatchRecorder(metrics, errors, provider));
  }

  /** Exports how much collections have to do. */
  public void observe(CollectionService collections) {
    metrics.gauge("collections_running", "Collections that are worked on.", collections::running);
    metrics.gauge(
        "collection_pictures_waiting",
        "Pictures that collections still have to make.",
        collections::waiting);
  }

  /** Returns the listener for every request. */
  public RequestListener requests() {
    // This switch exists so that ./run.sh bench can measure the cost of counting.
    return Boolean.getBoolean("dalleserver.uncounted")
        ? RequestListener.NONE
        : new RequestRecorder(metrics, errors);
  }

  /**
   * Returns what the web package shows to operators. From this call on, changes of health are
   * logged.
   *
   * @param endpoints the models and hosts of the provider, by what they do
   * @param spending what was used and paid for
   */
  public Routes.Operations operations(
      PictureService pictures,
      Supplier<ProviderStatus> provider,
      Map<String, String> endpoints,
      SpendingReport.Source spending,
      RunSettings runs,
      Places places) {
    SpendingLedger ledger = spending.ledger();
    metrics.gauge(
        "sse_clients", "Clients that the server pushes progress to.", () -> streams.getAsInt());
    metrics.gauge("webhook_queue_depth", "Webhooks that wait.", () -> webhooks.getAsInt());
    metrics.gauge("generations_active", "Runs in progress.", pictures::activeRuns);
    IntSupplier waiting = new LastKnown(pictures::waitingRuns);
    metrics.gauge("generation_queue_depth", "Runs that wait.", waiting::getAsInt);
    metrics.gauge("image_budget_limit", "Paid images a day, 0 is no limit.", ledger::limit);
    metrics.gauge("image_budget_used", "Paid images asked for since midnight UTC.", ledger::used);
    metrics.gauge(
        "daily_budget_limit",
        "What paid calls may cost a day, in the currency of the prices; 0 is no limit.",
        () -> ledger.budget().amount().doubleValue());
    metrics.gauge(
        "daily_budget_spent",
        "What today's calls cost, with the estimates of those under way; 0 without prices.",
        () -> ledger.spent().amount().doubleValue());
    metrics.gauge("generation_queue_capacity", "Runs that may wait.", runs::queue);
    HealthMonitor health =
        health(pictures, new ProviderCheck(provider, endpoints, ledger), runs, places);
    scheduler.scheduleEvery(START_DELAY, HEALTH_INTERVAL, health::logChanges);
    return new Routes.Operations(
        version,
        health,
        new ExpositionAdapter(
            metrics.exposition(), () -> metrics.removeIdleSeries(name -> series.test(name))),
        errors,
        spending::report);
  }

  /**
   * Schedules work that the first answers do not need and that would take processor time from them.
   */
  public void scheduleAfterStart(Runnable work) {
    scheduler.scheduleAfter(START_DELAY, work);
  }

  @Override
  public void close() {
    scheduler.close();
  }

  private HealthMonitor health(
      PictureService pictures, ProviderCheck provider, RunSettings runs, Places places) {
    DiskSpaceCheck space =
        new DiskSpaceCheck(
            () -> {
              DiskSpace disk = places.disk().space();
              return new long[] {disk.usable(), disk.total()};
            });
    metrics.slowGauge("disk_free_bytes", "Free disk space for pictures.", space::freeBytes);
    List<HealthCheck> checks =
        new ArrayList<>(
            List.of(
                new FilesystemCheck(new StoreProbe(places.disk(), places.skipped())),
                space,
                new MemoryCheck(),
                provider,
                new QueueCheck(
                    pictures::activeRuns,
                    runs.workers(),
                    new LastKnown(pictures::waitingRuns),
                    runs.queue(),
                    pictures::refusesNewWork)));
    checks.addAll(places.shared());
    HealthMonitor monitor =
        new HealthMonitor(checks, version, clocks.wall(), clocks.nanos(), pictures::refusesNewWork);
    for (String component : monitor.components()) {
      metrics.component(component, () -> monitor.level(component));
    }
    return monitor;
  }
}
