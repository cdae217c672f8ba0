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

# The address is one address: a wildcard, however it is written (0, 0x0, ::0, ::ffff:0.0.0.0), would
# take calls, or commands, from everywhere. A name may lead to one too; a `;` would add parameters.
one_address() {
  case $2 in
    localhost) return ;;
    '' | *[!0-9A-Fa-f.:]*) refuse "$1 is $2: name the one address to bind, by its numbers" ;;
    *.*.*.* | *:*) ;;
    *) refuse "$1 is $2: name the one address to bind, by its numbers" ;;
  esac
  address=$(printf %s "$2" | sed 's/^.*:[fF][fF][fF][fF]://' | tr -d '0.:xX')
  [ -n "$address" ] || refuse "$1 is $2: name the one address to bind"
}

# The list is an address with the length of its network, and narrower than everyone.
some_net() {
  plain "$1" "$2"
  bits=${2##*/}
  case $2 in
    */*) ;;
    *) bits='' ;;
  esac
  case $bits in
    '' | *[!0-9]*) refuse "$1 is $2: write a network as ADDRESS/BITS" ;;
  esac
  case $2 in
    *:*) least=32 ;;
    *) least=8 ;;
  esac
  [ "$bits" -ge "$least" ] || refuse "$1 is $2: that is everyone"
}

# Prints a secret from its file. Known and short ones are no secrets.
secret_from() {
  [ -n "$2" ] || refuse "$1 is not set: name the file that holds the secret"
  [ -r "$2" ] || refuse "$1: $2 cannot be read"
  [ -z "$(find -L "$2" -prune \( -perm -040 -o -perm -004 \))" ] ||
    echo "ringfirst: $1: $2 can be read by others: chmod 600 $2" >&2
  read_secret=$(cat "$2")
  case $(printf %s "$read_secret" | tr 'A-Z0' 'a-zo') in
    *cluecon* | *cymru* | *jambonz* | *password* | *secret* | *changeme*)
      refuse "$1 holds a well-known secret"
      ;;
  esac
  case $read_secret in
    *[!A-Za-z0-9._-]*) refuse "$1 may hold letters, digits, dots, hyphens and underscores only" ;;
  esac
  [ ${#read_secret} -ge 16 ] || refuse "$1 is too short: 16 characters at least"
  [ "$(printf %s "$read_secret" | fold -w 1 | sort -u | wc -l)" -ge 8 ] ||
    refuse "$1 repeats too few characters to be random"
  printf %s "$read_secret"
}
