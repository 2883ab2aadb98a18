package dev.dalleserver.pictures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dalleserver.dress.DalleDress;
import dev.dalleserver.fixtures.Together;
import dev.dalleserver.jobs.Cancellation;
import dev.dalleserver.jobs.Cancellation.Reason;
import dev.dalleserver.jobs.CancelledException;
import dev.dalleserver.jobs.FailureCode;
import dev.dalleserver.jobs.JobException;
import dev.dalleserver.jobs.StateUnavailableException;
import dev.dalleserver.picture.ReceivedName;
import dev.dalleserver.pricing.Money;
import dev.dalleserver.spending.LocalSpendingLedger;
import dev.dalleserver.spending.PaymentIntent;
import dev.dalleserver.spending.PaymentIntent.Outcome;
import dev.dalleserver.spending.SpendingLedger;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No picture is paid for that could not be stored, and no more than the day's limit. */
@Timeout(60)
class PaymentGuardTest {
  private static final int LIMIT = 3;
  private static final DalleDress DRESS = MakingPictures.plan(MakingPictures.KEY);

  @TempDir Path folder;
  private MakingPictures scene;
  private SpendingLedger ledger;
  private final AtomicInteger asked = new AtomicInteger();
  private final Cancellation cancellation = Cancellation.none();

  @BeforeEach
  void open() throws Exception {
    scene = new MakingPictures(folder);
    ledger = new LocalSpendingLedger(scene.store, scene.time.clock(), LIMIT, Money.ZERO);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private PictureProviders guarded(ImageProvider provider) {
    PromptEnhancer enhancer =
        (dress, usage, cancellation) -> {
          asked.incrementAndGet();
          return "better";
        };
    return new PaymentGuard(
            scene.artifacts, ledger, new ReceivedPictures(scene.artifacts, Clock.systemUTC()))
        .guard(new PictureProviders(Optional.of(enhancer), Optional.of(provider), scene.annotator));
  }

  private PaintedImage paint() throws JobException, CancelledException {
    return paint(scene.painter);
  }

  private PaintedImage paint(ImageProvider provider) throws JobException, CancelledException {
    return guarded(provider)
        .provider()
        .orElseThrow()
        .paint(
            PaintRequest.of(DRESS.words(), new ReceivedName("a-test")),
            ProgressListener.NONE,
            cancellation);
  }

  private String enhance() throws JobException, CancelledException {
    return guarded(scene.painter).enhancer().orElseThrow().enhance(DRESS.words(), cancellation);
  }

  /** From now on the disk takes no new file. */
  private void leaveNoRoom() throws IOException {
    Files.delete(scene.store.layout().temporary());
    Files.createFile(scene.store.layout().received());
  }

  private void putAwayTheCount() throws IOException {
    Files.createDirectories(folder.resolve("metrics/image_budget.json/in-the-way"));
  }

  @Test
  void no_better_prompt_is_asked_for_where_it_could_not_be_stored() throws Exception {
    assertThat(enhance()).isEqualTo("better");
    leaveNoRoom();
    JobException refused = catchThrowableOfType(JobException.class, this::enhance);
    assertThat(refused.code()).isEqualTo(FailureCode.FILE_SYSTEM_ERROR);
    assertThat(refused.getMessage()).doesNotContain(folder.toString());
    assertThat(asked).hasValue(1);
  }

  @Test
  void no_picture_is_asked_for_where_it_could_not_be_stored() throws Exception {
    leaveNoRoom();
    JobException refused = catchThrowableOfType(JobException.class, this::paint);
    assertThat(refused.code()).isEqualTo(FailureCode.FILE_SYSTEM_ERROR);
    assertThat(scene.painter.calls()).isZero();
    assertThat(ledger.used()).isZero();
    assertThat(cancellation.isPaying()).isFalse();
  }

  @Test
  void no_picture_is_asked_for_that_could_not_be_counted() throws Exception {
    putAwayTheCount();
    JobException refused = catchThrowableOfType(JobException.class, this::paint);
    assertThat(refused.code()).isEqualTo(FailureCode.FILE_SYSTEM_ERROR);
    assertThat(scene.painter.calls()).isZero();
  }

  @Test
  void no_picture_is_asked_for_beyond_the_limit_and_it_says_so_beforehand() throws Exception {
    ImageProvider provider = guarded(scene.painter).provider().orElseThrow();
    for (int i = 0; i < LIMIT; i++) {
      assertThat(provider.refusalDuration()).isEmpty();
      paint();
    }
    assertThat(provider.refusalDuration()).contains(ledger.untilReset());
    JobException refused = catchThrowableOfType(JobException.class, this::paint);
    assertThat(refused.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED);
    assertThat(scene.painter.calls()).isEqualTo(LIMIT);
  }

  @Test
  void a_run_that_should_end_pays_for_nothing() {
    cancellation.request(Reason.CANCELLED);
    assertThatThrownBy(this::paint).isInstanceOf(CancelledException.class);
    assertThat(ledger.used()).isZero();
    assertThat(scene.painter.calls()).isZero();
  }

  @Test
  void a_picture_that_was_cancelled_while_it_waited_for_the_rate_is_not_counted() {
    Duration wait = Duration.ofSeconds(9);
    assertThatThrownBy(() -> paint(new Waiting(listener -> listener.onWaiting(1, wait))))
        .isInstanceOf(CancelledException.class);
    assertThat(ledger.used()).isZero();
    assertThatThrownBy(
            () ->
                paint(
                    new Waiting(
                        listener -> {
                          listener.onWaiting(1, wait);
                          listener.onAdmitted();
                        })))
        .isInstanceOf(CancelledException.class);
    assertThat(ledger.used()).as("it was asked for").isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "LEASE_LOST, INTERRUPTED",
    "SHUTDOWN, INTERRUPTED",
    "CANCELLED, UNCERTAIN",
    "DEADLINE, UNCERTAIN"
  })
  void a_call_that_is_cut_off_is_told_as_interrupted_where_the_work_goes_on_elsewhere(
      Reason reason, Outcome told) {
    List<Outcome> outcomes = recordOutcomes();
    CancelledException cutOff = new CancelledException(reason);
    assertThatThrownBy(
            () ->
                paintFailing(
                    () -> {
                      cancellation.request(reason);
                      raise(cutOff);
                    }))
        .isSameAs(cutOff);
    assertThat(outcomes).containsExactly(told);
  }

