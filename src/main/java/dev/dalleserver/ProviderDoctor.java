package dev.dalleserver;

import dev.dalleserver.console.EscapedText;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.memory.MemoryBudget;
import dev.dalleserver.openai.ModelsAnswer;
import dev.dalleserver.openai.ModelsQuery;
import dev.dalleserver.openai.OpenAiProvider;
import dev.dalleserver.painting.CaptionAnnotator;
import dev.dalleserver.painting.image.RenderPermits;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pictures.ImageProvider;
import dev.dalleserver.pictures.PaintRequest;
import dev.dalleserver.pictures.PaintedImage;
import dev.dalleserver.pictures.PaymentGuard;
import dev.dalleserver.pictures.PictureProviders;
import dev.dalleserver.pictures.ProgressListener;
import dev.dalleserver.pictures.ReceivedPictures;
import dev.dalleserver.progress.Clocks;
import dev.dalleserver.resilience.CallListener;
import dev.dalleserver.resilience.Operation;
import dev.dalleserver.settings.ImageProviderChoice;
import dev.dalleserver.settings.Settings;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.LocalUsageHistory;
import dev.dalleserver.storage.DataDirectory;
import dev.dalleserver.storage.DataDirectoryException;
import dev.dalleserver.storage.FileStore;
import dev.dalleserver.storage.LocalArtifacts;
import dev.dalleserver.text.PlainReason;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The command {@code doctor --provider}: asks the providers of images and of prompts for their
 * models, which costs nothing, and with {@code --paint} for one picture, which does.
 */
final class ProviderDoctor {
  private static final int HEALTHY = 0;
  private static final int PROBLEMS = 1;
  private static final int SHOWN_MODELS = 8;
  private static final String PROMPT = "A red apple on a wooden table, soft daylight";
  private static final ReceivedName NAME = new ReceivedName("doctor.0");

  /** How long a picture waits for the provider's rate limit: a person waits for the answer. */
  static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Settings settings;
  private final PrintStream out;
  private final Duration patience;
  private int problems;

  /**
   * @param patience how long the picture may wait for the provider's rate limit in all
   */
  ProviderDoctor(Settings settings, PrintStream out, Duration patience) {
    this.settings = settings;
    this.out = out;
    this.patience = patience;
  }

  /**
   * Asks the providers and prints what they answer.
   *
   * @param paint whether to ask for a picture too
   * @return 0 when every provider has answered as a server needs it, else 1
   */
  int run(boolean paint) {
    boolean imageServer = settings.effectiveImageProvider().isImageServer();
    if (imageServer) {
      line("note", "images: a server of one's own is not asked here; its first picture tells");
    }
    if (!settings.usesRemoteProvider() && imageServer) {
      return end();
    }
    if (!settings.usesRemoteProvider()) {
      problem(
          settings.runs().imageProvider() == ImageProviderChoice.OFFLINE
              ? "no provider is used: --image-provider offline has the built-in painter paint"
              : "no provider is used: set OPENAI_API_KEY, to none where the server asks for no key,"
                  + " and OPENAI_BASE_URL for another server than OpenAI's");
      return end();
    }
    boolean images = settings.effectiveImageProvider() == ImageProviderChoice.OPENAI;
    if (paint && !images) {
      problem(
          imageServer
              ? "--paint: a server of one's own paints, for nothing"
              : "--paint: the built-in painter paints, for nothing");
      return end();
    }
    askModels(images);
    if (paint) {
      paint();
    }
    return end();
  }

  private void askModels(boolean images) {
    try (ModelsQuery query =
        new ModelsQuery(
            ConfiguredProviders.remoteSettings(settings),
            Clocks.SYSTEM.wall(),
            Clocks.SYSTEM.nanos())) {
      line("provider", images ? query.describe() : query.describeChat());
      if (images) {
        report("images", settings.openAi().imageModel(), query.ask(Operation.IMAGE));
      }
      if (settings.runs().enhance()) {
        report("prompts", settings.openAi().enhancementModel(), query.ask(Operation.CHAT));
      } else {
        line("note", "prompts: not asked, since none is rewritten (--no-enhance)");
      }
    }
  }

  private void report(String what, String model, ModelsAnswer answer) {
    switch (answer.outcome()) {
      case FAILED -> problem(what + ": " + answer.message());
      case NOT_OFFERED -> line("note", what + ": it does not list its models: " + answer.message());
      case LISTED -> {
        List<String> models = answer.models();
        boolean listed = models.stream().anyMatch(name -> isSame(name, model));
        String count = what + ": it answers and lists " + models.size() + " models";
        if (listed) {
          line("ok", count + ", " + model + " among them");
        } else {
          String others = String.join(", ", models.stream().limit(SHOWN_MODELS).toList());
          String more = models.size() > SHOWN_MODELS ? ", ..." : "";
          line("note", count + ", " + model + " is not among them: " + others + more);
        }
      }
    }
  }

  /** Some servers list {@code provider/model} or {@code models/model}. */
  private static boolean isSame(String listed, String model) {
    return listed.equals(model) || listed.endsWith("/" + model);
  }

