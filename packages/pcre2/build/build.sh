#!/bin/sh
# Builds src/pcre2-binary.generated.ts: PCRE2 10.42 (https://www.pcre.org, BSD licence, see ../LICENSE-PCRE2) and shim.c as
# one WebAssembly module. Needs clang, lld and wasi-libc (Debian: clang lld wasi-libc libclang-rt-14-dev-wasm32), and
# wasm-opt (binaryen) if it is to be small.
#
#   ./build.sh FOLDER      FOLDER holds the sources of PCRE2 10.42, as unpacked from pcre2-10.42.tar.gz
set -eu
sources=$1
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp "$sources/src/pcre2.h.generic" "$work/pcre2.h"
cp "$sources/src/config.h.generic" "$work/config.h"
cp "$sources/src/pcre2_chartables.c.dist" "$work/pcre2_chartables.c"
modules="auto_possess compile config context extuni find_bracket match match_data newline ord2utf pattern_info
  script_run string_utils study tables ucd valid_utf xclass error chkdint"
files="$work/pcre2_chartables.c $here/shim.c"
for module in $modules; do
  [ -f "$sources/src/pcre2_$module.c" ] && files="$files $sources/src/pcre2_$module.c"
done
# What Debian's package is configured with: Unicode, no limits other than PCRE2's own. The stack is 1 MiB.
# shellcheck disable=SC2086
clang --target=wasm32-wasi -Oz -DNDEBUG -DHAVE_CONFIG_H -DPCRE2_CODE_UNIT_WIDTH=8 -DSUPPORT_UNICODE -DPCRE2_STATIC \
  -I"$work" -I"$sources/src" -mexec-model=reactor -fvisibility=hidden -Wl,--export=malloc,--export=free \
  -Wl,--stack-first -Wl,-z,stack-size=1048576 -Wl,--strip-all -Wl,--gc-sections -o "$work/pcre2.wasm" $files
if command -v wasm-opt > /dev/null; then wasm-opt -Oz --strip-debug "$work/pcre2.wasm" -o "$work/pcre2.wasm"; fi
node "$here/write-module.mjs" "$work/pcre2.wasm" "$here/../src/pcre2-binary.generated.ts"
