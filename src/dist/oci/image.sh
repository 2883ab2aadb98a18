# shellcheck shell=bash
# The OCI image: a Java of its own, cut down to what the server uses, the C library that it needs,
# the jar, and the classes of the jar as Java has them in memory after the start. No shell, no
# packages, no root. Read by dist.sh.

image_java=/opt/java
image_library=/opt/dalleserver
image_user=65532
# Found by jdeps, with java.logging, and what charsets and certificates need at run time.
image_modules=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.rmi,java.security.jgss,java.sql,java.xml,jdk.management,jdk.unsupported
# The archive of classes below has a form that Java has had since this version.
image_least_java=25

make_image() {
  local root=$work/image/base/rootfs app=$work/image/app/rootfs
  choose_image_jdk || return 0
  lay_base "$root" || return 0
  lay_app "$app"
  [ -z "$train" ] || { train_image "$root" "$app" && return; }
  add_archive "$root" "$app"
  write_layout "$root" "$app"
}

# Sets image_jdk: the newest that has jlink.
choose_image_jdk() {
  choose_run_jdk
  image_jdk=$run_jdk
  [ "$run_major" -ge "$image_least_java" ] && [ -x "$image_jdk/bin/jlink" ] && return
  say "left out: the image needs a JDK of version $image_least_java or newer, with jlink"
  return 1
}

lay_base() {
  local root=$1 library
  mkdir -p "$root/opt" "$root/etc" "$root/data" "$root/tmp" "$root/proc" "$root/dev" "$root/sys"
  sh "$dist_sources/oci/unused-resources.sh" "$image_jdk" >"$work/unused"
  "$image_jdk/bin/jlink" --add-modules "$image_modules" --strip-java-debug-attributes \
    --no-header-files --no-man-pages --compress zip-9 --exclude-resources="@$work/unused" \
    --output "$root$image_java" >"$work/jlink.log" ||
    { tail -c 2000 "$work/jlink.log" >&2; die 'jlink failed'; }
  # What draws on a screen or plays sounds, and needs libraries of the system for it.
  rm -f "$root$image_java"/lib/lib{awt_xawt,splashscreen,jsound,jawt}.so "$root$image_java/lib/jrt-fs.jar"
  # The list for an archive of Java's own classes, commands that nobody runs there, Kerberos, preferences, and a
  # sort for large arrays of numbers, which Java has without it too.
  rm -f "$root$image_java/lib/"{classlist,jexec,libj2gss.so,libjsig.so,libprefs.so,libsimdsort.so} \
    "$root$image_java"/bin/{keytool,rmiregistry}
  strip_libraries "$root$image_java"
  image_libraries "$root" >"$work/libraries"
  while IFS= read -r library; do
    install_file 755 "$library" "$root$library"
  done <"$work/libraries"
  lay_licences "$root"
  printf 'root:x:0:0:root:/:/sbin/nologin\ndalleserver:x:%s:%s:dalleserver:/data:/sbin/nologin\n' \
    "$image_user" "$image_user" >"$root/etc/passwd"
  printf 'root:x:0:\ndalleserver:x:%s:\n' "$image_user" >"$root/etc/group"
  printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
  chmod -R u+w,go-w "$root"
  chmod 1777 "$root/tmp"
}

# Names of functions in the libraries of Java are for debuggers.
strip_libraries() {
  command -v strip >/dev/null || { say 'without strip the image is 5 MB larger'; return 0; }
  find "$1/lib" -name '*.so' -exec strip --strip-unneeded {} +
}

# Prints the shared libraries of the system that the Java in $1 needs, and their loader.
image_libraries() {
  find "$1$image_java" \( -name '*.so' -o -path '*/bin/java' \) -exec ldd {} + 2>/dev/null |
    sed -n -e 's/.*=> \(\/[^ ]*\) .*/\1/p' -e 's/^[[:space:]]*\(\/[^ ]*\) (0x.*/\1/p' |
    grep -v "^$1" | LC_ALL=C sort -u
}

# The terms of the C library; those of Java are in its folder "legal".
lay_licences() {
  local package
  : >"$work/packages"
  command -v dpkg-query >/dev/null || return 0
  while IFS= read -r library; do
    dpkg-query -S "$(readlink -f "$library")" 2>/dev/null ||
      dpkg-query -S "$(readlink -f "$library" | sed 's#^/usr##')" 2>/dev/null || true
  done <"$work/libraries" | sed 's/: .*//' | LC_ALL=C sort -u >"$work/package-names"
  while IFS= read -r package; do
    dpkg-query -W -f '${Package} ${Version}\n' "$package" >>"$work/packages"
    install_file 644 "/usr/share/doc/${package%%:*}/copyright" \
      "$1/usr/share/doc/${package%%:*}/copyright"
  done <"$work/package-names"
  # For scanners, which look here in images without a package manager.
  while read -r package version; do
    mkdir -p "$1/var/lib/dpkg/status.d"
    dpkg-query -s "$package" >"$1/var/lib/dpkg/status.d/$package"
  done <"$work/packages"
}

