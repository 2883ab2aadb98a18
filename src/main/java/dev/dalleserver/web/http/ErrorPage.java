package dev.dalleserver.web.http;

import org.eclipse.jetty.http.HttpFields;
import org.jspecify.annotations.Nullable;

/** Errors as pages, for people whose browser opens a link or sends a form without scripts. */
public interface ErrorPage {
  /** The type of the pages. */
  String CONTENT_TYPE = "text/html; charset=utf-8";

  /** Pages without content, for servers without pages. */
  ErrorPage EMPTY =
      new ErrorPage() {
        @Override
        public byte[] render(ApiError error, String path, String prefix, String requestId) {
          return new byte[0];
        }

        @Override
        public String contentSecurityPolicy() {
          return "default-src 'none'";
        }
      };

  /**
   * Returns the page, in UTF-8.
   *
   * @param path of the request, without the prefix
   * @param prefix the path in front of every path in links
   */
  byte[] render(ApiError error, String path, String prefix, String requestId);

  /** Returns the value of {@code Content-Security-Policy} for the page. */
  String contentSecurityPolicy();

  /**
   * Returns true when an error is answered as a page: to a browser that opens or sends something
   * where people do, and not to a program, a script of the gallery or an image element.
   */
  static boolean isWanted(@Nullable String path, HttpFields headers) {
    if (path == null || !(path.startsWith("/dalle/") || path.startsWith("/pictures/"))) {
      return false;
    }
    // Only programs open a WebSocket, whatever they accept.
    return !path.endsWith("/ws") && AcceptHeader.prefersPage(headers);
  }
}
