package dev.dalleserver.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/**
 * The query parameters that make a GET change something. The access rules and the handlers both get
 * them here, read once for a request, so that what is checked is what is done.
 */
public record ChangeParameters(boolean generate, boolean remove, boolean force) {
  private static final String ATTRIBUTE = ChangeParameters.class.getName();
  private static final ChangeParameters NONE = new ChangeParameters(false, false, false);

  /**
   * Reads what the request asks for, whether it is allowed or not.
   *
   * @throws ApiError 400 for a value that is neither on nor off
   */
  public static ChangeParameters requested(Context ctx) {
    if (ctx.req().getQueryString() == null) {
      return NONE;
    }
    if (ctx.req().getAttribute(ATTRIBUTE) instanceof ChangeParameters read) {
      return read;
    }
    ChangeParameters read =
        new ChangeParameters(
            Parameters.flag(ctx, "generate"),
            Parameters.flag(ctx, "remove"),
            Parameters.flag(ctx, "force"));
    ctx.req().setAttribute(ATTRIBUTE, read);
    return read;
  }

  /**
   * Reads what the handler is to do: HEAD, a browser's prefetch and a program that previews links
   * start and remove nothing.
   *
   * @throws ApiError 400 for a value that is neither on nor off, and for both generate and remove
   */
  public static ChangeParameters effective(Context ctx) {
    ChangeParameters requested = requested(ctx);
    if (requested.generate && requested.remove) {
      throw conflictError();
    }
    HttpFields headers = headers(ctx);
    boolean readOnly =
        ctx.req().getMethod().equals("HEAD")
            || Prefetch.isPrefetch(headers)
            || isPreview(ctx, headers);
    return readOnly ? new ChangeParameters(false, false, requested.force) : requested;
  }

  /** Programs that preview links only follow them, by GET. */
  private static boolean isPreview(Context ctx, HttpFields headers) {
    return ctx.req().getMethod().equals("GET")
        && LinkPreviewAgents.isPreview(headers.get(HttpHeader.USER_AGENT));
  }

  private static HttpFields headers(Context ctx) {
    return ServletContextRequest.getServletContextRequest(ctx.req()).getHeaders();
  }

  /** Returns true when something is to be started or removed; {@code force} alone does neither. */
  boolean isChange() {
    return generate || remove;
  }

  public static ApiError conflictError() {
    return new ApiError(
        ErrorCode.INVALID_REQUEST,
        "generate and remove exclude each other",
        "received both; expected at most one of them");
  }
}
