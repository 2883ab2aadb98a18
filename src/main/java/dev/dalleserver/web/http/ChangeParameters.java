package dev.dalleserver.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.http.HttpFields;

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
   * Reads what the handler is to do: HEAD and a browser's prefetch start and remove nothing.
   *
   * @throws ApiError 400 for a value that is neither on nor off, and for both generate and remove
   */
  public static ChangeParameters effective(Context ctx) {
    ChangeParameters requested = requested(ctx);
    if (requested.generate && requested.remove) {
      throw conflictError();
    }
    boolean readOnly = ctx.req().getMethod().equals("HEAD") || Prefetch.isPrefetch(headers(ctx));
    return readOnly ? new ChangeParameters(false, false, requested.force) : requested;
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
