package dev.dalleserver.web.http;

import io.javalin.http.HandlerType;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.Request;

/**
 * Detects requests that name their method in another way than HTTP does. The framework would
 * dispatch by {@code X-HTTP-Method-Override}, and it accepts the names of its internal handler
 * types as methods.
 */
public final class MethodOverride {
  private static final String OVERRIDE = "method-override";
  private static final Set<String> OTHER_HEADERS = Set.of("x-http-method", "x-method");

  private static final Set<String> NON_HTTP_HANDLER_TYPES = nonHttpHandlerTypes();

  private MethodOverride() {}

  private static Set<String> nonHttpHandlerTypes() {
    return HandlerType.values().stream()
        .filter(type -> !type.isHttpMethod())
        .map(HandlerType::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Returns why the request is refused; empty when only its request line names a method. */
  public static Optional<ApiError> refusal(Request request) {
    if (NON_HTTP_HANDLER_TYPES.contains(request.getMethod())) {
      return Optional.of(
          new ApiError(
              ErrorCode.INVALID_REQUEST,
              "the method is not an HTTP method",
              "expected a method that /openapi.json names"));
    }
    for (HttpField field : request.getHeaders()) {
      if (isOverride(field.getName())) {
        return Optional.of(
            new ApiError(
                ErrorCode.INVALID_REQUEST,
                "a header may not name another method",
                "received "
                    + ErrorMapping.echo(field.getName())
                    + "; expected the method in the request line alone"));
      }
    }
    return Optional.empty();
  }

  private static boolean isOverride(String header) {
    if (header.length() < "x-method".length()) {
      return false;
    }
    // Some gateways treat an underscore as a hyphen.
    String name = header.toLowerCase(Locale.ROOT).replace('_', '-');
    return name.contains(OVERRIDE) || OTHER_HEADERS.contains(name);
  }
}
