#!/bin/sh
# Fetches DuckDB (one shared library, about 60 MB) as an independent reader for ParquetDuckDbTests. Opt-in: the tests say when it is absent.
set -eu
version=1.5.6-r.1
folder=$(cd "$(dirname "$0")/../.." && pwd)/.artifacts/duckdb
mkdir -p "$folder"
cd "$folder"
npm pack --silent "@duckdb/node-bindings-linux-x64@$version" > /dev/null
tar -xzf "duckdb-node-bindings-linux-x64-$version.tgz" --strip-components=1 package/libduckdb.so
rm "duckdb-node-bindings-linux-x64-$version.tgz"
echo "$folder/libduckdb.so"
