package dev.dalleserver.jobs;

/** Creates the jobs of one kind of work; all kinds of a server come from one factory. */
public interface JobsFactory {
  /**
   * Returns the jobs of a kind; called once for each kind.
   *
   * @param capacity of this process
   */
  <K, P, J extends Job> Jobs<K, P, J> create(JobKind<K, P, J> kind, Capacity capacity);
}
