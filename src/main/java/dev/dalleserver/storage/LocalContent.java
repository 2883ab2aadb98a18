package dev.dalleserver.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;

/** The content of an open file. */
record LocalContent(FileChannel channel) implements ArtifactContent {
  @Override
  public long size() throws IOException {
    return channel.size();
  }

  @Override
  public int read(ByteBuffer target, long from) throws IOException {
    return channel.read(target, from);
  }

  @Override
  public InputStream stream() {
    return Channels.newInputStream(channel);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
