#!/bin/sh
# from_seeds.sh FOLDER PROGRAM [OPTION or SEEDS]...: runs a libFuzzer program that keeps the inputs it makes in FOLDER, which
# is emptied first. So the seeds stay as they are, and every run has the same inputs.
set -eu
made=$1
program=$2
shift 2
rm -rf "$made"
mkdir -p "$made"
exec "$program" "$made" "$@"
