package dev.dalleserver.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Map;
import org.eclipse.jetty.http.DateGenerator;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.resource.Resource;

/**
 * A stored file with a strong ETag. Files are only ever replaced whole by a rename, so inode, size
 * and time of change tell one content from another without reading it.
 */
final class FileContent extends HttpContent.Wrapper {
  private static final Map<String, String> CONTENT_TYPES =
      Map.of(
          "png", "image/png",
          "jpg", "image/jpeg",
          "json", "application/json",
          "txt", "text/plain;charset=utf-8");

  private final long length;
  private final Instant modified;
  private final HttpField etag;

  private FileContent(HttpContent content, BasicFileAttributes attributes) {
    super(content);
    this.length = attributes.size();
    this.modified = attributes.lastModifiedTime().toInstant();
    this.etag = new HttpField(HttpHeader.ETAG, tag(attributes));
  }

  /**
   * @throws IOException when the file is gone
   */
  static FileContent of(Path file, Resource resource, ByteBufferPool.Sized buffers)
      throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return new FileContent(
        new ResourceHttpContent(resource, contentType(file), buffers), attributes);
  }

  @Override
  public HttpField getETag() {
    return etag;
  }

  @Override
  public String getETagValue() {
    return etag.getValue();
  }

  @Override
  public Instant getLastModifiedInstant() {
    return modified;
  }

  @Override
  public HttpField getLastModified() {
    return new HttpField(HttpHeader.LAST_MODIFIED, DateGenerator.formatDate(modified));
  }

  @Override
  public long getContentLengthValue() {
    return length;
  }

  @Override
  public HttpField getContentLength() {
    return new HttpField.LongValueHttpField(HttpHeader.CONTENT_LENGTH, length);
  }

  private static String contentType(Path file) {
    String name = file.getFileName().toString();
    String extension = name.substring(name.lastIndexOf('.') + 1);
    return CONTENT_TYPES.getOrDefault(extension, "application/octet-stream");
  }

  /** Parted by dots: Jetty takes what follows a hyphen for the mark of a compressed variant. */
  private static String tag(BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
    int inode = attributes.fileKey() == null ? 0 : attributes.fileKey().hashCode();
    return '"'
        + Long.toHexString(nanos)
        + "."
        + Long.toHexString(attributes.size())
        + "."
        + Integer.toHexString(inode)
        + '"';
  }
}