lay_app() {
  install_file 644 "$work/dalleserver.jar" "$1$image_library/dalleserver.jar"
  install_file 644 "$here/LICENSE" "$1$image_library/LICENSE"
  install_file 644 "$here/NOTICE" "$1$image_library/NOTICE"
  touch -d "@$epoch" "$1$image_library/dalleserver.jar"
}

# --- classes that are ready --------------------------------------------------------------------

# The flags of Java in the image, one a line. The archive is only for these.
image_flags() {
  run_major=$image_least_java
  choose_jvm_flags
  printf '%s\n' "${jvm_flags[@]}" -Xlog:cds=off -Xlog:aot=off
}

# Runs the Java of the image at the paths of the image, with "$@". It finds itself by /proc.
in_image() {
  local trial=$work/image/trial namespace=(--mount)
  if [ ! -d "$trial" ]; then
    mkdir -p "$trial"
    cp -a "$work/image/base/rootfs/." "$trial/"
    cp -a "$work/image/app/rootfs/." "$trial/"
    mkdir -p "$trial/proc"
    chmod 1777 "$trial/tmp" "$trial/data"
  fi
  [ "$(id -u)" -eq 0 ] || namespace+=(--user --map-root-user --pid --fork --kill-child)
  # shellcheck disable=SC2016 # the inner shell expands these
  # With replace=exec the caller's process becomes Java, so that signals reach it.
  ${replace:-} env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin MALLOC_ARENA_MAX=2 \
    "${image_environment[@]}" unshare "${namespace[@]}" \
    sh -c 'mount -t proc proc "$0/proc" && exec chroot "$0" "$@"' "$trial" "$@"
}

# Adds the archive of classes to directory $2. Java writes the time into some of its objects, so the
# clock stands still meanwhile; without faketime the image works, and is not the same twice.
add_archive() {
  local archive=$image_library/dalleserver.jsa java=("$image_java/bin/java") flags
  local faker=/usr/lib/$(uname -m)-linux-gnu/faketime/libfaketimeMT.so.1
  mapfile -t flags < <(image_flags)
  image_environment=(LC_ALL=C)
  in_image "${java[@]}" -version >/dev/null 2>&1 ||
    { say 'the image gets no archive of classes, since its Java cannot run here'; return 0; }
  install_file 644 "$dist_sources/oci/classes.lst" "$work/image/trial/tmp/classes.lst"
  if [ -r "$faker" ]; then
    install_file 755 "$faker" "$work/image/trial/tmp/faker.so"
    image_environment+=("FAKETIME=2026-01-01 00:00:00" TZ=UTC)
    # The times of files stay true: Java takes the archive only for a jar of the same time.
    image_environment+=(NO_FAKE_STAT=1)
    java=("$(loader)" --preload /tmp/faker.so "${java[@]}")
  else
    say 'without faketime the image is not the same twice'
  fi
  in_image "${java[@]}" "${flags[@]}" -Xshare:dump -XX:+AOTClassLinking \
    -XX:SharedClassListFile=/tmp/classes.lst -XX:SharedArchiveFile=/tmp/dalleserver.jsa \
    -cp "$image_library/dalleserver.jar" >"$work/image/dump.log" 2>&1 ||
    { tail -n 5 "$work/image/dump.log" >&2; say 'the image gets no archive of classes'; return 0; }
  install_file 644 "$work/image/trial/tmp/dalleserver.jsa" "$2$archive"
}

loader() {
  grep -E '/ld-linux[^/]*\.so' "$work/libraries"
}

# Renews the list of classes by a run of the server with the first requests of people.
train_image() {
  local list=$work/image/trial/tmp/trained.lst pid port
  image_environment=(LC_ALL=C)
  in_image "$image_java/bin/java" -version >/dev/null 2>&1 || die 'the Java of the image cannot run here'
  # Read by exercise_server's helpers.
  local output=$work/image/trained.out
  replace=exec in_image "$image_java/bin/java" -XX:+UseSerialGC -Djava.awt.headless=true -Xshare:off \
    -XX:DumpLoadedClassList=/tmp/trained.lst -jar "$image_library/dalleserver.jar" \
    --port 0 --host 127.0.0.1 --data-dir /data --image-provider offline >"$output" 2>&1 &
  pid=$!
  port=$(await_port "$pid" "$output") || die 'the server of the image does not start'
  ask_what_people_ask "$port"
  kill "$pid" && wait "$pid" || true
  # Not what paints: it is needed seconds later, and would double the archive's size of pictures. Nor what
  # writes JSON and metrics, and speaks WebSocket: it costs some twenty milliseconds at the start, and saves four
  # megabytes.
  grep -v '^#' "$list" | sed -E '/^@/!s/ .*//' |
    grep -vE '^(@cp |@lambda-proxy )?(dev/dalleserver/painting|sun/java2d|com/sun/imageio|javax/imageio|com/twelvemonkeys|java/awt|sun/awt|sun/font|com/fasterxml/jackson/databind|io/prometheus|org/eclipse/jetty/websocket|org/eclipse/jetty/ee10/websocket)/' |
    awk '{ print (/^@/ ? "2" : "1") $0 }' | LC_ALL=C sort -u | sed 's/^.//' >"$dist_sources/oci/classes.lst"
  say "$(wc -l <"$dist_sources/oci/classes.lst") lines in src/dist/oci/classes.lst"
}