  private void paint() {
    try (DataDirectory directory = DataDirectory.open(settings.dataDir())) {
      LocalArtifacts artifacts = new LocalArtifacts(new FileStore(directory));
      ReceivedPictures received = new ReceivedPictures(artifacts, Clocks.SYSTEM.wall());
      LocalSpendingLedger ledger =
          new LocalSpendingLedger(
              new FileStore(directory),
              Clocks.SYSTEM.wall(),
              settings.runs().dailyImageLimit(),
              settings.spending().dailyBudget());
      LocalUsageHistory usage =
          new LocalUsageHistory(new FileStore(directory), Clocks.SYSTEM.wall());
      RenderPermits permits = RenderPermits.ofThisMachine(MemoryBudget.ofThisHeap());
      BoundedWait wait = new BoundedWait();
      try (OpenAiProvider provider =
          new ConfiguredProviders(settings, Clocks.SYSTEM).openAi(wait, received, permits)) {
        PictureProviders unguarded =
            new PictureProviders(
                Optional.empty(),
                Optional.of(provider.images()),
                new CaptionAnnotator("dalleserver", permits));
        ImageProvider painter =
            new PaymentGuard(
                    artifacts, ledger, received, () -> settings.spending().prices(), usage::record)
                .guard(unguarded)
                .provider()
                .orElseThrow();
        paint(provider, painter, received, wait);
      }
    } catch (DataDirectoryException e) {
      problem(e.getMessage() + "; --paint keeps its picture there");
    } catch (IOException e) {
      problem("the picture cannot be kept: " + PlainReason.withFile(e));
    }
  }

  private void paint(
      OpenAiProvider provider, ImageProvider painter, ReceivedPictures received, BoundedWait wait) {
    line("note", "asking for one picture, which is paid for and counted");
    received.find(NAME).ifPresent(old -> received.setAside(old, "left by doctor"));
    long begin = Clocks.SYSTEM.nanos().getAsLong();
    try {
      PaintedImage image =
          painter.paint(
              new PaintRequest(
                  PROMPT, Optional.empty(), 1, Optional.empty(), PaintRequest.Tuning.DEFAULT, NAME),
              wait,
              wait.cancellation);
      double seconds = (Clocks.SYSTEM.nanos().getAsLong() - begin) / 1e9;
      report(provider, received, image, seconds);
    } catch (JobException e) {
      problem("no picture: " + e.getMessage());
      reportLeftOut(provider);
    } catch (CancelledException e) {
      problem("no picture" + wait.reason().orElse(" within --lock-ttl"));
    }
  }

  /** Ends the wait for a rate limit that lasts, and tells why. */
  private final class BoundedWait implements CallListener, ProgressListener {
    private final Cancellation cancellation =
        new Cancellation(Clocks.SYSTEM.nanos(), settings.runs().lockTtl().toNanos());
    private final AtomicReference<String> refusal = new AtomicReference<>("");
    private final AtomicReference<@Nullable Long> since = new AtomicReference<>();
    private volatile boolean given;

    @Override
    public void requestFailed(Operation operation, FailureCode code, String reason) {
      if (operation == Operation.IMAGE) {
        refusal.set(reason);
      }
    }

    @Override
    public void onWaiting(int position, Duration wait) {
      long now = Clocks.SYSTEM.nanos().getAsLong();
      if (since.compareAndSet(null, now)) {
        line("note", "the provider limits the rate: waiting for " + seconds(patience) + " at most");
      }
      long waited = now - Objects.requireNonNull(since.get());
      if (waited + wait.toNanos() > patience.toNanos()) {
        given = true;
        cancellation.request(Cancellation.Reason.CANCELLED);
      }
    }

    @Override
    public void onProgress(Stage stage, int step, int totalSteps) {}

    /** Returns the end of a sentence; empty when the wait was not what ended it. */
    Optional<String> reason() {
      return given
          ? Optional.of(
              ": "
                  + refusal.get()
                  + "; it still refuses, or asks for a longer wait than the "
                  + seconds(patience)
                  + " of this command: nothing is paid, try again later")
          : Optional.empty();
    }

    private String seconds(Duration time) {
      return time.toSeconds() + " s";
    }
  }

  private void report(
      OpenAiProvider provider, ReceivedPictures received, PaintedImage image, double seconds) {
    String format = image.source().map(ProviderDoctor::format).orElse("PNG");
    String kept =
        image
            .source()
            .flatMap(picture -> received.setAside(picture, "painted for doctor"))
            .map(where -> ", kept as " + where)
            .orElse("");
    line(
        "ok",
        "a picture of %dx%d pixels, %s by %s, %d bytes, in %.1f s%s"
            .formatted(
                image.size().width(),
                image.size().height(),
                format,
                image.mode(),
                image.source().map(ReceivedPictures.Received::size).orElse(0L),
                seconds,
                kept));
    reportLeftOut(provider);
  }

  private void reportLeftOut(OpenAiProvider provider) {
    List<String> leftOut = provider.parametersLeftOut();
    line(
        "note",
        leftOut.isEmpty()
            ? "it took every parameter"
            : "it did not take, and the server leaves out: " + String.join(", ", leftOut));
  }

  private static String format(ReceivedPictures.Received picture) {
    try (InputStream in = picture.open()) {
      byte[] head = in.readNBytes(12);
      String text = new String(head, StandardCharsets.ISO_8859_1);
      if (text.startsWith("\u0089PNG")) {
        return "PNG";
      }
      if (text.startsWith("\u00ff\u00d8")) {
        return "JPEG";
      }
      if (text.startsWith("GIF8")) {
        return "GIF";
      }
      return text.startsWith("RIFF") && text.endsWith("WEBP") ? "WebP" : "of another format";
    } catch (IOException e) {
      return "of an unknown format";
    }
  }

  private int end() {
    out.println(problems == 1 ? "1 problem" : problems + " problems");
    return problems == 0 ? HEALTHY : PROBLEMS;
  }

  private void problem(String text) {
    problems++;
    line("problem", text);
  }

  private void line(String kind, String text) {
    out.println("%-8s %s".formatted(kind, EscapedText.oneLine(text)));
  }
}
