package dev.dalleserver.comfyui;

/** A graph as Export (API) saves it, with placeholders. */
public final class Graphs {
  private Graphs() {}

  /** The usual one, with all placeholders. */
  public static String whole() {
    return """
    {
      "3": {"class_type": "KSampler", "inputs": {
        "seed": "{{seed}}", "steps": "{{steps}}", "cfg": "{{cfg}}",
        "sampler_name": "{{sampler}}", "scheduler": "normal", "denoise": 1,
        "model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0],
        "latent_image": ["5", 0]}},
      "4": {"class_type": "CheckpointLoaderSimple", "inputs": {
        "ckpt_name": "v1-5.safetensors"}},
      "5": {"class_type": "EmptyLatentImage", "inputs": {
        "width": "{{width}}", "height": "{{height}}", "batch_size": 1}},
      "6": {"class_type": "CLIPTextEncode", "inputs": {
        "text": "masterpiece, {{prompt}}, seed {{seed}}", "clip": ["4", 1]}},
      "7": {"class_type": "CLIPTextEncode", "inputs": {
        "text": "{{negative_prompt}}", "clip": ["4", 1]}},
      "8": {"class_type": "VAEDecode", "inputs": {"samples": ["3", 0], "vae": ["4", 2]}},
      "9": {"class_type": "SaveImage", "inputs": {
        "filename_prefix": "dalle", "images": ["8", 0]}}
    }
    """;
  }

  /** One that leaves all but what is required as it is. */
  public static String small() {
    return whole()
        .replace("\"{{steps}}\"", "4")
        .replace("\"{{cfg}}\"", "1.0")
        .replace("{{sampler}}", "euler")
        .replace("\"{{width}}\"", "512")
        .replace("\"{{height}}\"", "512")
        .replace("{{negative_prompt}}", "");
  }
}
