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

# start NAME COLUMNS ROWS OPTION...: starts a console that shows a provider going dark.
start() {
  local name=$1 columns=$2 rows=$3
  shift 3
  tmux -L "$socket" -f /dev/null new-session -d -s "$name" -x "$columns" -y "$rows" \
    "exec env COLORTERM=truecolor TERM=tmux-256color LANG=C.UTF-8 '$binary' demo $*"
}

# keep NAME [light]: takes the picture of a console, and ends it.
keep() {
  local name=$1 size
  size=$(tmux -L "$socket" display-message -p -t "$name" '#{pane_width} #{pane_height}')
  tmux -L "$socket" capture-pane -p -e -N -t "$name" > "$work/$name.ansi"
  tmux -L "$socket" kill-session -t "$name"
  # shellcheck disable=SC2086 # two numbers
  "$work/venv/bin/python" Scripts/ansi-to-png.py "$work/$name.ansi" $size "$out/$name.png" "${2:-dark}"
}

# All at once: the tour is the same for each, and half a minute long before there is something to see.
start home-80x24 80 24
start home-120x40 120 40
start home-200x60 200 60
start features-120x40 120 40
start events-120x40 120 40
start routes-120x40 120 40
start details-120x40 120 40
start drain-80x24 80 24
for theme in themes/*.theme; do
  name=$(basename "$theme" .theme)
  start "theme-$name" 100 26 --theme "$name"
done
sleep 35
for press in "features-120x40 2" "events-120x40 3" "routes-120x40 5" "details-120x40 Enter" "drain-80x24 D"; do
  # shellcheck disable=SC2086 # a session and a key
  set -- $press
  tmux -L "$socket" send-keys -t "$1" "$2"
done
sleep 2
for name in home-80x24 home-120x40 home-200x60 features-120x40 events-120x40 routes-120x40 details-120x40 drain-80x24; do
  keep "$name"
done
for theme in themes/*.theme; do
  name=$(basename "$theme" .theme)
  ground=dark
  if grep -q '^appearance *= *light' "$theme"; then ground=light; fi
  keep "theme-$name" "$ground"
done
du -ch "$out"/*.png | tail -1
