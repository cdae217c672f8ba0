# shellcheck shell=sh
# Sourced by the entrypoints. Every value that reaches a configuration file is checked here; a value
# that could open a door, or that is missing, stops the start. POSIX sh.

refuse() {
  echo "ringfirst: $1" >&2
  exit 78
}

# The value holds only what addresses, ports, numbers and words are made of.
plain() {
  case $2 in
    '' | *[!A-Za-z0-9.:/=\;_-]*) refuse "$1 is empty or holds a character that it must not" ;;
  esac
}

# The address is one address: a wildcard would take calls, or commands, from everywhere.
one_address() {
  plain "$1" "$2"
  case $2 in
    0.0.0.0 | :: | '*' | auto | */*) refuse "$1 is $2: name the one address to bind" ;;
  esac
}

# The list is narrower than everyone.
some_net() {
  plain "$1" "$2"
  case $2 in
    */0) refuse "$1 is $2: that is everyone" ;;
  esac
}

# Prints a secret from its file. Known and short ones are no secrets.
secret_from() {
  [ -n "$2" ] || refuse "$1 is not set: name the file that holds the secret"
  [ -r "$2" ] || refuse "$1: $2 cannot be read"
  read_secret=$(cat "$2")
  case $read_secret in
    ClueCon | cymru | JambonzR0ck* | *password* | *secret*) refuse "$1 holds a well-known secret" ;;
    *[!A-Za-z0-9._-]*) refuse "$1 may hold letters, digits, dots, hyphens and underscores only" ;;
  esac
  [ ${#read_secret} -ge 16 ] || refuse "$1 is too short: 16 characters at least"
  printf %s "$read_secret"
}
