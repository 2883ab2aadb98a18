/** The native API of stable-diffusion.cpp's server, {@code /sdcpp/v1}. */
@NullMarked
package dev.dalleserver.sdcpp;

import org.jspecify.annotations.NullMarked;
