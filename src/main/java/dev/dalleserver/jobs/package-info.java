/** The life of a job, whatever it makes: waiting, working, its end, and why it ended. */
@NullMarked
package dev.dalleserver.jobs;

import org.jspecify.annotations.NullMarked;
