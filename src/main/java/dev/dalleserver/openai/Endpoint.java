package dev.dalleserver.openai;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * One API that is called: where it is, and what each request to it carries. Azure's form of the
 * protocol is recognized by the host, or by the {@code api-version} in the base URL.
 *
 * @param base the base URL; its query is part of every request's
 * @param key sent to this base's scheme, host and port only
 * @param model in Azure's older form also the name of the deployment
 * @param account whom calls are charged to, beside the key
 */
record Endpoint(HttpUrl base, ApiKey key, String model, Account account) {
  private static final String VERSION = "api-version";
  private static final Pattern AZURE_HOST =
      Pattern.compile(".*\\.(?:openai|cognitiveservices|services\\.ai)\\.azure\\.com");
  private static final Pattern DEPLOYMENT = Pattern.compile("(.*/openai)?(/deployments/)[^/]+");
  private static final Pattern VERSION_SEGMENT = Pattern.compile(".*/v\\d+[a-z0-9]*(?:/.*)?");

  /**
   * The organization and the project that a key's calls are charged to.
   *
   * @param organization sent as {@code OpenAI-Organization}, if present
   * @param project sent as {@code OpenAI-Project}, if present
   */
  record Account(Optional<String> organization, Optional<String> project) {
    static final Account NONE = new Account(Optional.empty(), Optional.empty());
  }

  /** Returns the endpoint that makes images. */
  static Endpoint ofImages(OpenAiSettings settings) {
    return new Endpoint(
        HttpUrl.get(settings.baseUrl()),
        settings.apiKey(),
        settings.imageModel(),
        settings.connections().account());
  }

  /** Returns the endpoint that rewrites prompts; where none is set, that of images. */
  static Endpoint ofChat(OpenAiSettings settings) {
    String model = settings.enhancementModel();
    Optional<OpenAiSettings.ChatEndpoint> own = settings.connections().chat();
    if (own.isPresent()) {
      HttpUrl base = HttpUrl.get(own.get().baseUrl());
      boolean sameServer = isSameServer(base, HttpUrl.get(settings.baseUrl()));
      Account account = sameServer ? settings.connections().account() : Account.NONE;
      return new Endpoint(base, own.get().apiKey(), model, account);
    }
    HttpUrl base = HttpUrl.get(settings.baseUrl());
    Matcher deployment = DEPLOYMENT.matcher(base.encodedPath());
    // The base names the deployment that makes images; prompts are rewritten by another.
    HttpUrl chat =
        deployment.matches()
            ? base.newBuilder().removePathSegment(base.pathSize() - 1).addPathSegment(model).build()
            : base;
    return new Endpoint(chat, settings.apiKey(), model, settings.connections().account());
  }

  /** Returns true when both have the same scheme, host and port. */
  static boolean isSameServer(HttpUrl one, HttpUrl other) {
    return one.scheme().equals(other.scheme())
        && one.host().equals(other.host())
        && one.port() == other.port();
  }

  /** Returns true when the key may be sent to the URL. */
  boolean isServerOf(HttpUrl url) {
    return isSameServer(base, url);
  }

  /**
   * Returns the URL of a call.
   *
   * @param path below the base, with a leading slash
   */
  HttpUrl url(String path) {
    return below(resourcePath() + path);
  }

  /** Returns the URL that lists the models. */
  HttpUrl modelsUrl() {
    Matcher deployment = DEPLOYMENT.matcher(resourcePath());
    String parent = deployment.matches() ? Optional.ofNullable(deployment.group(1)).orElse("") : "";
    return below((deployment.matches() ? parent : resourcePath()) + "/models");
  }

  private HttpUrl below(String path) {
    return base.newBuilder().encodedPath(path).build();
  }

  private String resourcePath() {
    String path = base.encodedPath().replaceFirst("(?<!/)/++$", "");
    // With a version and no deployment, the deployment has the model's name, as in Azure's SDK.
    boolean deployments =
        base.queryParameter(VERSION) != null && (path.isEmpty() || path.equals("/openai"));
    return deployments
        ? new HttpUrl.Builder()
            .scheme("https")
            .host("a")
            .addPathSegment("openai")
            .addPathSegment("deployments")
            .addPathSegment(model)
            .build()
            .encodedPath()
        : path;
  }

  private boolean isAzure() {
    return AZURE_HOST.matcher(base.host()).matches() || base.queryParameter(VERSION) != null;
  }

  /** Returns a request to this API, with the key unless the server asks for none. */
  Request.Builder request(HttpUrl url) {
    Request.Builder request =
        new Request.Builder()
            .url(url)
            .header("Accept", "application/json")
            .header("Accept-Encoding", RecordingInputStream.ENCODING)
            .header("User-Agent", "dalleserver");
    authorize(request);
    account.organization().ifPresent(name -> request.header("OpenAI-Organization", name));
    account.project().ifPresent(name -> request.header("OpenAI-Project", name));
    return request;
  }

  /** Adds the key; only for requests to this endpoint's server. */
  void authorize(Request.Builder request) {
    if (!key.isPresent()) {
      return;
    }
    if (isAzure()) {
      request.header("api-key", key.secret());
    } else {
      request.header("Authorization", "Bearer " + key.secret());
    }
  }

  /** Returns the base URL without its query. */
  String shown() {
    return shown(base);
  }

  /** Returns a URL without its query and without a slash at its end. */
  static String shown(HttpUrl url) {
    return url.newBuilder()
        .username("")
        .password("")
        .query(null)
        .fragment(null)
        .build()
        .toString()
        .replaceFirst("(?<!/)/++$", "");
  }

  /** Returns what may be wrong with the base URL when nothing is found below it. */
  Optional<String> hint() {
    if (isAzure() && base.queryParameter(VERSION) == null && !hasVersion()) {
      return Optional.of(
          "the base URL "
              + shown()
              + " of Azure needs /openai/v1 behind the host, or ?api-version=... behind its path");
    }
    return hasVersion() || isAzure()
        ? Optional.empty()
        : Optional.of(
            "the base URL "
                + shown()
                + " has no /v1, where most servers have their API: try "
                + shown()
                + "/v1");
  }

  private boolean hasVersion() {
    return VERSION_SEGMENT.matcher(base.encodedPath()).matches();
  }
}
