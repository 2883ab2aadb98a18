package dev.dalleserver.settings;

import java.net.URI;
import java.util.Optional;

/**
 * Where the servers on a graphics card of one's own are; the one that the image provider names is
 * used.
 *
 * @param a1111BaseUrl AUTOMATIC1111's web UI
 * @param comfyUiBaseUrl ComfyUI
 * @param comfyUiGraph the prompt graph with its placeholders, JSON that was checked
 * @param sdCppBaseUrl stable-diffusion.cpp's server
 * @param key what the server asks for: {@code user:password} or a bearer token
 */
public record ImageServerSettings(
    URI a1111BaseUrl,
    URI comfyUiBaseUrl,
    Optional<String> comfyUiGraph,
    URI sdCppBaseUrl,
    Optional<Secret> key) {}