  @Test
  void a_call_whose_state_could_not_be_written_is_told_as_interrupted() {
    List<Outcome> outcomes = recordOutcomes();
    RuntimeException away =
        new StateUnavailableException("away", Duration.ZERO, new IOException()) {};
    assertThatThrownBy(() -> paintFailing(() -> raise(away))).isSameAs(away);
    assertThat(outcomes).containsExactly(Outcome.INTERRUPTED);
  }

  /** Has the outcomes of all calls from now on recorded. */
  private List<Outcome> recordOutcomes() {
    List<Outcome> outcomes = new ArrayList<>();
    SpendingLedger real = ledger;
    ledger =
        (SpendingLedger)
            Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {SpendingLedger.class},
                (proxy, method, arguments) -> {
                  Object result = method.invoke(real, arguments);
                  return result instanceof PaymentIntent intent
                      ? (PaymentIntent)
                          (outcome, cost) -> {
                            outcomes.add(outcome);
                            intent.end(outcome, cost);
                          }
                      : result;
                });
    return outcomes;
  }

  /** Is cancelled after it has reported what is given. */
  private final class Waiting extends ForwardingImageProvider {
    private final Consumer<ProgressListener> reports;

    Waiting(Consumer<ProgressListener> reports) {
      super(scene.painter);
      this.reports = reports;
    }

    @Override
    public PaintedImage paint(
        PaintRequest request, ProgressListener listener, Cancellation cancellation)
        throws CancelledException {
      reports.accept(listener);
      throw new CancelledException(Reason.CANCELLED);
    }
  }

  @Test
  void it_is_known_that_it_pays_while_it_is_asked_and_the_count_is_stored_by_then()
      throws Exception {
    AtomicInteger seen = new AtomicInteger();
    guarded(new Failing(() -> seen.set(stored())))
        .provider()
        .orElseThrow()
        .paint(
            PaintRequest.of(DRESS.words(), new ReceivedName("a-test")),
            ProgressListener.NONE,
            cancellation);
    assertThat(seen).hasValue(1);
    assertThat(cancellation.isPaying()).isTrue();
  }

  private int stored() {
    try {
      assertThat(cancellation.isPaying()).isTrue();
      return new LocalSpendingLedger(scene.store, scene.time.clock(), LIMIT, Money.ZERO).used();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void what_certainly_cost_nothing_is_given_back_and_nothing_else_is() {
    JobException free = new FreeOfCharge();
    assertThatThrownBy(() -> paintFailing(() -> raise(free))).isSameAs(free);
    assertThat(ledger.used()).isZero();

    JobException charged = new JobException(FailureCode.OPENAI_ERROR, "moderated");
    assertThatThrownBy(() -> paintFailing(() -> raise(charged))).isSameAs(charged);
    assertThat(ledger.used()).isEqualTo(1);

    CancelledException cut = new CancelledException(Reason.CANCELLED);
    assertThatThrownBy(() -> paintFailing(() -> raise(cut))).isSameAs(cut);
    assertThat(ledger.used()).isEqualTo(2);

    IllegalStateException broken = new IllegalStateException("broken");
    assertThatThrownBy(() -> paintFailing(() -> raise(broken))).isSameAs(broken);
    assertThat(ledger.used()).isEqualTo(3);
  }

  @Test
  void who_paints_for_nothing_is_not_guarded() throws Exception {
    PictureProviders free =
        new PictureProviders(
            Optional.empty(), Optional.of(new Failing(() -> {}, false)), scene.annotator);
    assertThat(
            new PaymentGuard(
                    scene.artifacts,
                    ledger,
                    new ReceivedPictures(scene.artifacts, Clock.systemUTC()))
                .guard(free))
        .isSameAs(free);
    PictureProviders none =
        new PictureProviders(Optional.empty(), Optional.empty(), scene.annotator);
    assertThat(
            new PaymentGuard(
                    scene.artifacts,
                    ledger,
                    new ReceivedPictures(scene.artifacts, Clock.systemUTC()))
                .guard(none))
        .isSameAs(none);
  }

  @Test
  void a_repetition_that_may_be_paid_for_is_counted_and_refused_beyond_the_limit()
      throws Exception {
    List<Integer> used = new ArrayList<>();
    ImageProvider repeating =
        new Failing(() -> {}) {
          @Override
          public PaintedImage paint(
              PaintRequest request, ProgressListener listener, Cancellation cancellation)
              throws JobException {
            for (int i = 0; i < 2 * LIMIT; i++) {
              used.add(ledger.used());
              listener.beforeRepeat();
            }
            throw new IllegalStateException("never refused");
          }
        };
    JobException refused = catchThrowableOfType(JobException.class, () -> paint(repeating));
    assertThat(refused.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED);
    assertThat(used).containsExactly(1, 2, 3);
    assertThat(ledger.used()).isEqualTo(LIMIT);
  }

  @Test
  void of_many_at_once_exactly_as_many_get_a_picture_as_the_limit_says() throws Exception {
    try (Together threads = new Together(4)) {
      for (int day = 0; day < 10; day++) {
        List<Integer> got = threads.call(this::paintTwice);
        assertThat(got.stream().mapToInt(Integer::intValue).sum()).isEqualTo(LIMIT);
        assertThat(
                new LocalSpendingLedger(scene.store, scene.time.clock(), LIMIT, Money.ZERO).used())
            .isEqualTo(LIMIT);
        scene.time.pass(Duration.ofDays(1));
      }
    }
    assertThat(scene.painter.calls()).isEqualTo(10 * LIMIT);
  }

  private int paintTwice() throws Exception {
    int got = 0;
    for (int i = 0; i < 2; i++) {
      try {
        paint();
        got++;
      } catch (JobException e) {
        assertThat(e.code()).isEqualTo(FailureCode.BUDGET_EXHAUSTED);
      }
    }
    return got;
  }

  private void paintFailing(Runnable failing) throws JobException, CancelledException {
    paint(new Failing(failing));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void raise(Throwable failure) throws E {
    throw (E) failure;
  }

  private static final class FreeOfCharge extends JobException {
    private static final long serialVersionUID = 1L;

    FreeOfCharge() {
      super(FailureCode.OPENAI_UNAVAILABLE, "not reached");
    }

    @Override
    public boolean mayHaveCost() {
      return false;
    }
  }

  /** Does something before it would paint. */
  private class Failing implements ImageProvider {
    private final Runnable does;
    private final boolean paid;

    Failing(Runnable does) {
      this(does, true);
    }

    Failing(Runnable does, boolean paid) {
      this.does = does;
      this.paid = paid;
    }

    @Override
    public String name() {
      return "failing";
    }

    @Override
    public String model() {
      return "failing-1";
    }

    @Override
    public boolean isPaid() {
      return paid;
    }

    @Override
    public PaintedImage paint(
        PaintRequest request, ProgressListener listener, Cancellation cancellation)
        throws JobException, CancelledException {
      does.run();
      return scene.painter.paint(request, listener, cancellation);
    }
  }
}
