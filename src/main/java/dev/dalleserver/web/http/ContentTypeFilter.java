package dev.dalleserver.web.http;

import io.javalin.http.Context;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * A filter that hides the parameters of {@code Content-Type} from the framework and Jetty: the
 * framework would decode the query by the body's charset, and both fail on a charset that they do
 * not know.
 */
public final class ContentTypeFilter {
  private static final String ATTRIBUTE = ContentTypeFilter.class.getName();

  private ContentTypeFilter() {}

  /** Returns the same request with a {@code Content-Type} without parameters, if it has one. */
  public static Request hide(Request request) {
    String declared = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    int parameters = declared == null ? -1 : declared.indexOf(';');
    if (parameters < 0) {
      return request;
    }
    request.setAttribute(ATTRIBUTE, declared);
    HttpFields plain =
        HttpFields.build(request.getHeaders())
            .put(HttpHeader.CONTENT_TYPE, declared.substring(0, parameters))
            .asImmutable();
    return new Request.Wrapper(request) {
      @Override
      public HttpFields getHeaders() {
        return plain;
      }
    };
  }

  /** Returns the header as the client sent it. */
  public static @Nullable String declaredType(Context ctx) {
    return ctx.req().getAttribute(ATTRIBUTE) instanceof String declared
        ? declared
        : ctx.contentType();
  }
}
