# Completion of flowlogs for bash 4 and later: source this file, or run: eval "$(flowlogs completion bash)"
# Made by the build from the definitions of the commands.
declare -A _flowlogs_words=(
@topics@
)

_flowlogs_value() { # COMMAND OPTION, or COMMAND alone for its operands: sets words, composed and files
  case $1${2+:}$2 in
@values@
    *) return 1 ;;
  esac
}

_flowlogs_options() { # COMMAND: sets options
  case $1 in
@options@
  esac
}

_flowlogs_subcommand() { # WORD: sets command
  case $1 in
@subcommands@
    *) return 1 ;;
  esac
}

_flowlogs_front() { # the words after flowlogs
  local words=
  case $COMP_CWORD:${COMP_WORDS[1]} in
    1:*) words='@words@ help completion' ;;
    2:help) words='@words@ @topicNames@' ;;
    2:completion) words='bash zsh fish' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
}

_flowlogs() {
  local command=${1##*/} word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
  local option= attached= words= composed= files= options= quote=
  COMPREPLY=()
  if [[ $command == flowlogs ]] && { ((COMP_CWORD < 2)) || ! _flowlogs_subcommand "${COMP_WORDS[1]}"; }; then
    _flowlogs_front
    return
  fi
  if [[ $word == --*=* ]]; then # where = does not break words
    option=${word%%=*} attached=$option= word=${word#*=}
  elif [[ $word == = ]]; then
    option=$before word=
  elif [[ $before == = ]]; then
    option=${COMP_WORDS[COMP_CWORD - 2]}
  elif [[ ! $before =~ ^(@attached@)$ ]]; then
    option=$before
  fi
  if [[ $option != -* ]] || ! _flowlogs_value "$command" "$option"; then
    if [[ $word == -* ]]; then
      _flowlogs_options "$command"
      COMPREPLY=($(compgen -W "$options" -- "$word"))
      return
    fi
    _flowlogs_value "$command"
  fi
  [[ $word == [\'\"]* ]] && quote=${word:0:1} word=${word:1}
  _flowlogs_reply
  [[ -z $files ]] || _flowlogs_files
}

_flowlogs_reply() { # with those of the words that continue the word
  local last=$word start= candidate
  local -a found=()
  if [[ -n $composed ]]; then
    last=${word##*[!A-Za-z0-9_.]} start=${word%"${word##*[!A-Za-z0-9_.]}"}
    compopt -o nospace
  fi
  for candidate in $words; do [[ $candidate == "$last"* ]] && found+=("$candidate"); done
  if [[ -n $quote && -n $composed && ${#found[@]} -eq 1 ]]; then _flowlogs_go_on "${found[0]}"; fi
  for candidate in "${found[@]}"; do _flowlogs_add "$start$candidate"; done
}

# In an open quote bash closes what has one completion only: there are several, with what may come next.
_flowlogs_go_on() {
  case $1 in
    *'(') found=("$1srcaddr" "$1dstaddr" "$1bytes") ;;
    *) found=("$1 =" "$1 !=" "$1 in" "$1 is null") ;;
  esac
}

_flowlogs_files() {
  local file
  while IFS= read -r file; do
    [[ ! -d $file ]] || file+=/
    _flowlogs_add "$file"
  done < <(compgen -f -- "$word")
}

_flowlogs_add() { # TEXT: what the line gets, quoted where it must be
  local text=$1
  if [[ -z $quote ]]; then
    printf -v text %q "$1"
    text=${text//\\,/,} text=${text/#\\~/\~}
  fi
  [[ $1 != *[:/] ]] || compopt -o nospace # more is to come
  COMPREPLY+=("$attached$text")
}

complete -o nosort -F _flowlogs flowlogs @names@
