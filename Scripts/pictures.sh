#!/usr/bin/env bash
# Makes the pictures of docs/pictures from the real program: the console in a tour, and every theme.
#
# Usage: Scripts/pictures.sh [BINARY]
#
# Needs tmux and python3 with venv; pyte and pillow are installed into a folder that is thrown away, and DejaVu
# Sans Mono (fonts-dejavu-core) is what is drawn with.
set -euo pipefail
cd "$(dirname "$0")/.."
binary=$(realpath "${1:-.build/release/route-console}")
out=docs/pictures
work=$(mktemp -d)
socket=pictures-$$
trap 'tmux -L "$socket" kill-server 2>/dev/null || true; rm -rf "$work"' EXIT
mkdir -p "$out"
python3 -m venv "$work/venv"
"$work/venv/bin/pip" --quiet install pyte pillow

# shoot NAME COLUMNS ROWS SECONDS KEYS OPTION...: starts the console, waits, types, and takes its picture.
shoot() {
  local name=$1 columns=$2 rows=$3 seconds=$4 keys=$5
  shift 5
  tmux -L "$socket" -f /dev/null new-session -d -s shot -x "$columns" -y "$rows" \
    "exec env COLORTERM=truecolor TERM=tmux-256color '$binary' demo $*"
  sleep "$seconds"
  if [ -n "$keys" ]; then
    tmux -L "$socket" send-keys -t shot $keys
    sleep 1
  fi
  tmux -L "$socket" capture-pane -p -e -t shot > "$work/$name.ansi"
  tmux -L "$socket" kill-session -t shot
  "$work/venv/bin/python" Scripts/ansi-to-png.py "$work/$name.ansi" "$columns" "$rows" "$out/$name.png"
}

shoot home-80x24 80 24 35 ""
shoot home-120x40 120 40 35 ""
shoot home-200x60 200 60 35 ""
shoot features-120x40 120 40 35 "2"
shoot details-120x40 120 40 35 "Enter"
shoot drain-80x24 80 24 12 "D"
for theme in themes/*.theme; do
  name=$(basename "$theme" .theme)
  shoot "theme-$name" 100 30 35 "" --theme "$name"
done
