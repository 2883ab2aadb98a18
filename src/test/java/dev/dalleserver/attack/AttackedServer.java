package dev.dalleserver.attack;

import dev.dalleserver.fakeprovider.FakeProvider;
import dev.dalleserver.fixtures.ServerProcess;
import dev.dalleserver.fixtures.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A server that {@code run.sh} has started from the packed jar, and a stand-in for its provider in
 * the test's own process. It has a key and no token unless a test says otherwise.
 */
final class AttackedServer implements AutoCloseable {
  private static final String KEY = "sk-test-0123456789-attacked";

  private final FakeProvider provider;
  private final ServerProcess process;

  private AttackedServer(FakeProvider provider, ServerProcess process) {
    this.provider = provider;
    this.process = process;
  }

  /** The way it is started. */
  static final class Builder {
    private final Path dataDir;
    private final List<String> flags = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Map<String, String> behaviour = Map.of();
    private List<String> launcher = List.of();

    private Builder(Path dataDir) {
      this.dataDir = dataDir;
    }

    Builder with(String... more) {
      flags.addAll(List.of(more));
      return this;
    }

    /** The provider's behaviour, as switches of {@link FakeProvider}. */
    Builder provider(Map<String, String> changes) {
      behaviour = changes;
      return this;
    }

    /** Starts it under {@code ulimit -n}. */
    Builder openFiles(int most) {
      launcher = List.of("bash", "-c", "ulimit -n " + most + "; exec \"$@\"", "limited");
      return this;
    }

    AttackedServer start() throws IOException {
      FakeProvider provider = new FakeProvider(0, behaviour);
      environment.put("OPENAI_API_KEY", KEY);
      environment.put("OPENAI_BASE_URL", provider.baseUrl());
      try {
        return new AttackedServer(
            provider,
            ServerProcess.startByScript(
                launcher, dataDir, environment, flags.toArray(String[]::new)));
      } catch (IllegalStateException e) {
        provider.close();
        throw e;
      }
    }
  }

  static Builder in(Path dataDir) {
    return new Builder(dataDir);
  }

  FakeProvider provider() {
    return provider;
  }

  ServerProcess process() {
    return process;
  }

  int port() {
    return process.port();
  }

  TestResponse get(String path, String... headers) {
    return process.get(path, headers);
  }

  /** Makes a picture and waits until it is there. */
  TestResponse make(String address) {
    return process.client().pollUntilDone("/dalle/simple/" + address + "?generate=1");
  }

  /** How often the provider was asked for a picture or a prompt. */
  int providerCalls() {
    return provider.calls("image") + provider.calls("chat");
  }

  @Override
  public void close() {
    // What a client is told of an unexpected answer does not say where in the server it arose.
    process.log().lines().filter(line -> line.contains(" ERROR ")).forEach(System.out::println);
    process.close();
    provider.close();
  }
}
