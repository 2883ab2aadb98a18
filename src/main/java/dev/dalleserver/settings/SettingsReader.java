package dev.dalleserver.settings;

import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.pricing.InvalidPricesException;
import dev.dalleserver.pricing.PriceTable;
import dev.dalleserver.pricing.PriceTableReader;
import dev.dalleserver.settings.files.CertificateFile;
import dev.dalleserver.settings.files.NamedFile;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds {@link Settings} from the given values, reading every row of the table once. */
final class SettingsReader {
  private static final int MAX_PRICES_BYTES = 1 << 20;

  private final Resolver resolver;
  private final Path workingDirectory;

  SettingsReader(Resolver resolver, Path workingDirectory) {
    this.resolver = resolver;
    this.workingDirectory = workingDirectory;
  }

  /** Returns the settings, valid only if the resolver has no problems afterwards. */
  Settings read() {
    Settings settings =
        new Settings(
            dataDir(),
            resolver.value(SettingsTable.LOG_LEVEL),
            web(),
            runs(),
            batches(),
            openAi(),
            imageServers(),
            network(List.of()),
            spending(),
            webhook(),
            IdentitySettings.read(resolver),
            ClusterSettings.read(resolver, secret(ClusterTable.DATABASE_PASSWORD_FILE)));
    // Where no host is called, a large or stale file of certificates costs nothing.
    boolean calls =
        settings.usesRemoteProvider()
            || settings.webhook().isPresent()
            || settings.identities().ethereumRpcUrl().isPresent();
    return calls ? settings.withNetwork(network(certificates())) : settings;
  }

  /** Returns one warning for each file of secrets that other users can access. */
  List<String> exposures() {
    return Stream.of(
            SettingsTable.OPENAI_API_KEY_FILE,
            SettingsTable.ENHANCEMENT_API_KEY_FILE,
            SettingsTable.API_TOKEN_FILE,
            SettingsTable.WEBHOOK_SECRET_FILE,
            SettingsTable.IMAGE_SERVER_KEY_FILE,
            ClusterTable.DATABASE_PASSWORD_FILE)
        .flatMap(
            setting ->
                resolver.optional(setting).stream()
                    .flatMap(
                        file ->
                            SecretFilePermissions.warning(setting.flag(), absolute(file)).stream()))
        .toList();
  }

  Path dataDir() {
    return absolute(resolver.value(SettingsTable.DATA_DIR));
  }

  private WebSettings web() {
    return new WebSettings(
        resolver.value(SettingsTable.HOST),
        resolver.value(SettingsTable.PORT),
        secrets(SettingsTable.API_TOKEN_FILE),
        resolver.value(SettingsTable.ALLOW_ANONYMOUS),
        resolver.optional(SettingsTable.CORS_ORIGIN).orElse(List.of()),
        resolver.optional(SettingsTable.ALLOWED_HOSTS).orElse(List.of()),
        resolver.value(SettingsTable.STRICT_METHODS),
        resolver.optional(SettingsTable.TRUSTED_PROXIES).orElse(List.of()),
        WebSettings.External.of(
            resolver.optional(SettingsTable.BASE_PATH).orElse(""),
            resolver.optional(SettingsTable.PUBLIC_URL)));
  }

  private RunSettings runs() {
    return new RunSettings(
        resolver.value(SettingsTable.LOCK_TTL),
        resolver.value(SettingsTable.WORKERS),
        resolver.value(SettingsTable.QUEUE),
        resolver.value(SettingsTable.FAILURE_HOLD),
        resolver.value(SettingsTable.PROGRESS_TTL),
        resolver.value(SettingsTable.IMAGE_PROVIDER),
        resolver.value(SettingsTable.SKIP_IMAGE),
        !resolver.value(SettingsTable.NO_ENHANCE),
        resolver.value(SettingsTable.ARCHIVE_RUNS),
        resolver.value(SettingsTable.DAILY_IMAGE_LIMIT),
        resolver.value(RunSettings.COLLECTION_WORKERS));
  }

  private BatchSettings batches() {
    return new BatchSettings(
        resolver.value(SettingsTable.GENERATION_SLOTS),
        resolver.value(SettingsTable.IMAGE_RESULT_TTL_MS),
        resolver.value(SettingsTable.IMAGE_CLEANUP_INTERVAL_MS));
  }

  private ProviderSettings openAi() {
    return new ProviderSettings(
        apiKey(SettingsTable.OPENAI_API_KEY, SettingsTable.OPENAI_API_KEY_FILE),
        resolver.value(SettingsTable.OPENAI_BASE_URL),
        resolver.value(SettingsTable.ENHANCEMENT_MODEL),
        resolver.value(SettingsTable.IMAGE_MODEL),
        resolver.value(SettingsTable.IMAGE_QUALITY),
        resolver.optional(SettingsTable.IMAGE_SIZE),
        resolver.value(SettingsTable.ENHANCE_TIMEOUT),
        resolver.value(SettingsTable.IMAGE_TIMEOUT),
        resolver.value(SettingsTable.IMAGES_PER_MINUTE),
        resolver.value(SettingsTable.PARTIAL_IMAGES),
        new ProviderSettings.Enhancement(
            resolver.optional(SettingsTable.ENHANCEMENT_BASE_URL),
            apiKey(SettingsTable.ENHANCEMENT_API_KEY, SettingsTable.ENHANCEMENT_API_KEY_FILE)),
        resolver.optional(SettingsTable.OPENAI_ORG_ID),
        resolver.optional(SettingsTable.OPENAI_PROJECT_ID),
        resolver.optional(SettingsTable.IMAGE_HOSTS).orElse(List.of()));
  }