# --- the layout --------------------------------------------------------------------------------

# Writes the image of directories $1 and $2 as an archive that engines load.
write_layout() {
  local layout=$work/image/layout blobs config manifest
  blobs=$layout/blobs/sha256
  mkdir -p "$blobs"
  printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  add_layer "$1" && local base=$layer base_raw=$raw base_size=$size
  add_layer "$2" && local app=$layer app_raw=$raw app_size=$size
  image_config "$base_raw" "$app_raw" >"$work/image/config"
  add_blob "$work/image/config" && config=$blob
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s},{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:%s","size":%s}]}' \
    "$config" "$blob_size" "$base" "$base_size" "$app" "$app_size" >"$work/image/manifest"
  add_blob "$work/image/manifest" && manifest=$blob
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:%s","size":%s,"platform":{"architecture":"%s","os":"linux"},"annotations":{"org.opencontainers.image.ref.name":"dalleserver:%s"}}]}' \
    "$manifest" "$blob_size" "$(image_architecture)" "$release" >"$layout/index.json"
  pack "$layout" . "$out/dalleserver-$release-$(image_architecture)-oci.tar"
}

# Packs directory $1 as a layer. Sets layer, its digest, raw, that of its contents, and size.
add_layer() {
  find "$1" -exec touch -h -d "@$epoch" {} +
  tar --format=gnu --sort=name --mtime="@$epoch" --numeric-owner --owner=0 --group=0 \
    --exclude=./data -C "$1" -cf "$work/image/layer.tar" .
  # The one directory that the server's user owns.
  [ ! -d "$1/data" ] || tar --format=gnu --mtime="@$epoch" --numeric-owner --owner="$image_user" \
    --group="$image_user" --mode=750 -C "$1" -rf "$work/image/layer.tar" ./data
  raw=$(digest "$work/image/layer.tar")
  gzip -9n "$work/image/layer.tar"
  add_blob "$work/image/layer.tar.gz"
  layer=$blob size=$blob_size
}

# Moves file $1 among the blobs. Sets blob, its digest, and blob_size.
add_blob() {
  blob=$(digest "$1")
  blob_size=$(size_of "$1")
  mv "$1" "$blobs/$blob"
}

digest() {
  local sum
  sum=$(sha256sum "$1")
  printf %s "${sum%% *}"
}

image_architecture() {
  case $(uname -m) in x86_64) printf amd64 ;; aarch64) printf arm64 ;; *) uname -m ;; esac
}

# Prints the words among "$@" as JSON strings with commas between.
json_words() {
  local word comma=''
  for word in "$@"; do
    printf '%s"%s"' "$comma" "$word"
    comma=,
  done
}

image_config() {
  local flags created java=$image_java/bin/java jar=$image_library/dalleserver.jar
  local archive=-XX:SharedArchiveFile=$image_library/dalleserver.jsa
  mapfile -t flags < <(image_flags)
  created=$(date -u -d "@$epoch" +%Y-%m-%dT%H:%M:%SZ)
  printf '{"created":"%s","architecture":"%s","os":"linux","config":{' "$created" "$(image_architecture)"
  printf '"User":"%s:%s","WorkingDir":"/data","ExposedPorts":{"8080/tcp":{}},"Volumes":{"/data":{}},' \
    "$image_user" "$image_user"
  printf '"StopSignal":"SIGTERM","Env":[%s],' "$(json_words "PATH=$image_java/bin" \
    "JAVA_HOME=$image_java" TB_DALLE_HOST=0.0.0.0 TB_DALLE_DATA_DIR=/data MALLOC_ARENA_MAX=2)"
  printf '"Entrypoint":[%s],' "$(json_words "$java" "${flags[@]}" "$archive" -jar "$jar")"
  # Not in OCI's own list of members, but what engines read.
  printf '"Healthcheck":{"Test":["CMD",%s],"Interval":30000000000,"Timeout":5000000000,"StartPeriod":10000000000,"Retries":3},' \
    "$(json_words "$java" "${flags[@]}" "$archive" -cp "$jar" dev.dalleserver.cli.HealthCheckCommand)"
  printf '"Labels":{"org.opencontainers.image.title":"dalleserver","org.opencontainers.image.description":"Annotated pictures of Ethereum addresses","org.opencontainers.image.licenses":"Apache-2.0","org.opencontainers.image.version":"%s","org.opencontainers.image.revision":"%s","org.opencontainers.image.created":"%s","dalleserver.libraries":"%s"}},' \
    "$release" "${full_version#*+}" "$created" "$(tr '\n' ';' <"$work/packages")"
  printf '"rootfs":{"type":"layers","diff_ids":["sha256:%s","sha256:%s"]},' "$1" "$2"
  printf '"history":[{"created":"%s","created_by":"jlink"},{"created":"%s","created_by":"./run.sh dist"}]}' \
    "$created" "$created"
}
