/** What the answers of providers say about a failure, in whichever form they say it. */
@NullMarked
package dev.dalleserver.openai.report;

import org.jspecify.annotations.NullMarked;
