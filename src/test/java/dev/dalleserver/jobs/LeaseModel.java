package dev.dalleserver.jobs;

import dev.dalleserver.jobs.Cancellation.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * A model of one job: two nodes claim, write and finish, a zombie that has claimed before wakes up
 * at any time, leases pass, and a client cancels. All interleavings are walked through, and after
 * each step the implementation must have done what the model says.
 */
public final class LeaseModel {
  private static final Duration LEASE = Duration.ofSeconds(15);

  /** Who acts. */
  public enum Actor {
    FIRST,
    SECOND,
    ZOMBIE,
    TIME,
    CLIENT
  }

  private enum Step {
    CLAIM,
    RENEW,
    WRITE,
    FINISH,
    PASS,
    CANCEL
  }

  private static final Map<Actor, List<Step>> SCRIPTS =
      new EnumMap<>(
          Map.of(
              Actor.FIRST, List.of(Step.CLAIM, Step.RENEW, Step.FINISH),
              Actor.SECOND, List.of(Step.CLAIM, Step.FINISH),
              Actor.ZOMBIE, List.of(Step.WRITE, Step.FINISH),
              Actor.TIME, List.of(Step.PASS, Step.PASS),
              Actor.CLIENT, List.of(Step.CANCEL)));

  /** The processes that share the jobs. */
  public interface World {
    /** The jobs as a process sees them. */
    Jobs<String, Given<FakeJob>, FakeJob> jobs(Actor actor);

    /** Lets all leases pass. */
    void pass(Duration duration);
  }

  private final World world;
  private final List<String> ended = new CopyOnWriteArrayList<>();
  private int paths;

  public LeaseModel(World world) {
    this.world = world;
    List.of(Actor.values()).stream()
        .map(world::jobs)
        .distinct()
        .forEach(jobs -> jobs.subscribe(job -> ended.add(job.name())));
  }

  /**
   * Walks through interleavings.
   *
   * @param every walks through one of so many; 1 for all
   * @param first counted from 0, the first one that is walked through
   * @return the first one in which the implementation did not do what the model says
   */
  public Optional<String> findViolation(int every, int first) {
    for (List<Actor> order : orders()) {
      if ((paths++ - first) % every == 0) {
        Optional<String> violation = new Path(order).walk();
        if (violation.isPresent()) {
          return violation;
        }
      }
    }
    return Optional.empty();
  }

  /** How many interleavings there are. */
  public static int count() {
    return orders().size();
  }

  private static List<List<Actor>> orders() {
    List<List<Actor>> orders = new ArrayList<>();
    Map<Actor, Integer> left = new EnumMap<>(Actor.class);
    SCRIPTS.forEach((actor, script) -> left.put(actor, script.size()));
    extend(new ArrayList<>(), left, orders);
    return orders;
  }

  private static void extend(
      List<Actor> prefix, Map<Actor, Integer> left, List<List<Actor>> orders) {
    boolean complete = true;
    for (Actor actor : Actor.values()) {
      int steps = left.get(actor);
      if (steps > 0) {
        complete = false;
        left.put(actor, steps - 1);
        prefix.add(actor);
        extend(prefix, left, orders);
        prefix.remove(prefix.size() - 1);
        left.put(actor, steps);
      }
    }
    if (complete) {
      orders.add(List.copyOf(prefix));
    }
  }

  /** One interleaving, on a job of its own. */
  private final class Path {
    private final List<Actor> order;
    private final String key = "job-" + paths;
    private final Map<Actor, Lease<String, FakeJob>> leases = new EnumMap<>(Actor.class);
    private final StringBuilder told = new StringBuilder("zombie claims");

    // What the model knows.
    private @Nullable Actor holder = Actor.ZOMBIE;
    private boolean holds = true;
    private boolean over;

    Path(List<Actor> order) {
      this.order = order;
    }

    Optional<String> walk() {
      Jobs<String, Given<FakeJob>, FakeJob> zombie = world.jobs(Actor.ZOMBIE);
      zombie.submit(FakeJob.request(new FakeJob(key)));
      leases.put(Actor.ZOMBIE, zombie.claim(LEASE).orElseThrow());
      Map<Actor, Integer> done = new EnumMap<>(Actor.class);
      for (Actor actor : order) {
        Step step = SCRIPTS.get(actor).get(done.merge(actor, 1, Integer::sum) - 1);
        boolean allowed = allows(actor, step);
        boolean did = act(actor, step);
        told.append(", ").append(actor).append(' ').append(step).append(did ? "" : " (refused)");
        if (did != allowed) {
          return Optional.of(told + ": the model says " + (allowed ? "done" : "refused"));
        }
      }
      return end();
    }

    private Optional<String> end() {
      Jobs<String, Given<FakeJob>, FakeJob> jobs = world.jobs(Actor.FIRST);
      jobs.find(key).ifPresent(job -> jobs.requestEnd(job, Reason.CANCELLED));
      long ends = ended.stream().filter(key::equals).count();
      return ends == 1 ? Optional.empty() : Optional.of(told + ": it has ended " + ends + " times");
    }

    /** Whether the model allows a step, which it takes then. */
    private boolean allows(Actor actor, Step step) {
      boolean byHolder = holder == actor && holds && !over;
      return switch (step) {
        case CLAIM -> {
          boolean free = !over && !holds;
          holder = free ? actor : holder;
          holds = holds || free;
          yield free;
        }
        case RENEW, WRITE -> byHolder;
        case FINISH -> {
          over = over || byHolder;
          yield byHolder;
        }
        case PASS -> {
          holds = false;
          yield true;
        }
        case CANCEL -> {
          boolean first = !over;
          over = true;
          yield first;
        }
      };
    }

    private boolean act(Actor actor, Step step) {
      Jobs<String, Given<FakeJob>, FakeJob> jobs = world.jobs(actor);
      Lease<String, FakeJob> lease = leases.get(actor);
      return switch (step) {
        case CLAIM -> {
          Optional<Lease<String, FakeJob>> claimed = jobs.claim(LEASE);
          claimed.ifPresent(it -> leases.put(actor, it));
          yield claimed.isPresent();
        }
        case RENEW -> lease != null && jobs.renew(lease, LEASE);
        case WRITE -> lease != null && jobs.advance(lease, job -> {});
        case FINISH -> lease != null && jobs.finish(lease, new JobOutcome.Done());
        case PASS -> {
          world.pass(LEASE);
          yield true;
        }
        case CANCEL -> {
          FakeJob job = jobs.find(key).orElseThrow();
          boolean before = job.isEnded();
          jobs.requestEnd(job, Reason.CANCELLED);
          yield !before && job.isEnded();
        }
      };
    }
  }
}