  private NetworkSettings network(List<X509Certificate> certificates) {
    return new NetworkSettings(
        resolver.optional(SettingsTable.HTTPS_PROXY),
        resolver.optional(SettingsTable.HTTP_PROXY),
        resolver.optional(SettingsTable.ALL_PROXY),
        resolver.optional(SettingsTable.NO_PROXY).orElse(ProxyExceptions.NONE),
        resolver.optional(SettingsTable.CA_FILE).map(this::absolute),
        certificates);
  }

  private List<X509Certificate> certificates() {
    Optional<Path> file = resolver.optional(SettingsTable.CA_FILE);
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return CertificateFile.read(absolute(file.get()));
    } catch (CertificateFile.UnusableException unusable) {
      addFileProblem(
          SettingsTable.CA_FILE,
          file.get(),
          ", which " + unusable.getMessage() + "; accepted: a PEM file of certificates");
      return List.of();
    }
  }

  private ImageServerSettings imageServers() {
    return new ImageServerSettings(
        resolver.value(SettingsTable.A1111_BASE_URL),
        resolver.value(SettingsTable.COMFYUI_BASE_URL),
        resolver.optional(SettingsTable.COMFYUI_GRAPH_FILE).flatMap(this::graph),
        resolver.value(SettingsTable.SDCPP_BASE_URL),
        secret(SettingsTable.IMAGE_SERVER_KEY_FILE));
  }

  private Optional<String> graph(Path file) {
    GraphFile.Outcome outcome = GraphFile.read(absolute(file));
    outcome
        .problem()
        .ifPresent(
            problem ->
                resolver.addProblem(
                    SettingsTable.COMFYUI_GRAPH_FILE.flag()
                        + ": got "
                        + QuotedValue.of(file.toString())
                        + ", and "
                        + problem));
    return outcome.text();
  }

  private Settings.Spending spending() {
    PriceTable prices =
        resolver.optional(SettingsTable.PRICES_FILE).map(this::prices).orElse(PriceTable.NONE);
    return new Settings.Spending(prices, resolver.value(SettingsTable.DAILY_BUDGET));
  }

  private PriceTable prices(Path file) {
    String problem;
    try {
      byte[] bytes = NamedFile.read(absolute(file), MAX_PRICES_BYTES + 1);
      if (bytes.length <= MAX_PRICES_BYTES) {
        return PriceTableReader.read(new String(bytes, StandardCharsets.UTF_8));
      }
      problem = "the file is larger than 1 MiB";
    } catch (IOException unreadable) {
      problem = PlainReason.of(unreadable) + "; accepted: a price table in JSON";
    } catch (InvalidPricesException invalid) {
      problem = String.valueOf(invalid.getMessage());
    }
    addFileProblem(SettingsTable.PRICES_FILE, file, ", and " + problem);
    return PriceTable.NONE;
  }

  private Optional<WebhookSettings> webhook() {
    Optional<Secret> secret = secret(SettingsTable.WEBHOOK_SECRET_FILE);
    if (secret.isPresent() && !WebhookSettings.isKey(secret.get())) {
      resolver.addProblem(
          SettingsTable.WEBHOOK_SECRET_FILE.flag()
              + ": it does not hold a key of Standard Webhooks; accepted: whsec_ and"
              + " base64, of 24 bytes or more");
    }
    Optional<URI> url = resolver.optional(SettingsTable.WEBHOOK_URL);
    return url.isPresent() || secret.isPresent()
        ? Optional.of(new WebhookSettings(url, secret))
        : Optional.empty();
  }

  /**
   * Returns the key from the setting or the file that comes first in the layers; the file if both
   * are in one layer.
   */
  private Optional<Secret> apiKey(Setting<Secret> direct, Setting<Path> inFile) {
    Optional<Secret> key = resolver.optional(direct);
    Optional<Secret> fromFile = keyIn(inFile);
    return resolver.rank(direct) < resolver.rank(inFile) ? key : fromFile.or(() -> key);
  }

  private Optional<Secret> keyIn(Setting<Path> setting) {
    Optional<Path> file = resolver.optional(setting);
    if (file.isEmpty()) {
      return Optional.empty();
    }
    String accepted =
        "; accepted: a readable file with one key of visible characters, without spaces";
    try {
      Optional<Secret> key = ApiKeyText.parseFile(SecretFile.read(absolute(file.get())));
      if (key.isEmpty()) {
        addFileProblem(setting, file.get(), ", which does not hold one key" + accepted);
      }
      return key;
    } catch (IOException e) {
      addFileProblem(setting, file.get(), ", and " + PlainReason.of(e) + accepted);
      return Optional.empty();
    }
  }

  private Optional<Secret> secret(Setting<Path> setting) {
    List<Secret> secrets = secrets(setting);
    if (secrets.size() > 1) {
      resolver.addProblem(
          setting.flag() + ": the file holds several lines; accepted: a file with one");
    }
    return secrets.stream().findFirst();
  }

  private List<Secret> secrets(Setting<Path> setting) {
    Optional<Path> file = resolver.optional(setting);
    if (file.isEmpty()) {
      return List.of();
    }
    try {
      return SecretFile.readAll(absolute(file.get()));
    } catch (IOException e) {
      addFileProblem(
          setting,
          file.get(),
          ", and "
              + PlainReason.of(e)
              + "; accepted: a readable file with visible characters, no spaces inside a line");
      return List.of();
    }
  }

  private void addFileProblem(Setting<Path> setting, Path file, String accepted) {
    resolver.addProblem(
        resolver.find(setting).map(RawValue::origin).orElse(setting.flag())
            + ": got "
            + QuotedValue.of(file.toString())
            + accepted);
  }

  private Path absolute(Path path) {
    return workingDirectory.resolve(path).toAbsolutePath().normalize();
  }
}
