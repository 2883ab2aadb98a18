package dev.dalleserver.settings;

import dev.dalleserver.net.HostPattern;
import dev.dalleserver.net.IpNetwork;
import dev.dalleserver.net.ProxyExceptions;
import dev.dalleserver.net.ProxyServer;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.settings.ReloadableSettings.Part;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The single table of settings: flags, variables, defaults, checks and help all come from it. */
final class SettingsTable {
  private static final Duration MIN_DURATION = Duration.ofMillis(100);
  private static final Duration MAX_DURATION = Duration.ofHours(24);
  private static final int MAX_COUNT = 1_000_000;

  static final Setting<String> HOST =
      Setting.of("host", "127.0.0.1", ValueKind.host(), "where to listen");
  static final Setting<Integer> PORT =
      Setting.of(
          "port", "8080", ValueKind.number(0, 65535), "where to listen; 0 picks a free port");
  static final Setting<Path> DATA_DIR =
      Setting.of("data-dir", ".", ValueKind.path(), "the directory that holds all data");
  static final Setting<Duration> LOCK_TTL =
      Setting.of(
          "lock-ttl",
          "5m",
          ValueKind.duration(MIN_DURATION, MAX_DURATION),
          "the maximum duration of one run");
  static final Setting<Integer> WORKERS =
      Setting.of("workers", "4", ValueKind.number(1, 256), "pictures made at once");
  static final Setting<Integer> QUEUE =
      Setting.of(
          "queue",
          "1000",
          ValueKind.number(1, MAX_COUNT),
          "pictures that may wait, and as many OpenAI requests");
  static final Setting<Integer> GENERATION_SLOTS =
      Setting.of("generation-slots", "1", ValueKind.number(1, 256), "free-prompt batches at once");
  static final Setting<Duration> FAILURE_HOLD =
      Setting.of(
          "failure-hold",
          "3s",
          ValueKind.duration(Duration.ZERO, MAX_DURATION),
          "how long a failed run is shown before it can start anew");
  static final Setting<Duration> PROGRESS_TTL =
      Setting.of(
          "progress-ttl",
          "5m",
          ValueKind.duration(MIN_DURATION, MAX_DURATION),
          "how long an ended run is kept after the last request for it");
  static final Setting<ImageProviderChoice> IMAGE_PROVIDER =
      Setting.of(
          "image-provider",
          "auto",
          ValueKind.oneOf(ImageProviderChoice.class),
          "which provider makes images: auto is openai when there is a key, else offline");
  static final Setting<Boolean> SKIP_IMAGE =
      Setting.of(
          "skip-image", "false", ValueKind.onOff(), "annotate a plain card instead of a picture");
  static final Setting<Boolean> NO_ENHANCE =
      Setting.of("no-enhance", "false", ValueKind.onOff(), "use prompts as they are");
  static final Setting<Secret> OPENAI_API_KEY =
      Setting.of("openai-api-key", "", ValueKind.apiKey(), "the provider's key")
          .withVariable("OPENAI_API_KEY")
          .withoutFlag()
          .withReload(Part.IMAGE_KEY);
  static final Setting<Path> OPENAI_API_KEY_FILE =
      Setting.of(
              "openai-api-key-file", "", ValueKind.path(), "a file that holds the provider's key")
          .withReload(Part.IMAGE_KEY);
  static final Setting<URI> OPENAI_BASE_URL =
      Setting.of(
              "openai-base-url",
              "https://api.openai.com/v1",
              ValueKind.baseUrl(),
              "the provider, or any compatible server")
          .withVariable("OPENAI_BASE_URL");
  static final Setting<String> OPENAI_ORG_ID =
      Setting.of(
              "openai-org-id", "", ValueKind.word(), "the organization that calls are charged to")
          .withVariable("OPENAI_ORG_ID");
  static final Setting<String> OPENAI_PROJECT_ID =
      Setting.of("openai-project-id", "", ValueKind.word(), "the project that calls are charged to")
          .withVariable("OPENAI_PROJECT_ID");
  static final Setting<URI> ENHANCEMENT_BASE_URL =
      Setting.of(
          "enhancement-base-url",
          "",
          ValueKind.baseUrl(),
          "where prompts are rewritten, if not where images are made");
  static final Setting<Secret> ENHANCEMENT_API_KEY =
      Setting.of(
              "enhancement-api-key",
              "",
              ValueKind.apiKey(),
              "the key for rewriting prompts, if not the provider's")
          .withVariable("ENHANCEMENT_API_KEY")
          .withoutFlag()
          .withReload(Part.PROMPT_KEY);
  static final Setting<Path> ENHANCEMENT_API_KEY_FILE =
      Setting.of(
              "enhancement-api-key-file",
              "",
              ValueKind.path(),
              "a file that holds the key for rewriting prompts")
          .withReload(Part.PROMPT_KEY);
  static final Setting<String> ENHANCEMENT_MODEL =
      Setting.of(
          "enhancement-model", "gpt-5.4-mini", ValueKind.word(), "the model that rewrites prompts");
  static final Setting<String> IMAGE_MODEL =
      Setting.of("image-model", "gpt-image-2", ValueKind.word(), "the model that makes images");
  static final Setting<String> IMAGE_QUALITY =
      Setting.of("image-quality", "auto", ValueKind.word(), "passed on to the image model")
          .withAlias("DALLE_QUALITY");
  static final Setting<String> IMAGE_SIZE =
      Setting.of(
          "image-size",
          "",
          ValueKind.imageSize(),
          "the size requested from the image model, auto, or none for no size; else the model's"
              + " best");

