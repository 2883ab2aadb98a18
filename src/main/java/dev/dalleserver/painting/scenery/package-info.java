/** What surrounds the figure: grounds, the plan of the picture, habitats, and things in front. */
@NullMarked
package dev.dalleserver.painting.scenery;

import org.jspecify.annotations.NullMarked;
