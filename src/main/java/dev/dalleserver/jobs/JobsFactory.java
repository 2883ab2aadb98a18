package dev.dalleserver.jobs;

/** Creates the jobs of one kind of work; all kinds of a server come from one factory. */
public interface JobsFactory {
  /** Creates jobs, none of which is known yet to this process. */
  <K, J extends Job> Jobs<K, J> create(Capacity capacity);
}
