package dev.dalleserver.gpu;

import dev.dalleserver.gpu.GpuClient.AnswerReader;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Call;
import okhttp3.Callback;
import okhttp3.Response;

/**
 * An answer that takes long, while its thread looks after other things. Confined to that thread.
 */
public final class PendingAnswer implements AutoCloseable {
  private final GpuClient client;
  private final Call call;
  private final Cancellation cancellation;
  private final Cancellation.Registration hook;
  private final CompletableFuture<Response> answer = new CompletableFuture<>();

  PendingAnswer(GpuClient client, Call call, Cancellation cancellation) {
    this.client = client;
    this.call = call;
    this.cancellation = cancellation;
    this.hook = cancellation.onRequest(call::cancel);
    call.enqueue(
        new Callback() {
          @Override
          public void onFailure(Call failed, IOException problem) {
            answer.completeExceptionally(problem);
          }

          @Override
          public void onResponse(Call answered, Response response) {
            if (!answer.complete(response)) {
              response.close();
            }
          }
        });
  }

  /**
   * Waits for the answer to begin.
   *
   * @return false when it has not begun after {@code pause}
   * @throws GpuFailure when none will come
   */
  public boolean await(Duration pause) throws GpuFailure, CancelledException {
    try {
      answer.get(pause.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException notYet) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CancelledException(cancellation.reason().orElse(Cancellation.Reason.SHUTDOWN));
    } catch (ExecutionException failed) {
      throw client.failure(
          call,
          failed.getCause() instanceof IOException problem ? problem : new IOException(failed),
          cancellation);
    }
  }

  /** Reads the answer, which has begun. */
  public <T> T read(AnswerReader<T> reader) throws GpuFailure, CancelledException {
    try (Response response = answer.join()) {
      return client.read(call, response, reader);
    } catch (IOException | IllegalArgumentException problem) {
      throw client.failure(call, problem, cancellation);
    }
  }

  /** Gives the answer up, unless it was read. */
  @Override
  public void close() {
    hook.close();
    if (!answer.cancel(false) && !answer.isCompletedExceptionally()) {
      answer.join().close();
    }
    call.cancel();
  }
}