  static final Setting<List<HostPattern>> IMAGE_HOSTS =
      Setting.of(
          "image-hosts",
          "",
          ValueKind.hostsAndPorts(),
          "hosts of your own that pictures may be fetched from, over http and in private networks");
  static final Setting<Duration> ENHANCE_TIMEOUT =
      Setting.of(
              "enhance-timeout",
              "60s",
              ValueKind.duration(MIN_DURATION, MAX_DURATION),
              "the maximum duration of one rewriting call")
          .withAlias("TB_DALLE_ENHANCEMENT_TIMEOUT");
  static final Setting<Duration> IMAGE_TIMEOUT =
      Setting.of(
          "image-timeout",
          "5m",
          ValueKind.duration(MIN_DURATION, MAX_DURATION),
          "the maximum duration of one image call");
  static final Setting<URI> A1111_BASE_URL =
      Setting.of(
          "a1111-base-url",
          "http://127.0.0.1:7860",
          ValueKind.url(),
          "AUTOMATIC1111's web UI, started with --api");
  static final Setting<URI> COMFYUI_BASE_URL =
      Setting.of("comfyui-base-url", "http://127.0.0.1:8188", ValueKind.url(), "ComfyUI");
  static final Setting<Path> COMFYUI_GRAPH_FILE =
      Setting.of(
          "comfyui-graph-file",
          "",
          ValueKind.path(),
          "the graph that makes images, saved by Export (API), with {{prompt}}, {{seed}} and"
              + " others");
  static final Setting<URI> SDCPP_BASE_URL =
      Setting.of(
          "sdcpp-base-url",
          "http://127.0.0.1:1234",
          ValueKind.url(),
          "stable-diffusion.cpp's server");
  static final Setting<Path> IMAGE_SERVER_KEY_FILE =
      Setting.of(
              "image-server-key-file",
              "",
              ValueKind.path(),
              "a file that holds what a1111, comfyui or sdcpp asks for: user:password, or a bearer"
                  + " token")
          .withReload(Part.IMAGE_SERVER_KEY);
  static final Setting<Boolean> ARCHIVE_RUNS =
      Setting.of(
          "archive-runs",
          "false",
          ValueKind.onOff(),
          "keep a file about every run in metrics/runs");
  static final Setting<Integer> DAILY_IMAGE_LIMIT =
      Setting.of(
          "daily-image-limit",
          "0",
          ValueKind.number(0, MAX_COUNT),
          "images requested from a paid provider per UTC day; 0 is no limit");
  static final Setting<Path> PRICES_FILE =
      Setting.of(
              "prices-file",
              "",
              ValueKind.path(),
              "a JSON file with what images and tokens cost, by model; costs are then counted")
          .withReload(Part.PRICES);
  static final Setting<Money> DAILY_BUDGET =
      Setting.of(
          "daily-budget",
          "0",
          ValueKind.money(),
          "what paid calls may cost per UTC day, in the currency of --prices-file; 0 is no limit");
  static final Setting<Integer> IMAGES_PER_MINUTE =
      Setting.of(
          "images-per-minute",
          "0",
          ValueKind.number(0, MAX_COUNT),
          "image requests that begin in a minute, evenly spaced; 0 is no limit");
  static final Setting<Integer> PARTIAL_IMAGES =
      Setting.of(
          "partial-images",
          "2",
          ValueKind.number(0, 3),
          "previews of a picture while it is painted; OpenAI bills each; 0 is none");
  static final Setting<URI> WEBHOOK_URL =
      Setting.of(
          "webhook-url",
          "",
          ValueKind.urlWithQuery(),
          "the URL that is notified when a run or batch ends");
  static final Setting<Path> WEBHOOK_SECRET_FILE =
      Setting.of(
              "webhook-secret-file",
              "",
              ValueKind.path(),
              "a file that holds the secret that signs webhooks")
          .withReload(Part.WEBHOOK_SECRET);
  static final Setting<LogLevel> LOG_LEVEL =
      Setting.of(
              "log-level",
              "info",
              ValueKind.oneOf(LogLevel.class),
              "the lowest level that is logged")
          .withReload(Part.LOG_LEVEL);
  static final Setting<Path> API_TOKEN_FILE =
      Setting.of(
              "api-token-file",
              "",
              ValueKind.path(),
              "a file of tokens, one a line; a request that starts, changes or removes something"
                  + " needs one")
          .withReload(Part.API_TOKENS);
  static final Setting<Boolean> ALLOW_ANONYMOUS =
      Setting.of(
          "allow-anonymous",
          "false",
          ValueKind.onOff(),
          "let every client of a --host that is not loopback use the key");
  static final Setting<List<String>> CORS_ORIGIN =
      Setting.of(
          "cors-origin", "", ValueKind.origins(), "the origins whose pages may read answers");
  static final Setting<List<String>> ALLOWED_HOSTS =
      Setting.of(
          "allowed-hosts",
          "",
          ValueKind.hosts(),
          "host names besides --host by which clients reach this server, such as a proxy's");
  static final Setting<Boolean> STRICT_METHODS =
      Setting.of(
          "strict-methods",
          "false",
          ValueKind.onOff(),
          "refuse GETs that change something: POST makes a picture, DELETE removes it");
  static final Setting<List<IpNetwork>> TRUSTED_PROXIES =
      Setting.of(
          "trusted-proxies",
          "",
          ValueKind.networks(),
          "proxies whose X-Forwarded headers name the client, the host, the scheme and the base"
              + " path");
  static final Setting<String> BASE_PATH =
      Setting.of(
          "base-path",
          "",
          ValueKind.basePath(),
          "the path under which a proxy shows this server, whether it strips it or not");
  static final Setting<URI> PUBLIC_URL =
      Setting.of(
          "public-url",
          "",
          ValueKind.publicUrl(),
          "the URL under which clients reach this server, for links with a host");
  static final Setting<ProxyServer> HTTPS_PROXY =
      Setting.of("https-proxy", "", ValueKind.proxy(), "the proxy for calls to https URLs")
          .withVariable("HTTPS_PROXY")
          .withAlias("https_proxy")
          .withoutFlag();
  static final Setting<ProxyServer> HTTP_PROXY =
      Setting.of("http-proxy", "", ValueKind.proxy(), "the proxy for calls to http URLs")
          .withVariable("HTTP_PROXY")
          .withAlias("http_proxy")
          .withoutFlag();
  static final Setting<ProxyServer> ALL_PROXY =
      Setting.of("all-proxy", "", ValueKind.proxy(), "the proxy where neither of these two is set")
          .withVariable("ALL_PROXY")
          .withAlias("all_proxy")
          .withoutFlag();
  static final Setting<ProxyExceptions> NO_PROXY =
      Setting.of("no-proxy", "", ValueKind.proxyExceptions(), "hosts that are called without proxy")
          .withVariable("NO_PROXY")
          .withAlias("no_proxy");
  static final Setting<Path> CA_FILE =
      Setting.of(
              "ca-file",
              "",
              ValueKind.path(),
              "a PEM file of certificates that are trusted besides Java's own")
          .withVariable("SSL_CERT_FILE");
  static final Setting<Duration> IMAGE_RESULT_TTL_MS =
      Setting.of(
              "image-result-ttl-ms",
              "300000",
              ValueKind.millis(1, 86_400_000),
              "how long a finished batch is kept")
          .withVariable("IMAGE_RESULT_TTL_MS");
  static final Setting<Duration> IMAGE_CLEANUP_INTERVAL_MS =
      Setting.of(
              "image-cleanup-interval-ms",
              "60000",
              ValueKind.millis(1, 86_400_000),
              "how often expired batches are removed")
          .withVariable("IMAGE_CLEANUP_INTERVAL_MS");

