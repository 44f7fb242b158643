# capture.bash DIRECTORY: completes lines of standard input by the completion files of DIRECTORY.
#
# Answers each line with the words that bash would offer at its end, a line each, and then a line "--". The variables are set as
# readline sets them: it takes words apart at blanks, = and : too, and what is offered replaces the last part alone.
. "$1/systemctl"

while IFS= read -r COMP_LINE; do
  COMP_POINT=${#COMP_LINE}
  COMP_WORDS=()
  rest=$COMP_LINE
  while [[ $rest =~ ^[[:space:]]*([=:]+|[^[:space:]=:]+) ]]; do
    COMP_WORDS+=("${BASH_REMATCH[1]}")
    rest=${rest#"${BASH_REMATCH[0]}"}
  done
  [[ $COMP_LINE != *' ' ]] || COMP_WORDS+=("")
  COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
  read -r -a how <<< "$(complete -p "${COMP_WORDS[0]}")" # complete -F FUNCTION NAME
  COMPREPLY=()
  "${how[2]}" "${COMP_WORDS[0]}" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
  word=${COMP_LINE##* }
  for reply in "${COMPREPLY[@]}"; do printf '%s\n' "${word%"${word##*[=:]}"}$reply"; done
  echo --
done