  /** All settings, in the order in which the help shows them. */
  static final List<Setting<?>> ALL =
      Stream.concat(
              Stream.<Setting<?>>of(
                  HOST,
                  PORT,
                  DATA_DIR,
                  LOCK_TTL,
                  WORKERS,
                  QUEUE,
                  RunSettings.COLLECTION_WORKERS,
                  GENERATION_SLOTS,
                  FAILURE_HOLD,
                  PROGRESS_TTL,
                  IMAGE_PROVIDER,
                  SKIP_IMAGE,
                  NO_ENHANCE,
                  OPENAI_API_KEY,
                  OPENAI_API_KEY_FILE,
                  OPENAI_BASE_URL,
                  OPENAI_ORG_ID,
                  OPENAI_PROJECT_ID,
                  ENHANCEMENT_BASE_URL,
                  ENHANCEMENT_API_KEY,
                  ENHANCEMENT_API_KEY_FILE,
                  ENHANCEMENT_MODEL,
                  IMAGE_MODEL,
                  IMAGE_QUALITY,
                  IMAGE_SIZE,
                  IMAGE_HOSTS,
                  ENHANCE_TIMEOUT,
                  IMAGE_TIMEOUT,
                  A1111_BASE_URL,
                  COMFYUI_BASE_URL,
                  COMFYUI_GRAPH_FILE,
                  SDCPP_BASE_URL,
                  IMAGE_SERVER_KEY_FILE,
                  ARCHIVE_RUNS,
                  DAILY_IMAGE_LIMIT,
                  PRICES_FILE,
                  DAILY_BUDGET,
                  IMAGES_PER_MINUTE,
                  PARTIAL_IMAGES,
                  WEBHOOK_URL,
                  WEBHOOK_SECRET_FILE,
                  LOG_LEVEL,
                  API_TOKEN_FILE,
                  ALLOW_ANONYMOUS,
                  CORS_ORIGIN,
                  ALLOWED_HOSTS,
                  STRICT_METHODS,
                  TRUSTED_PROXIES,
                  BASE_PATH,
                  PUBLIC_URL,
                  HTTPS_PROXY,
                  HTTP_PROXY,
                  ALL_PROXY,
                  NO_PROXY,
                  CA_FILE,
                  IMAGE_RESULT_TTL_MS,
                  IMAGE_CLEANUP_INTERVAL_MS),
              Stream.concat(IdentitySettings.ROWS.stream(), ClusterTable.ROWS.stream()))
          .toList();

  private SettingsTable() {}

  static Optional<Setting<?>> byFlag(String flag) {
    return ALL.stream().filter(setting -> setting.flag().equals(flag)).findFirst();
  }

  static List<String> allFlags() {
    return ALL.stream().filter(Setting::onCommandLine).map(Setting::flag).toList();
  }

  static List<String> allVariables() {
    return ALL.stream().flatMap(setting -> setting.variables().stream()).toList();
  }
}
